"""What companies may ask, how they are called back, and what settings are refused."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.apps.verify import Company, VerifySettings, build_verify_app
from idos.apps.verify.archive import Archive
from idos.errors import Denied, Invalid
from idos.verification import Expected
from idos.verification.provider import VerificationStatus
from idos.verification.sandbox import SIGNATURE_HEADER
from tests.apps.verify.kit import API_KEY, WEBHOOK_KEY, Clock, Inbox, eventually, world

NEOBANK = Company(
    name="Neobank",
    api_key=API_KEY,
    webhook_url="https://neobank.example/hook",
    webhook_keys=(WEBHOOK_KEY,),
    return_origins=("https://neobank.example",),
)
OTHER = replace(NEOBANK, name="Other", api_key="other-" + API_KEY)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://neobank.example.evil.example/",
        "https://neobank.example@evil.example/",
        "https://neobank.example:444/",
        "http://neobank.example/",
        "https://NEOBANK.example/",
        "https://neobank.example\\@evil.example/",
        "https://neobank.example/\r\nSet-Cookie: a=b",
        "https://neobank.example/ü",
        "//neobank.example/",
        "javascript:alert(1)",
        "",
    ],
)
def test_people_are_sent_back_to_pages_of_the_company_only(url: str) -> None:
    with pytest.raises(Invalid):
        NEOBANK.check_return_url(url)


@pytest.mark.parametrize("path", ["", "/", "/back?session=1&x=%20", "/a/b;c=d/-"])
def test_any_page_of_the_company_will_do(path: str) -> None:
    NEOBANK.check_return_url("https://neobank.example" + path)


@pytest.mark.parametrize(
    "changes",
    [
        {"return_url": "https://evil.example/"},
        {"reference": "a b"},
        {"reference": ""},
        {"expected": Expected("", "")},
        {"expected": Expected("-", "Anna")},
        {"expected": Expected("Эрикссон", "Анна")},
        {"expected": Expected("x" * 201, "Anna")},
        {"language": "fr"},
    ],
)
def test_an_applicant_that_can_not_be_taken_is_refused_at_once(changes: dict[str, Any]) -> None:
    with world() as at, pytest.raises(Invalid) as caught:
        at.start(**changes)
    assert caught.value.code == "provider_input"


def test_bodies_of_requests_are_bounded() -> None:
    with world() as at:
        answer = at.api("POST", "/api/sessions", content=b"{" + b" " * 20_000)
        assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
        answer = at.api("POST", "/api/sessions", content=b"[1]")
        assert answer.status_code == 400


def test_sessions_of_other_companies_do_not_exist() -> None:
    other_key = "other-" + API_KEY
    with world(companies=lambda neobank: (neobank, replace(neobank, name="Other", api_key=other_key))) as at:
        visitor = at.start()
        visitor.pass_all()
        path = f"/api/sessions/{visitor.session_id}"
        assert at.api("GET", path).status_code == 200
        for hidden in (path, f"{path}/images/selfie"):
            assert at.api("GET", hidden, other_key).status_code == 404
        assert at.api("GET", f"{path}/images/selfie").status_code == 200


def test_there_is_a_bound_on_sessions() -> None:
    with world(max_sessions=1) as at:
        at.start()
        body = {
            "reference": "r",
            "surname": "Eriksson",
            "given_names": "Anna",
            "return_url": "https://neobank.example/",
        }
        answer = at.api("POST", "/api/sessions", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "full")


def test_a_call_back_is_tried_again_and_signed_anew() -> None:
    with world(inbox=Inbox([500, 302, 204]), retry_seconds=(2, 10)) as at:
        visitor = at.start()
        visitor.pass_all()
        first = at.provider.read_webhook(*at.inbox.wait(1))
        at.clock.now += 2
        second = at.provider.read_webhook(*at.inbox.wait(2))
        at.clock.now += 10
        third = at.provider.read_webhook(*at.inbox.wait(3))
        assert first == second == third
        signatures = {headers[SIGNATURE_HEADER] for headers, _ in at.inbox.received}
        assert len(signatures) == 3
        for headers, body in at.inbox.received:
            with pytest.raises(Denied) as caught:
                at.provider.read_webhook(headers, body)
            assert caught.value.code == "replayed"
        assert set(json.loads(at.inbox.received[0][1])) == {
            "id",
            "session",
            "reference",
            "status",
            "occurred",
        }
        at.clock.now += 100
        at.start(reference="next").pass_all()
        assert at.provider.read_webhook(*at.inbox.wait(4)).reference == "next"


def test_a_call_back_is_given_up_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    with world(inbox=Inbox([500, 500, 204]), retry_seconds=(2,)) as at:
        at.start().pass_all()
        at.inbox.wait(1)
        at.clock.now += 2
        at.inbox.wait(2)
        at.clock.now += 1000
        at.start(reference="next").pass_all()
        event = at.provider.read_webhook(*at.inbox.wait(3))
        assert event.reference == "next"
    assert "call-back to Neobank given up (HTTP status 500)" in caplog.messages


def test_a_company_that_is_away_is_called_later(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    away = lambda neobank: (replace(neobank, webhook_url=nowhere),)  # noqa: E731  # one line says it
    with world(companies=away, retry_seconds=()) as at:
        at.start().pass_all()
        eventually(lambda: "call-back to Neobank given up (ConnectError)" in caplog.messages)


def test_a_company_that_left_is_not_called(tmp_path: Path) -> None:
    database, clock = str(tmp_path / "verify.sqlite"), Clock()
    with world(inbox=Inbox([500]), clock=clock, database=database) as at:
        at.start(reference="old").pass_all()
        at.inbox.wait(1)
    with world(clock=clock, database=database, companies=lambda _: (OTHER,)):
        clock.now += 10
        eventually(lambda: not waiting(database))
    with world(clock=clock, database=database) as at:
        at.start(reference="new").pass_all()
        assert at.provider.read_webhook(*at.inbox.wait(1)).reference == "new"


def waiting(database: str) -> int:
    with closing(sqlite3.connect(database)) as db:
        return int(db.execute("SELECT count(*) FROM deliveries").fetchone()[0])


def test_a_full_disk_stops_call_backs_only_while_it_is_full(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with world() as at:
        with monkeypatch.context() as patched:
            patched.setattr(Archive, "due", full)
            at.start().pass_all()
            eventually(lambda: "call-backs to Neobank failed (OperationalError" in caplog.text)
        assert at.provider.read_webhook(*at.inbox.wait(1)).status is VerificationStatus.APPROVED


def test_two_keys_sign_while_one_is_being_replaced() -> None:
    keys = (bytes(32), WEBHOOK_KEY)
    with world(companies=lambda neobank: (replace(neobank, webhook_keys=keys),)) as at:
        at.start().pass_all()
        headers, body = at.inbox.wait(1)
        assert headers[SIGNATURE_HEADER].count("v1=") == 2
        assert at.provider.read_webhook(headers, body).status is VerificationStatus.APPROVED


@pytest.mark.parametrize(
    "changes",
    [
        {"api_key": "short"},
        {"webhook_keys": ()},
        {"webhook_keys": (b"short",)},
        {"webhook_url": "http://neobank.example/hook"},
        {"webhook_url": "ftp://neobank.example/hook"},
        {"return_origins": ("https://neobank.example/",)},
        {"return_origins": ("https://*.example",)},
    ],
)
def test_a_company_with_a_weak_setting_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        replace(NEOBANK, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"public_url": "https://verify.example/path"},
        {"companies": (NEOBANK, replace(OTHER, name="Neobank"))},
        {"companies": (NEOBANK, replace(OTHER, api_key=API_KEY))},
    ],
)
def test_settings_that_contradict_themselves_are_refused(changes: dict[str, Any]) -> None:
    settings = VerifySettings(public_url="https://verify.example", companies=(NEOBANK, OTHER))
    with pytest.raises(Invalid):
        replace(settings, **changes)


def test_over_https_browsers_are_told_to_stay_there() -> None:
    app = build_verify_app(VerifySettings(public_url="https://verify.example", companies=(NEOBANK,)))

    async def look() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://verify.example") as http:
            return await http.get("/")

    assert asyncio.run(look()).headers["Strict-Transport-Security"] == "max-age=63072000"


def test_keys_are_not_in_the_repr_of_settings() -> None:
    shown = repr(VerifySettings(public_url="https://verify.example", companies=(NEOBANK,)))
    assert "Neobank" in shown
    assert API_KEY not in shown
    assert "webhook key" not in shown
