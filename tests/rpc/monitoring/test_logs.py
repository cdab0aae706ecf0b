"""Logs say what happened, and nothing of what was sent."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest

from idos.rpc.methods.schemas import NOTHING
from idos.rpc.methods.table import METHODS, Method
from idos.rpc.monitoring.logs import Forward, Level, json_logger
from tests.people import ALICE, NEOBANK, encryption_key, uid
from tests.rpc.kit import CHANGES, RPC, listening, running


def raise_key_error(text: str) -> None:
    raise KeyError(text)


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_each_request_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    with running(log_level="info") as (_, client):
        client.rpc("user.ping")
        client.rpc("made.up")
        client.request("GET", RPC)
        url = client.url
    ready, ping, unknown, get, stopped = lines(capfd.readouterr().err)
    assert (ready["event"], ready["url"]) == ("ready", url)
    assert stopped["event"] == "stopped"
    assert set(ping) == {"event", "level", "timestamp", "id", "method", "code", "status", "ms"}
    assert (ping["event"], ping["level"], ping["method"], ping["code"], ping["status"]) == (
        "rpc",
        "info",
        "user.ping",
        0,
        200,
    )
    assert (unknown["method"], unknown["code"], unknown["status"]) == ("", -32601, 404)
    assert (get["method"], get["code"], get["status"]) == ("", 405, 405)
    assert len({ping["id"], unknown["id"], get["id"]}) == 3


def test_nothing_that_was_sent_is_logged(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(call: Any) -> Any:
        raise KeyError(call.requester.session)

    monkeypatch.setitem(METHODS, "test.bug", Method("test.bug", broken, None, NOTHING, NOTHING, (), ""))
    with running(log_level="debug") as (_, client):
        client.join(ALICE)
        cookie = client.login(ALICE)
        person = client.with_cookie(cookie)
        person.call(ALICE, "get_user")
        person.signed_call(ALICE, "get_user")
        client.done(ALICE, "add_attribute", uid("attribute"), "nickname", "wonderland")
        client.execute(ALICE, "add_user_as_inserter", uid("x"), encryption_key("x"), "user")
        bearer = client.with_token(ALICE)
        with listening(bearer) as stream:
            next(stream)
            bearer.rpc("kgw.logout")
            assert list(stream) == []
        assert bearer.request("GET", CHANGES).status_code == 401
        incident = person.rpc("test.bug").body["error"]["data"]["incident"]
    output = capfd.readouterr().err
    token = cookie.partition(";")[0].removeprefix("kgw_session=")
    shown = bearer._headers["authorization"].removeprefix("Bearer ")
    for secret in (
        token,
        shown,
        "Bearer",
        "kgw_session",
        "wonderland",
        "nickname",
        ALICE.address,
        ALICE.address.lower(),
    ):
        assert secret not in output
    assert ALICE.sender.hex() not in output
    assert NEOBANK.sender.hex() not in output
    assert "127.0.0.1" not in output.replace(client.url, "")
    streams = [(line["code"], line["status"]) for line in lines(output) if line["event"] == "stream"]
    assert streams == [(0, 200), (-901, 401)]
    (bug,) = (line for line in lines(output) if line["event"] == "bug")
    assert (bug["id"], bug["exception"], bug["method"]) == (incident, "KeyError", "test.bug")
    assert any("test_logs.py" in frame for frame in bug["frames"])


@pytest.mark.parametrize(("level", "events"), [("info", ["a", "b"]), ("warning", ["b"]), ("error", [])])
def test_less_can_be_logged(level: Level, events: list[str]) -> None:
    file = io.BytesIO()
    logger = json_logger(file, level)
    logger.info("a")
    logger.warning("b")
    assert [line["event"] for line in lines(file.getvalue().decode())] == events


def test_what_libraries_log_is_forwarded_without_the_errors_text() -> None:
    file = io.BytesIO()
    library = logging.getLogger("tests.library")
    library.addHandler(Forward(json_logger(file, "info")))
    library.propagate = False
    try:
        raise_key_error("alice's passport")
    except KeyError:
        library.exception("it went wrong: %s", "so")
    library.info("not worth it")
    (line,) = lines(file.getvalue().decode())
    assert line.pop("timestamp")
    assert line == {
        "event": "library",
        "level": "error",
        "logger": "tests.library",
        "message": "it went wrong: so",
        "exception": "KeyError",
    }


class FullDisk(io.BytesIO):
    """Takes nothing."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_lines_that_can_not_be_written_are_lost_and_stop_nobody() -> None:
    json_logger(FullDisk(), "info").error("a")
