"""A whole life, errors included, that shows nothing secret: in no log, error, figure, repr or output."""

from __future__ import annotations

import io
import logging
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from idos import (
    Client,
    Consumer,
    IdosError,
    Issuer,
    TrustedIssuer,
    WriteGrant,
    evm_wallet,
    public_notes,
)
from idos.actions.genesis import FoundingInserter, Genesis
from idos.crypto import box
from idos.crypto.kdf import derive_secret_key
from idos.enclave.local import LocalEnclave
from idos.protocol.changes import PATH as CHANGES
from idos.protocol.reads import LoginParameters, login_text
from idos.protocol.requests import Login
from idos.protocol.times import format_time
from idos.sdk.issuer import NewProfile
from idos.sdk.keystore import KeyKind, Keys, load, save
from idos.sdk.records import IssuedCredential
from idos.sdk.w3c import IssuerKey
from tests.cli.transcript import Transcript
from tests.fuzz.process import NodeProcess, node_process
from tests.people import agrees
from tests.secrecy.needles import Needles, Spy, notations

PASSWORD = "Tr0ub4dor-and-three"
CHAIN_ID = "idos-secrecy"
FILE_PASSWORD = "a password of a key file"
PLAINTEXT = b'{"passport":"the number is L898902C3", "padding":"' + b"Wonderland " * 40 + b'"}'
CHANNELS = {
    "log": '"event":"stream"',
    "library log": "set-cookie",
    "figures": "idos_block_height",
    "errors": "wrong_password",
    "reprs": "StoredCredential",
    "command line": '"error":{',
}
"""Where things are shown, and something that is shown there when all goes as it should."""

TRANSCRIPTS = [Path(__file__).parents[1] / "cli" / name for name in ("life.txt", "refusals.txt")]


class Life:
    """What a life needs, and all that it showed, by channel."""

    def __init__(self, needles: Needles) -> None:
        self.needles = needles
        self.shown = dict.fromkeys(CHANNELS, "")

    def show(self, channel: str, *texts: str) -> None:
        self.shown[channel] += "\n".join(texts) + "\n"

    def did(self, result: Any) -> Any:
        """Take down the repr of what an operation gave, or of any object."""
        self.show("reprs", repr(result), str(result))
        return result

    def fails(self, work: Callable[[], Any]) -> IdosError:
        """Take down everything that an error says."""
        with pytest.raises(IdosError) as caught:
            work()
        self.show("errors", str(caught.value), repr(caught.value), repr(caught.value.__dict__))
        self.show("errors", *traceback.format_exception(caught.value))
        return caught.value


def test_a_whole_life_shows_nothing_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(Needles())
    Spy(life.needles, monkeypatch)
    live_with_the_sdk(life, tmp_path)
    for transcript in TRANSCRIPTS:
        live_with_the_command_line(life, transcript, monkeypatch)
    assert life.needles.names() >= {
        "password",
        "derived key",
        "ciphertext",
        "session token",
        "token of a page",
        "plaintext",
    }
    for channel, what_is_usual in CHANNELS.items():
        assert what_is_usual in life.shown[channel], channel
        assert life.needles.found_in(life.shown[channel]) == set(), channel


def live_with_the_sdk(life: Life, folder: Path) -> None:
    neobank, charlie = Keys.generate(KeyKind.ISSUER, "https://neobank.example"), Keys.generate(KeyKind.SERVER)
    alice = Keys.generate(KeyKind.EVM)
    for name, keys in {"neobank": neobank, "charlie": charlie, "alice": alice}.items():
        for number, secret in enumerate(life.did(keys).secrets):
            life.needles.add(f"{name}'s secret {number}", secret)
    life.needles.add("password", PASSWORD)
    life.needles.add("file password", FILE_PASSWORD)
    life.needles.add("plaintext", PLAINTEXT.decode())
    life.needles.add("plaintext", PLAINTEXT)
    genesis = Genesis(
        CHAIN_ID,
        neobank.server.identifier,
        int(time.time() * 1000) - 1000,
        (FoundingInserter(uuid4(), "neobank", (neobank.server.identifier,)),),
    )
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    kept = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with node_process(folder / "node", genesis, log_level="debug") as node:
            live(life, node, alice, neobank, charlie)
            hold_a_token(life, node.url, charlie)
            life.show("figures", httpx.get(node.url + "/metrics").text, httpx.get(node.url + "/spec/v1").text)
            life.show("figures", httpx.get(node.url + "/api/v1/health").text)
        life.show("log", node.log.read_text())
        use_key_files(life, folder, alice)
    finally:
        root.removeHandler(handler)
        root.setLevel(kept)
    life.show("library log", log.getvalue())


def live(life: Life, node: NodeProcess, alice: Keys, neobank: Keys, charlie: Keys) -> None:
    profile_id = uuid4()
    life.needles.add("derived key", derive_secret_key(PASSWORD, str(profile_id)))
    enclave = life.did(LocalEnclave.create(str(profile_id), PASSWORD))
    with (
        life.did(Client(node.url, life.did(alice.wallet), enclave, chain_id=CHAIN_ID)) as person,
        life.did(
            Issuer(node.url, life.did(neobank.server), neobank.encryption_key, chain_id=CHAIN_ID)
        ) as issuer,
        life.did(Consumer(node.url, charlie.server, charlie.encryption_key, chain_id=CHAIN_ID)) as consumer,
    ):
        join(life, profile_id, person, issuer)
        issued = receive(life, person, issuer)
        life.fails(lambda: consumer.read(issued.copy_id))
        trusted = life.did(TrustedIssuer((life.did(neobank.issuer_key),), (neobank.server.identifier,)))
        share(life, issued.original_id, person, consumer, trusted)
        leave(life, person)
    with closing(Client("http://127.0.0.1:1", alice.wallet)) as nowhere:
        life.fails(nowhere.profile)


def hold_a_token(life: Life, url: str, keys: Keys) -> None:
    """What a page in a frame does: a session without a cookie, and a stream of changes."""
    with httpx.Client(base_url=url) as http:

        def ask(method: str, params: dict[str, Any]) -> Any:
            request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
            return http.post("/rpc/v1", json=request).json()["result"]

        parameters, signer = LoginParameters.from_json(ask("kgw.authn_param", {})), keys.server
        signature = signer.sign(login_text(parameters, parameters.domain))
        login = Login(parameters.nonce, signer.sender, signature, signer.auth_type, token=True)
        token = ask("kgw.authn", login.to_json())["token"]
        life.needles.add("token of a page", token)
        http.headers["authorization"] = f"Bearer {token}"
        with http.stream("GET", CHANGES) as stream:
            life.show("errors", next(stream.iter_text()))
            life.show("figures", httpx.get(url + "/metrics").text)
        life.show("errors", http.post(CHANGES).text)
        ask("kgw.logout", {})
        life.show("errors", http.get(CHANGES).text)


def join(life: Life, profile_id: UUID, person: Client, issuer: Issuer) -> None:
    life.fails(person.profile)
    proof = person.wallet.prove("This wallet is mine.")
    issuer.create_profile(life.did(NewProfile(profile_id, person.enclave.public_key, proof, uuid4())))
    life.did(person.profile())
    life.fails(lambda: person.unlock(PASSWORD + "!"))
    life.did(person.unlock(PASSWORD))


def receive(life: Life, person: Client, issuer: Issuer) -> IssuedCredential:
    now = int(time.time())
    grant = WriteGrant(
        owner=person.wallet.identifier,
        grantee=issuer.grantee.identifier,
        issuer_public_key=issuer.grantee.identifier,
        id=uuid4(),
        access_grant_timelock=format_time(0),
        not_usable_before=format_time(now - 60),
        not_usable_after=format_time(now + 600),
    )
    permission = life.did(person.sign_write_grant(grant))
    notes = public_notes(PLAINTEXT, id="notes", level="basic")

    def issue(plaintext: bytes = PLAINTEXT) -> IssuedCredential:
        return issuer.issue(permission, plaintext, notes, person.enclave.public_key)

    issued = issue()
    life.did(issued)
    life.fails(issue)
    life.fails(lambda: issue(bytes(6_000_000)))
    life.did(person.credentials())
    sealed = life.did(life.did(person.credential(issued.original_id)).sealed)
    assert person.read(issued.original_id) == issuer.read_shared(issued.copy_id) == PLAINTEXT
    life.fails(lambda: LocalEnclave(bytes(32)).decrypt(sealed))
    return issued


def share(life: Life, original: UUID, person: Client, consumer: Consumer, trusted: TrustedIssuer) -> None:
    shared = life.did(person.share(original, life.did(consumer.grantee), consent=agrees))
    locked = life.did(
        person.share(original, consumer.grantee, locked_until=int(time.time()) + 600, consent=agrees)
    )
    life.fails(
        lambda: person.share(original, replace(consumer.grantee, encryption_public_key=b""), consent=agrees)
    )
    life.did(consumer.all_grants())
    assert consumer.read(shared.copy_id) == PLAINTEXT
    life.did(consumer.inspect_credential(shared.copy_id, [trusted]))
    life.fails(lambda: consumer.verified_credential(shared.copy_id, [trusted]))
    life.fails(lambda: person.revoke(locked.grant_id))
    person.revoke(shared.grant_id)
    life.fails(lambda: consumer.read(shared.copy_id))
    consumer.rescind(locked.copy_id)


def leave(life: Life, person: Client) -> None:
    life.did(person.erasure_plan())
    life.did(person.erase_profile())
    life.fails(person.profile)
    person.enclave.lock()
    life.fails(lambda: person.enclave.decrypt(box.Sealed(PLAINTEXT, bytes(32))))


def use_key_files(life: Life, folder: Path, keys: Keys) -> None:
    path = folder / "alice.key"
    save(path, keys, FILE_PASSWORD)
    life.did(load(path, FILE_PASSWORD).card)
    life.fails(lambda: load(path, FILE_PASSWORD + "!"))
    life.fails(lambda: save(path, keys, FILE_PASSWORD))
    path.write_bytes(path.read_bytes()[:-20])
    life.fails(lambda: load(path, FILE_PASSWORD))
    life.fails(lambda: Keys(KeyKind.SERVER, keys.secrets))
    life.fails(lambda: IssuerKey("x", "x", bytes(32), keys.secrets[0]))
    life.fails(lambda: evm_wallet(keys.secrets[0] + b"\0"))


class RecordingTranscript(Transcript):
    """A transcript whose every output is taken down, and whose secrets are learned."""

    life: Life

    def _settle(self) -> None:
        if self.result is not None:
            self.life.show("command line", self.result.stdout, self.result.stderr)
        super()._settle()

    def _set(self, rest: str) -> None:
        super()._set(rest)
        name, _, value = rest.partition("=")
        if name.endswith("PASSWORD") and value:
            self.life.needles.add("password", value)


def live_with_the_command_line(life: Life, transcript: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords, secrets of key files and keys that come of passwords are learned as they are made."""

    def saved(path: Path, keys: Keys, password: str) -> None:
        for secret in keys.secrets:
            life.needles.add("secret of a key file", secret)
        save(path, keys, password)

    def derived(password: str, user_id: str, **options: Any) -> bytes:
        key = derive_secret_key(password, user_id, **options)
        life.needles.add("derived key", key)
        return key

    monkeypatch.setattr("idos.cli.keys.save", saved)
    monkeypatch.setattr("idos.enclave.local.derive_secret_key", derived)
    with tempfile.TemporaryDirectory() as folder:
        recording = RecordingTranscript(Path(folder))
        recording.life = life
        recording.run(transcript.read_text())


SECRET = bytes(range(7, 39))


@pytest.mark.parametrize("notation", [*notations(SECRET), "Tr0ub4dor-and-three"])
def test_a_secret_that_is_shown_is_found(notation: str) -> None:
    needles = Needles()
    needles.add("secret", SECRET)
    needles.add("password", PASSWORD)
    assert needles.found_in("") == set()
    assert needles.found_in(f"DEBUG key={notation} (32 bytes)")


def test_a_secret_in_an_error_of_a_life_is_found() -> None:
    life = Life(Needles())
    life.needles.add("secret", SECRET)

    def careless() -> None:
        try:
            bytes.fromhex(f"{SECRET.hex()} is a bad key".encode())  # type: ignore[arg-type]  # raises
        except TypeError as error:
            raise IdosError(f"the key is bad: {SECRET!r}") from error

    life.fails(careless)
    assert life.needles.found_in(life.shown["errors"]) == {"secret"}
