"""Neobank from a configuration file, with the provider that it names."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import get_type_hints

import pytest

from idos.apps.neobank.__main__ import main
from idos.apps.neobank.app import build_neobank_app
from idos.apps.neobank.configuration import read_configuration, reference
from idos.errors import IdosError, Invalid, Unavailable
from idos.testing import WALLETS, Network, network
from idos.verification.providers import PROVIDERS, provider_of
from idos.verification.sandbox import SandboxProvider, SandboxSettings
from idos.verification.sumsub import Sumsub, SumsubSettings
from tests.apps.neobank.kit import KEY_PASSWORD, KEYS, Customer, key_file
from tests.apps.neobank.sumsub_server import LEVEL, SECRET, TOKEN, WEBHOOK_KEY, SumsubServer, sumsub_server
from tests.apps.serving import free_address, reserved, serving
from tests.apps.verify.kit import Clock

SUMSUB = """
provider = "sumsub"
public_url = "{public_url}"
node_url = "{node_url}"
chain_id = "{chain_id}"
key_file = "keys"
key_password_file = "password"
database = "bank.sqlite"
port = 0
pause = 0.02

[sumsub]
level = "id and selfie"
app_token_file = "token"
secret_key_file = "secret"
webhook_keys_file = "webhook"
api_url = "{api_url}"

[sandbox]
url = "http://127.0.0.1:1"
"""
ANYWHERE = {
    "public_url": "https://neobank.example",
    "node_url": "http://127.0.0.1:1",
    "chain_id": "idos-example",
    "api_url": "https://api.sumsub.example",
}
SECRETS = {
    "password": f"{KEY_PASSWORD}\n",
    "token": f"{TOKEN}\r\n",
    "secret": SECRET,
    "webhook": f"{WEBHOOK_KEY}\nnext-webhook-secret\n",
}


def configuration(folder: Path, text: str = SUMSUB, **where: str) -> Path:
    """A configuration file, and the files that it names."""
    for name, content in SECRETS.items():
        (folder / name).write_text(content, newline="")
    file = folder / "neobank.toml"
    file.write_text(text.format(**ANYWHERE | where))
    return file


def test_an_account_is_opened_with_sumsub_chosen_in_the_settings(tmp_path: Path) -> None:
    clock, url = Clock(), free_address()
    with ExitStack() as stack:
        net: Network = stack.enter_context(network(clock=clock, issuer_key=KEYS.server))
        sumsub: SumsubServer = stack.enter_context(sumsub_server())
        stack.enter_context(key_file(tmp_path, KEYS))
        file = configuration(
            tmp_path, public_url=url, node_url=net.url, chain_id=net.chain_id, api_url=sumsub.url
        )
        configured = read_configuration(file, environ={})
        provider = stack.enter_context(closing(provider_of(configured.provider, clock)))
        app = build_neobank_app(configured.settings, provider, clock=clock)
        stack.enter_context(serving(app, reserved(url)))
        ada = Customer(url, wallet=WALLETS["EVM"]())
        ada.joins()
        address = ada.asks("verification", **ada.signed())["url"]
        assert address == "https://in.sumsub.example/websdk/p/1"
        assert "POST /resources/applicants?levelName=id%20and%20selfie" in sumsub.targets
        sumsub.passed = True
        assert sumsub.calls_back(url, clock(), key="another").status_code == 403
        assert ada.opening["state"] == "verifying"
        assert sumsub.calls_back(url, clock()).is_success
        assert ada.reaches("issued")["account"]["holder"] == "Ada Park"
    assert (tmp_path / "bank.sqlite").exists()


def test_settings_and_secrets_are_read_and_the_secrets_never_shown(tmp_path: Path) -> None:
    configured = read_configuration(configuration(tmp_path), environ={})
    assert configured.provider == SumsubSettings(
        app_token=TOKEN,
        secret_key=SECRET.encode(),
        webhook_keys=(WEBHOOK_KEY.encode(), b"next-webhook-secret"),
        level=LEVEL,
        api_url="https://api.sumsub.example",
    )
    assert configured.settings.key_password == KEY_PASSWORD
    assert configured.settings.key_file == tmp_path / "keys"
    assert configured.settings.pause == 0.02
    assert configured.server.port == 0
    for secret in (KEY_PASSWORD, TOKEN, SECRET, WEBHOOK_KEY):
        assert secret not in repr(configured)
    with closing(provider_of(configured.provider)) as provider:
        assert isinstance(provider, Sumsub)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environ = {
        "IDOS_NEOBANK_PROVIDER": "sandbox",
        "IDOS_NEOBANK_SANDBOX_URL": "https://verify.example",
        "IDOS_NEOBANK_SANDBOX_API_KEY": "k" * 32,
        "IDOS_NEOBANK_SANDBOX_WEBHOOK_KEYS": f"{'a' * 32} {'b' * 32}",
        "IDOS_NEOBANK_KEY_PASSWORD": "of the environment",
        "IDOS_NEOBANK_DATABASE": ":memory:",
        "IDOS_NEOBANK_RETRY_SECONDS": "1, 2",
        "IDOS_NEOBANK_MAX_SESSIONS": "3",
    }
    configured = read_configuration(configuration(tmp_path), environ)
    assert configured.provider == SandboxSettings(
        url="https://verify.example", api_key="k" * 32, webhook_keys=(b"a" * 32, b"b" * 32)
    )
    settings = configured.settings
    assert (settings.key_password, settings.database) == ("of the environment", ":memory:")
    assert (settings.retry_seconds, settings.max_sessions) == ((1, 2), 3)
    with closing(provider_of(configured.provider)) as provider:
        assert isinstance(provider, SandboxProvider)
    open_way = read_configuration(
        configuration(tmp_path), environ | {"IDOS_NEOBANK_SANDBOX_URL": "http://verify.example"}
    )
    with pytest.raises(Invalid, match="over https only"):
        provider_of(open_way.provider)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            'provider = "sumsub"',
            'provider = "nobody"',
            "there is no provider of this name; there are",
        ),
        ('provider = "sumsub"', "", "provider is missing"),
        ('chain_id = "{chain_id}"', "", "chain_id is missing"),
        ("pause = 0.02", 'pause = "0.02"', "pause has a value of another kind"),
        ("port = 0", "port = 0\ncolour = 1", "there is no setting colour"),
        ('level = "id and selfie"', "", "sumsub.level is missing"),
        ('level = "id and selfie"', 'level = "x"\ncolour = 1', "there is no setting sumsub.colour"),
        (
            'app_token_file = "token"',
            "",
            "app_token_file names its file, or IDOS_NEOBANK_SUMSUB_APP_TOKEN has it",
        ),
        ('app_token_file = "token"', 'app_token = "prd:shown"', "sumsub.app_token is a secret"),
        ("[sumsub]", "sumsub = 1\n[other]", "[sumsub] is a table"),
        (
            'webhook_keys_file = "webhook"',
            'webhook_keys_file = "nowhere"',
            "nowhere: No such file or ",
        ),
        ('secret_key_file = "secret"', 'secret_key_file = "empty"', "sumsub.secret_key is empty"),
        ('"{api_url}"', '"http://api.sumsub.example"', "Sumsub's API is asked over https only."),
        ("[sumsub]", "[sumsub", "neobank.toml: "),
        ('secret_key_file = "secret"', 'secret_key_file = "long"', "long is longer than 65536 bytes"),
        ('secret_key_file = "secret"', 'secret_key_file = "bytes"', "bytes is not text"),
    ],
)
def test_what_is_wrong_is_named_and_no_value_repeated(
    tmp_path: Path, old: str, new: str, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in SUMSUB
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "long").write_bytes(b"x" * 70_000)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfd")
    file = configuration(tmp_path, SUMSUB.replace(old, new))
    with pytest.raises(IdosError) as caught:
        provider_of(read_configuration(file, environ={}).provider)
    assert isinstance(caught.value, Invalid | Unavailable)
    assert error in caught.value.message
    assert "shown" not in caught.value.message
    assert main([str(file)]) == 1
    assert error in capsys.readouterr().err


def test_a_variable_that_is_no_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="there is no setting IDOS_NEOBANK_SUMSUB_COLOUR"):
        read_configuration(configuration(tmp_path), {"IDOS_NEOBANK_SUMSUB_COLOUR": "green", "PATH": "/bin"})


def test_the_help_names_every_setting() -> None:
    said = reference()
    for kind in PROVIDERS.values():
        for name in get_type_hints(kind.settings):
            assert f"  {name}" in said
    assert "secret_key_file" in said
    assert "key_password_file" in said


@pytest.mark.slow
def test_it_is_served_by_a_process_of_its_own(tmp_path: Path) -> None:
    with key_file(tmp_path, KEYS):
        command = [sys.executable, "-m", "idos.apps.neobank", str(configuration(tmp_path))]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            assert process.stdout.readline().startswith("https://neobank.example is served at port ")
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert SECRET not in said
