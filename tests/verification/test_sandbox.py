"""The sandbox adapter: call-backs, and what a provider's answers become."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.verification import Expected
from idos.verification.kinds import DocumentKind
from idos.verification.provider import MAX_IMAGE_BYTES, Applicant, Provider, VerificationStatus
from idos.verification.sandbox import SIGNATURE_HEADER, TIMESTAMP_HEADER, SandboxProvider, sign

NOW = 1_800_000_000
KEY, NEXT_KEY, FOREIGN_KEY = (bytes([i]) * 32 for i in range(3))
SESSION = "kYhVx3zM0tq1uQwErTyUiA"
EVENT = {"id": "event-1", "session": SESSION, "reference": "case-1", "status": "approved", "occurred": NOW}
BODY = json.dumps(EVENT).encode()


class Clock:
    now = float(NOW)

    def __call__(self) -> float:
        return self.now


def provider(
    answer: Callable[[httpx.Request], httpx.Response] | None = None,
    *,
    keys: tuple[bytes, ...] = (KEY,),
    clock: Clock | None = None,
) -> SandboxProvider:
    transport = httpx.MockTransport(answer or (lambda _: httpx.Response(500)))
    return SandboxProvider(
        "https://verify.example/",
        api_key="the-api-key",
        webhook_keys=keys,
        http=httpx.Client(transport=transport),
        clock=clock or Clock(),
    )


def signed(body: bytes = BODY, *keys: bytes, timestamp: int = NOW) -> dict[str, str]:
    signature = sign(keys or (KEY,), timestamp, body)
    return {TIMESTAMP_HEADER: str(timestamp), SIGNATURE_HEADER: signature}


def refused(read: Callable[[], object]) -> tuple[type[IdosError], str]:
    with pytest.raises(IdosError) as caught:
        read()
    return type(caught.value), caught.value.code


def test_it_is_a_provider() -> None:
    checked: Provider = provider()
    assert checked


def test_a_signature_is_hmac_sha256_of_timestamp_and_body() -> None:
    mac = hmac.new(KEY, b"1800000000." + BODY, hashlib.sha256).hexdigest()
    assert sign((KEY,), NOW, BODY) == f"v1={mac}"


def test_a_signed_message_is_an_event() -> None:
    event = provider().read_webhook(signed(), BODY)
    assert (event.id, event.session_id, event.reference) == ("event-1", SESSION, "case-1")
    assert event.status is VerificationStatus.APPROVED
    assert event.occurred == datetime.fromtimestamp(NOW, UTC)


def test_headers_are_found_whatever_their_case() -> None:
    headers = {name.lower(): value for name, value in signed().items()}
    assert provider().read_webhook(headers, BODY).id == "event-1"


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_body_is_noticed(place: int, change: int) -> None:
    tampered = bytearray(BODY)
    tampered[place] ^= change
    assert refused(lambda: provider().read_webhook(signed(), bytes(tampered))) == (Denied, "bad_signature")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {TIMESTAMP_HEADER: str(NOW)},
        {SIGNATURE_HEADER: sign((KEY,), NOW, BODY)},
        signed(BODY, FOREIGN_KEY),
        signed() | {TIMESTAMP_HEADER: str(NOW + 1)},
        signed() | {TIMESTAMP_HEADER: "soon"},
        signed() | {TIMESTAMP_HEADER: "\uff11\uff18\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff10"},
        signed() | {SIGNATURE_HEADER: ""},
        signed() | {SIGNATURE_HEADER: "v1="},
        signed() | {SIGNATURE_HEADER: "v1=ü"},
        signed() | {SIGNATURE_HEADER: signed()[SIGNATURE_HEADER].upper()},
        signed() | {SIGNATURE_HEADER: ",".join(["v1=00"] * 4 + [signed()[SIGNATURE_HEADER]])},
    ],
)
def test_what_is_not_signed_for_us_is_refused(headers: dict[str, str]) -> None:
    assert refused(lambda: provider().read_webhook(headers, BODY)) == (Denied, "bad_signature")


@pytest.mark.parametrize("late", [-301, 301])
def test_messages_outside_the_clocks_tolerance_are_refused(late: int) -> None:
    clock = Clock()
    clock.now = NOW + late
    assert refused(lambda: provider(clock=clock).read_webhook(signed(), BODY)) == (Denied, "stale")


@pytest.mark.parametrize("late", [-300, 300])
def test_messages_within_it_are_accepted(late: int) -> None:
    clock = Clock()
    clock.now = NOW + late
    assert provider(clock=clock).read_webhook(signed(), BODY)


def test_a_message_is_accepted_once_as_long_as_its_time_stamp_would_do() -> None:
    clock = Clock()
    receiver = provider(clock=clock)
    clock.now = NOW - 300
    receiver.read_webhook(signed(), BODY)
    clock.now = NOW + 299
    assert refused(lambda: receiver.read_webhook(signed(), BODY)) == (Denied, "replayed")
    clock.now = NOW + 301
    assert refused(lambda: receiver.read_webhook(signed(), BODY)) == (Denied, "stale")


def test_a_replay_in_other_clothes_is_a_replay() -> None:
    receiver = provider(keys=(KEY, NEXT_KEY))
    receiver.read_webhook(signed(BODY, KEY, NEXT_KEY), BODY)
    padded = signed() | {TIMESTAMP_HEADER: f"00{NOW}"}
    for headers in (signed(BODY, KEY), signed(BODY, NEXT_KEY), padded):
        assert refused(partial(receiver.read_webhook, headers, BODY)) == (Denied, "replayed")


def test_another_attempt_to_deliver_an_event_is_no_replay() -> None:
    receiver = provider()
    first = receiver.read_webhook(signed(), BODY)
    assert receiver.read_webhook(signed(timestamp=NOW + 2), BODY) == first


def test_what_was_refused_does_not_count_as_received() -> None:
    receiver = provider()
    refused(lambda: receiver.read_webhook(signed(BODY, FOREIGN_KEY), BODY))
    assert receiver.read_webhook(signed(), BODY)


@pytest.mark.parametrize("receiver_keys", [(KEY, NEXT_KEY), (NEXT_KEY, KEY), (NEXT_KEY,), (KEY,)])
def test_keys_can_be_replaced_without_losing_a_message(receiver_keys: tuple[bytes, ...]) -> None:
    assert provider(keys=receiver_keys).read_webhook(signed(BODY, KEY, NEXT_KEY), BODY)


def test_a_key_that_was_dropped_counts_no_more() -> None:
    assert refused(lambda: provider(keys=(NEXT_KEY,)).read_webhook(signed(), BODY))[1] == "bad_signature"


@pytest.mark.parametrize("keys", [(), (KEY, NEXT_KEY, FOREIGN_KEY), (KEY, b"short"), (b"",)])
def test_there_are_one_or_two_keys_of_full_length(keys: tuple[bytes, ...]) -> None:
    assert refused(lambda: provider(keys=keys)) == (Invalid, "webhook_keys")


@pytest.mark.parametrize(
    "changes",
    [{"status": "splendid"}, {"session": 7}, {"occurred": -1}, {"occurred": 1e30}, {"id": None}],
)
def test_a_signed_message_of_another_form_is_malformed(changes: dict[str, object]) -> None:
    body = json.dumps(EVENT | changes).encode()
    assert refused(lambda: provider().read_webhook(signed(body), body)) == (Invalid, "malformed")


def test_a_huge_message_is_not_even_checked() -> None:
    body = BODY + b" " * 20_000
    assert refused(lambda: provider().read_webhook(signed(body), body)) == (Invalid, "too_large")


APPLICANT = Applicant(
    "case-1", Expected("Eriksson", "Anna Maria", date(1990, 8, 12)), "https://neobank.example/back", "de"
)


def test_starting_sends_whom_to_expect_and_gives_the_page() -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        page = "https://verify.example/s/token"
        return httpx.Response(201, json={"id": SESSION, "url": page, "expires": NOW})

    session = provider(answer).start(APPLICANT)
    assert (session.id, session.url, session.expires) == (SESSION, "https://verify.example/s/token", NOW)
    assert requests[0].headers["Authorization"] == "Bearer the-api-key"
    assert str(requests[0].url) == "https://verify.example/api/sessions"
    assert json.loads(requests[0].content) == {
        "reference": "case-1",
        "surname": "Eriksson",
        "given_names": "Anna Maria",
        "birth_date": "1990-08-12",
        "return_url": "https://neobank.example/back",
        "language": "de",
    }


def report(**changes: Any) -> dict[str, Any]:
    document = {
        "kind": "PASSPORT",
        "issuing_state": "UTO",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "number": "L898902C3",
        "birth_date": "1990-08-12",
    }
    said = {"id": SESSION, "reference": "case-1", "status": "approved", "reasons": [], "comment": ""}
    return said | {"document": document, "images": ["document", "selfie"]} | changes


def test_an_outcome_is_read() -> None:
    verification = provider(lambda _: httpx.Response(200, json=report())).outcome(SESSION)
    assert verification.status is VerificationStatus.APPROVED
    assert verification.document
    assert verification.document.kind is DocumentKind.PASSPORT
    assert verification.document.birth_date == date(1990, 8, 12)
    assert not verification.face_compared, "the sandbox looks at no faces"


def test_a_rejection_has_its_reasons() -> None:
    said = report(status="rejected", reasons=["document_expired"], comment="It has expired.", document=None)
    verification = provider(lambda _: httpx.Response(200, json=said)).outcome(SESSION)
    assert verification.status is VerificationStatus.REJECTED
    assert verification.reasons == ("document_expired",)
    assert verification.comment == "It has expired."
    assert verification.document is None


def test_pictures_are_fetched_one_by_one() -> None:
    images = provider(lambda request: httpx.Response(200, content=request.url.path.encode())).images(SESSION)
    assert images.document == f"/api/sessions/{SESSION}/images/document".encode()
    assert images.selfie == f"/api/sessions/{SESSION}/images/selfie".encode()


@pytest.mark.parametrize("name", ["", "../companies", "a/b", "x" * 65, "short"])
def test_only_names_of_sessions_enter_a_path(name: str) -> None:
    assert refused(lambda: provider().outcome(name)) == (Invalid, "session_id")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, (Invalid, "provider_input")),
        (401, (Denied, "provider_refused")),
        (404, (NotFound, "not_found")),
        (302, (Unavailable, "provider_failed")),
        (429, (Unavailable, "provider_failed")),
        (503, (Unavailable, "provider_failed")),
    ],
)
def test_refusals_are_errors_of_ours(status: int, error: tuple[type[IdosError], str]) -> None:
    answer = httpx.Response(status, headers={"Location": "https://elsewhere.example"}, text="ERIKSSON")
    assert refused(lambda: provider(lambda _: answer).outcome(SESSION)) == error


def test_no_error_repeats_what_the_provider_said() -> None:
    answers = iter([httpx.Response(500, text="ERIKSSON"), httpx.Response(200, json={"id": "ERIKSSON"})])
    receiver = provider(lambda _: next(answers))
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            receiver.outcome(SESSION)
        assert "ERIKSSON" not in repr(caught.value)


def test_a_provider_that_is_away_is_unavailable() -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to ERIKSSON")

    assert refused(lambda: provider(away).outcome(SESSION)) == (Unavailable, "unreachable")


@pytest.mark.parametrize("answer", [b"", b"[]", b"{", json.dumps(report(status="?")).encode(), b" " * 20_000])
def test_an_answer_of_another_form_is_a_bad_response(answer: bytes) -> None:
    reply = httpx.Response(200, content=answer)
    assert refused(lambda: provider(lambda _: reply).outcome(SESSION)) == (Unavailable, "bad_response")


def test_pictures_are_bounded() -> None:
    reply = httpx.Response(200, content=bytes(MAX_IMAGE_BYTES + 1))
    assert refused(lambda: provider(lambda _: reply).images(SESSION)) == (Unavailable, "bad_response")


def test_after_closing_nothing_is_asked() -> None:
    closed = provider(lambda _: httpx.Response(200, json=report()))
    closed.close()
    assert refused(lambda: closed.outcome(SESSION)) == (Unavailable, "unreachable")
