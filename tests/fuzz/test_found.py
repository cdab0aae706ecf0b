"""What fuzzing has found, beyond the bytes in ``vectors/fuzz``: each was once a crash or worse."""

from __future__ import annotations

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from idos.actions.genesis import Genesis
from idos.actions.limits import Limits
from idos.crypto import box
from idos.enclave.local import LocalEnclave
from idos.errors import Invalid, Unavailable
from idos.http_server.sockets import listen
from idos.node import CONFIG_FILE, load_config
from idos.protocol.jsonrpc import ErrorCode, RpcFault
from idos.protocol.results import TxResult
from idos.sdk.faults import fault_error, result_error
from idos.sdk.transport import provider
from idos.sdk.w3c import highest_matching
from idos.verification import assess
from tests.fuzz.oracle import check_error
from tests.fuzz.test_bytes import mutated
from tests.verification.pictures import ANNA, TODAY, passport, photographed


@pytest.mark.parametrize("text", ["port = " + "9" * 5_000, "port = " + "[" * 20_000, "a = " + "{a=" * 3_000])
def test_a_configuration_on_which_the_parser_gives_up(text: str, tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text(text + "\n")
    with pytest.raises(Invalid) as caught:
        load_config(tmp_path, environ={})
    assert caught.value.code == "invalid_config"


@pytest.mark.parametrize("host", ["a..b", "a" * 100, "\udc80"])
def test_a_host_that_is_no_name(host: str) -> None:
    with pytest.raises(Unavailable) as caught:
        listen(host, 0)
    assert caught.value.code == "address"


@pytest.mark.parametrize("url", ["http://\udc80", "\udc80", "http://node.example/\udcff"])
def test_a_node_url_that_is_not_unicode(url: str) -> None:
    with pytest.raises(Invalid):
        provider(url)


@pytest.mark.parametrize(
    "changes",
    [
        {"time_ms": 1 << 53},
        {"time_ms": 10**30},
        *({"limits": Limits(**{**asdict(Limits()), name: 1 << 53})} for name in asdict(Limits())),
    ],
    ids=str,
)
def test_a_genesis_with_numbers_that_no_store_holds(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        Genesis(**{"chain_id": "c", "owner": "o", "time_ms": 0, **changes})
    assert caught.value.code == "invalid_genesis"


HOSTILE = "no\x1b[2J\x9b31m\n\u202egood" + "x" * 5_000


@pytest.mark.parametrize(
    "error",
    [
        fault_error(RpcFault(ErrorCode.ENGINE, HOSTILE)),
        fault_error(RpcFault(ErrorCode.PARSE_ERROR, HOSTILE)),
        fault_error(RpcFault(ErrorCode.TX_REJECTED, HOSTILE)),
        fault_error(RpcFault(ErrorCode.TX_REJECTED, "", {"code": 4, "message": HOSTILE})),
        result_error(TxResult(4, 0, HOSTILE)),
        result_error(TxResult(1, 0, f"ERROR: {HOSTILE}")),
    ],
)
def test_a_node_whose_words_would_act_on_a_terminal(error: Exception) -> None:
    text = str(error)
    assert text.isprintable()
    assert text.startswith("no")
    assert len(text) <= 1_000


@pytest.mark.parametrize("notes", ["[" * 100_000, '{"a":' * 100_000, '{"level":NaN}'])
def test_notes_and_contents_that_nest_without_end(notes: str) -> None:
    class Noted:
        public_notes = notes

    enclave = LocalEnclave(bytes(range(32)))
    assert highest_matching([Noted()], "basic") is None
    assert enclave.matching([box.seal(notes.encode(), enclave.public_key)], {}, {}) == [False]


def test_the_http_library_does_not_log_cookies(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpcore.http11", "httpcore.http2"):
        headers = [
            (b"Set-Cookie", b"kgw_session=token1; Path=/"),
            (b"set-cookie", b"it's=token2"),
            (b"date", b"x"),
        ]
        logging.getLogger(name).debug(f"receive_response_headers.complete return_value={headers!r}")
    assert len(caplog.messages) == 2
    assert all("date" in message and "token" not in message for message in caplog.messages)


PASSPORTS = (passport(ANNA), photographed(passport(ANNA)))


@settings(database=None)
@given(mutated(PASSPORTS))
def test_a_spoiled_picture_is_judged_or_refused(picture: bytes) -> None:
    try:
        assert assess(picture, today=TODAY).document.format
    except Invalid as error:
        check_error(error)
