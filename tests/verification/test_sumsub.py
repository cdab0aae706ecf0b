"""The Sumsub adapter, on payloads built from Sumsub's public documentation (``docs/verification.md`` §8)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.verification import Expected, Reason
from idos.verification.kinds import DocumentKind
from idos.verification.provider import Applicant, Provider, VerificationStatus
from idos.verification.sumsub import Sumsub

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()
SECRET, KEY, NEXT_KEY = b"secret of the app token", b"webhook secret", b"next webhook secret"
APPLICANT_ID = "5b594ade0a975a36c9349e66"
APPLICANT = Applicant(
    "case-1", Expected("Smith", "Christian", date(1989, 7, 16)), "https://neobank.example/back?a=1", "de"
)
LEVEL = "id and selfie"

REVIEWED: dict[str, Any] = {
    "applicantId": APPLICANT_ID,
    "inspectionId": "5b594ade0a975a36c9379e67",
    "applicantType": "individual",
    "correlationId": "req-ec508a2a-fa33-4dd2-b93d-fcade2967e03",
    "levelName": LEVEL,
    "sandboxMode": False,
    "externalUserId": "case-1",
    "type": "applicantReviewed",
    "reviewResult": {"reviewAnswer": "GREEN"},
    "reviewStatus": "completed",
    "createdAtMs": "2026-11-22 11:59:58.123",
}
RETRY = {
    "moderationComment": "Please upload a photo of the original document.",
    "clientComment": "Screenshot, see the internal rules",
    "reviewAnswer": "RED",
    "rejectLabels": ["UNSATISFACTORY_PHOTOS", "SCREENSHOTS"],
    "reviewRejectType": "RETRY",
}
FINAL = {"reviewAnswer": "RED", "rejectLabels": ["EXPIRATION_DATE", "FORGERY"], "reviewRejectType": "FINAL"}

PROFILE: dict[str, Any] = {
    "id": APPLICANT_ID,
    "createdAt": "2026-11-22 11:45:14",
    "clientId": "Neobank",
    "inspectionId": "5b594ade0a975a36c9379e67",
    "externalUserId": "case-1",
    "fixedInfo": {"firstName": "Christian", "lastName": "Smith", "dob": "1989-07-16"},
    "info": {
        "firstName": "CHRISTIAN",
        "lastName": "SMITH",
        "dob": "1989-07-16",
        "gender": "M",
        "country": "DEU",
        "nationality": "DEU",
        "idDocs": [
            {"idDocType": "SELFIE", "country": "DEU"},
            {
                "idDocType": "ID_CARD",
                "country": "DEU",
                "firstName": "CHRISTIAN",
                "firstNameEn": "CHRISTIAN",
                "lastName": "SMITH",
                "lastNameEn": "SMITH",
                "validUntil": "2028-09-04",
                "number": "LGXX359T8",
                "dob": "1989-07-16",
                "mrzLine1": "IDD<<LGXX359T88<<<<<<<<<<<<<<<",
            },
        ],
    },
    "review": {
        "levelName": LEVEL,
        "createDate": "2026-11-22 11:51:02+0000",
        "reviewResult": {"reviewAnswer": "GREEN"},
        "reviewStatus": "completed",
    },
    "type": "individual",
}

IMAGES: dict[str, Any] = {
    "items": [
        {
            "id": "1045510330",
            "idDocDef": {"country": "DEU", "idDocType": "ID_CARD", "idDocSubType": "FRONT_SIDE"},
            "reviewResult": {"reviewAnswer": "RED", "rejectLabels": ["SCREENSHOTS"]},
        },
        {
            "id": "1045510331",
            "idDocDef": {"country": "DEU", "idDocType": "ID_CARD", "idDocSubType": "FRONT_SIDE"},
            "reviewResult": {"reviewAnswer": "GREEN"},
        },
        {
            "id": "1045510332",
            "idDocDef": {"country": "DEU", "idDocType": "ID_CARD", "idDocSubType": "BACK_SIDE"},
            "reviewResult": {"reviewAnswer": "GREEN"},
        },
        {
            "id": "1045510333",
            "source": "liveness",
            "idDocDef": {"country": "DEU", "idDocType": "SELFIE"},
            "reviewResult": {"reviewAnswer": "GREEN"},
        },
    ],
    "totalItems": 4,
}


class Api:
    """Sumsub's API, as far as these tests need it. It checks how requests are signed."""

    def __init__(self, answers: Mapping[str, httpx.Response | object]) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        headers, target = request.headers, request.url.raw_path.decode()
        signed = headers["X-App-Access-Ts"].encode() + f"{request.method}{target}".encode() + request.content
        assert headers["X-App-Access-Sig"] == hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
        assert headers["X-App-Access-Ts"] == str(int(NOW))
        assert request.url.host == "api.sumsub.com"
        answer = self.answers[f"{request.method} {target}"]
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


def sumsub(
    api: Mapping[str, httpx.Response | object] | Api | None = None,
    *,
    keys: tuple[bytes, ...] = (KEY,),
    token: str = "prd:app-token",
) -> Sumsub:
    http = httpx.Client(transport=httpx.MockTransport(api if isinstance(api, Api) else Api(api or {})))
    return Sumsub(
        app_token=token, secret_key=SECRET, webhook_keys=keys, level=LEVEL, http=http, clock=lambda: NOW
    )


def signed(body: bytes, key: bytes = KEY, algorithm: str = "sha256") -> dict[str, str]:
    digest = hmac.new(key, body, algorithm).hexdigest()
    return {"X-Payload-Digest": digest, "X-Payload-Digest-Alg": f"HMAC_{algorithm.upper()}_HEX"}


def payload(**changes: Any) -> bytes:
    return json.dumps(REVIEWED | changes).encode()


def refused(call: Callable[[], object]) -> tuple[type[IdosError], str]:
    with pytest.raises(IdosError) as caught:
        call()
    return type(caught.value), caught.value.code


def test_it_is_a_provider() -> None:
    checked: Provider = sumsub()
    assert checked


CREATE = "POST /resources/applicants?levelName=id%20and%20selfie"
LINK = "POST /resources/sdkIntegrations/levels/-/websdkLink?lang=de"
PAGE = {"url": "https://in.sumsub.com/websdk/p/sbx_uni_zE4"}


def test_starting_creates_an_applicant_and_a_link() -> None:
    api = Api({CREATE: PROFILE, LINK: PAGE})
    session = sumsub(api).start(APPLICANT)
    assert (session.id, session.url, session.expires) == (APPLICANT_ID, PAGE["url"], int(NOW) + 1800)
    created, linked = (json.loads(request.content) for request in api.requests)
    assert created == {
        "externalUserId": "case-1",
        "type": "individual",
        "lang": "de",
        "fixedInfo": {"firstName": "Christian", "lastName": "Smith", "dob": "1989-07-16"},
    }
    assert linked == {
        "levelName": LEVEL,
        "userId": "case-1",
        "ttlInSecs": 1800,
        "redirect": {"successUrl": APPLICANT.return_url, "rejectUrl": APPLICANT.return_url},
    }
    assert all(request.headers["X-App-Token"] == "prd:app-token" for request in api.requests)


def test_starting_again_finds_the_applicant() -> None:
    answers = {
        CREATE: httpx.Response(409, json={"description": "Applicant with external user id already exists"}),
        "GET /resources/applicants/-;externalUserId=case-1/one": PROFILE,
        LINK: PAGE,
    }
    assert sumsub(answers).start(APPLICANT).id == APPLICANT_ID


def test_a_date_of_birth_that_nobody_stated_is_not_sent() -> None:
    api = Api({CREATE: PROFILE, LINK: PAGE})
    sumsub(api).start(Applicant("case-1", Expected("Smith", "Christian"), APPLICANT.return_url, "de"))
    assert "dob" not in json.loads(api.requests[0].content)["fixedInfo"]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({CREATE: httpx.Response(401)}, (Denied, "provider_refused")),
        ({CREATE: httpx.Response(400)}, (Invalid, "provider_input")),
        ({CREATE: httpx.Response(500)}, (Unavailable, "provider_failed")),
        ({CREATE: {}}, (Unavailable, "bad_response")),
        ({CREATE: PROFILE, LINK: {"url": "http://insecure.example"}}, (Unavailable, "bad_response")),
        ({CREATE: PROFILE, LINK: {"url": "javascript:alert(1)"}}, (Unavailable, "bad_response")),
    ],
)
def test_what_sumsub_can_not_do_is_a_typed_error(
    answers: dict[str, object], error: tuple[type[IdosError], str]
) -> None:
    assert refused(lambda: sumsub(answers).start(APPLICANT)) == error


@pytest.mark.parametrize("reference", ["", "a/b", "a;b", "x" * 65])
def test_references_are_plain(reference: str) -> None:
    applicant = Applicant(reference, APPLICANT.expected, APPLICANT.return_url)
    assert refused(lambda: sumsub().start(applicant)) == (Invalid, "reference")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, VerificationStatus.APPROVED),
        ({"reviewResult": RETRY}, VerificationStatus.RETRY),
        ({"reviewResult": FINAL}, VerificationStatus.REJECTED),
        ({"reviewResult": {"reviewAnswer": "YELLOW"}}, VerificationStatus.PENDING),
        ({"reviewResult": None}, VerificationStatus.PENDING),
        ({"reviewStatus": "awaitingService"}, VerificationStatus.PENDING),
        (
            {"type": "applicantPending", "reviewStatus": "pending", "reviewResult": {}},
            VerificationStatus.PENDING,
        ),
        ({"type": "applicantWorkflowCompleted"}, VerificationStatus.PENDING),
    ],
)
def test_a_call_back_is_an_event(changes: dict[str, Any], status: VerificationStatus) -> None:
    body = payload(**changes)
    event = sumsub().read_webhook(signed(body), body)
    assert (event.session_id, event.reference, event.status) == (APPLICANT_ID, "case-1", status)
    assert event.occurred == datetime(2026, 11, 22, 11, 59, 58, 123_000, tzinfo=UTC)


def test_both_documented_digests_are_accepted() -> None:
    body = payload()
    assert sumsub().read_webhook(signed(body, algorithm="sha512"), body)
    assert sumsub().read_webhook({n.lower(): v for n, v in signed(body).items()}, body)


@given(st.integers(0, len(payload()) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    tampered = bytearray(payload())
    tampered[place] ^= change
    error = refused(lambda: sumsub().read_webhook(signed(payload()), bytes(tampered)))
    assert error == (Denied, "bad_signature")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(payload(), b"wrong key"),
        signed(payload(), algorithm="sha1"),
        signed(payload()) | {"X-Payload-Digest-Alg": "HMAC_SHA512_HEX"},
        signed(payload()) | {"X-Payload-Digest-Alg": "NONE"},
        signed(payload()) | {"X-Payload-Digest": "ü"},
        {"X-Payload-Digest": signed(payload())["X-Payload-Digest"]},
    ],
)
def test_what_is_not_signed_for_us_is_refused(headers: dict[str, str]) -> None:
    assert refused(lambda: sumsub().read_webhook(headers, payload())) == (Denied, "bad_signature")


def test_keys_can_be_replaced() -> None:
    body = payload()
    for key in (KEY, NEXT_KEY):
        assert sumsub(keys=(KEY, NEXT_KEY)).read_webhook(signed(body, key), body)


def test_a_repetition_is_the_same_event() -> None:
    provider, body = sumsub(), payload()
    other = payload(correlationId="req-2")
    first = provider.read_webhook(signed(body), body)
    assert provider.read_webhook(signed(body), body) == first
    assert provider.read_webhook(signed(other), other).id != first.id


@pytest.mark.parametrize("made", ["2026-11-21 10:59:59.999", "2026-11-22 12:05:00.001"])
def test_call_backs_from_another_time_are_refused(made: str) -> None:
    body = payload(createdAtMs=made)
    assert refused(lambda: sumsub().read_webhook(signed(body), body)) == (Denied, "stale")


@pytest.mark.parametrize("made", ["2026-11-21 11:00:00.000", "2026-11-22 12:05:00.000"])
def test_sumsub_may_repeat_for_a_day(made: str) -> None:
    body = payload(createdAtMs=made)
    assert sumsub().read_webhook(signed(body), body)


def test_approvals_of_sumsubs_sandbox_do_not_count_in_production() -> None:
    body = payload(sandboxMode=True)
    assert refused(lambda: sumsub().read_webhook(signed(body), body)) == (Denied, "sandbox_event")
    assert sumsub(token="sbx:app-token").read_webhook(signed(body), body)


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"no json", payload(createdAtMs="soon"), payload(applicantId=None)]
)
def test_a_signed_message_of_another_form_is_malformed(body: bytes) -> None:
    assert refused(lambda: sumsub().read_webhook(signed(body), body)) == (Invalid, "malformed")


def test_a_huge_message_is_not_even_checked() -> None:
    body = payload() + b" " * 70_000
    assert refused(lambda: sumsub().read_webhook(signed(body), body)) == (Invalid, "too_large")


@pytest.mark.parametrize(
    ("secret", "keys"), [(b"", (KEY,)), (SECRET, ()), (SECRET, (KEY, b"")), (SECRET, 3 * (KEY,))]
)
def test_keys_are_needed(secret: bytes, keys: tuple[bytes, ...]) -> None:
    create = lambda: Sumsub(app_token="t", secret_key=secret, webhook_keys=keys, level=LEVEL)  # noqa: E731
    assert refused(create) == (Invalid, "webhook_keys")


RESOURCES = f"GET /resources/applicants/{APPLICANT_ID}/metadata/resources"


def image(number: str) -> str:
    return f"GET /resources/applicants/{APPLICANT_ID}/resources/{number}"


ONE = f"GET /resources/applicants/{APPLICANT_ID}/one"


def profile(*, review: dict[str, Any] | None = None, **info: Any) -> dict[str, Any]:
    return PROFILE | {"review": review or PROFILE["review"], "info": PROFILE["info"] | info}


def test_an_approved_applicant_has_the_document_that_was_read() -> None:
    verification = sumsub({ONE: PROFILE}).outcome(APPLICANT_ID)
    assert (verification.session_id, verification.reference) == (APPLICANT_ID, "case-1")
    assert (verification.status, verification.reasons) == (VerificationStatus.APPROVED, ())
    document = verification.document
    assert document
    assert (document.kind, document.issuing_state) == (DocumentKind.ID_CARD, "DEU")
    assert (document.given_names, document.surname) == ("CHRISTIAN", "SMITH")
    assert (document.number, document.nationality, document.sex) == ("LGXX359T8", "DEU", "M")
    assert (document.birth_date, document.expiry_date) == (date(1989, 7, 16), date(2028, 9, 4))


@pytest.mark.parametrize(
    ("review", "status", "reasons", "comment"),
    [
        (
            {"reviewStatus": "completed", "reviewResult": RETRY},
            VerificationStatus.RETRY,
            ("unsatisfactory_photos", "screenshots"),
            RETRY["moderationComment"],
        ),
        (
            {"reviewStatus": "completed", "reviewResult": FINAL},
            VerificationStatus.REJECTED,
            (Reason.DOCUMENT_EXPIRED, "forgery"),
            "",
        ),
        ({"reviewStatus": "init"}, VerificationStatus.PENDING, (), ""),
        (
            {"reviewStatus": "awaitingService", "reviewResult": {"reviewAnswer": "GREEN"}},
            VerificationStatus.PENDING,
            (),
            "",
        ),
    ],
)
def test_a_review_is_a_status_with_reasons(
    review: dict[str, Any], status: VerificationStatus, reasons: tuple[str, ...], comment: str
) -> None:
    verification = sumsub({ONE: profile(review=review)}).outcome(APPLICANT_ID)
    assert (verification.status, verification.reasons, verification.comment) == (status, reasons, comment)


def test_the_comment_for_the_company_is_not_handed_on() -> None:
    verification = sumsub({ONE: profile(review={"reviewStatus": "completed", "reviewResult": RETRY})})
    assert "internal" not in verification.outcome(APPLICANT_ID).comment


@pytest.mark.parametrize(
    "docs",
    [
        [],
        [{"idDocType": "UTILITY_BILL", "country": "DEU"}],
        [{"idDocType": "PASSPORT", "country": "DEU", "lastName": "SMITH"}],
    ],
)
def test_without_enough_that_was_read_there_is_no_document(docs: list[object]) -> None:
    assert sumsub({ONE: profile(idDocs=docs)}).outcome(APPLICANT_ID).document is None


def test_latin_names_are_preferred_and_an_unknown_sex_is_x() -> None:
    doc = PROFILE["info"]["idDocs"][1] | {"lastName": "СМИТ", "firstNameEn": ""}
    document = sumsub({ONE: profile(idDocs=[doc], gender=None)}).outcome(APPLICANT_ID).document
    assert document
    assert (document.surname, document.given_names, document.sex) == ("SMITH", "CHRISTIAN", "X")


PASSPORT = {
    "idDocType": "PASSPORT",
    "country": "DEU",
    "firstName": "Christian",
    "middleName": "Peter",
    "lastName": "Smith-Öz",
    "number": "C01X00T47",
    "dob": "1989-07-16",
}
ID_CARD = PROFILE["info"]["idDocs"][1]


def picture(number: str, kind: str, answer: str = "GREEN", **shows: str | None) -> dict[str, Any]:
    definition = {"country": "DEU", "idDocType": kind, **shows}
    return {"id": number, "idDocDef": definition, "reviewResult": {"reviewAnswer": answer}}


SELFIE = picture("9", "SELFIE")
SHOWN = {
    "a card that was rejected": [picture("1", "ID_CARD", "RED"), picture("2", "PASSPORT"), SELFIE],
    "a card that passed before": [picture("1", "ID_CARD"), picture("2", "PASSPORT"), SELFIE],
    "a card that has no picture": [picture("2", "PASSPORT"), SELFIE],
    "another country's": [picture("1", "PASSPORT", country="FRA"), picture("2", "PASSPORT"), SELFIE],
    "no country stated": [picture("1", "ID_CARD"), picture("2", "PASSPORT", country=None), SELFIE],
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("first", [ID_CARD, PASSPORT | {"country": "FRA"}], ids=["card", "foreign"])
def test_of_several_documents_the_one_that_passed_counts(first: dict[str, Any], shown: list[object]) -> None:
    answers = {
        ONE: profile(idDocs=[first, PASSPORT]),
        RESOURCES: {"items": shown},
        image("2"): httpx.Response(200, content=b"passport"),
        image("9"): httpx.Response(200, content=b"face"),
    }
    provider = sumsub(answers)
    document = provider.outcome(APPLICANT_ID).document
    assert document
    assert (document.kind, document.number) == (DocumentKind.PASSPORT, "C01X00T47")
    assert provider.images(APPLICANT_ID, document).document == b"passport"


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_documents_of_one_kind_the_one_that_replaced_the_other_counts(order: int) -> None:
    old, new = ID_CARD | {"number": "OLD", "validUntil": "2026-12-01"}, ID_CARD | {"number": "NEW"}
    answers = {ONE: profile(idDocs=[old, new][::order]), RESOURCES: IMAGES}
    document = sumsub(answers).outcome(APPLICANT_ID).document
    assert document
    assert document.number == "NEW"


def test_without_a_picture_that_passed_none_of_several_documents_counts() -> None:
    answers = {
        ONE: profile(idDocs=[ID_CARD, PASSPORT]),
        RESOURCES: {"items": [picture("1", "ID_CARD", "RED")]},
    }
    assert sumsub(answers).outcome(APPLICANT_ID).document is None


def test_the_pictures_are_of_the_document_that_is_asked_for() -> None:
    answers = {ONE: PROFILE, RESOURCES: {"items": [picture("2", "PASSPORT"), SELFIE]}}
    provider = sumsub(answers)
    document = provider.outcome(APPLICANT_ID).document
    assert document
    assert document.kind is DocumentKind.ID_CARD
    assert refused(lambda: provider.images(APPLICANT_ID, document)) == (NotFound, "not_found")


def test_a_document_whose_country_is_not_stated_has_its_picture() -> None:
    unstated = {name: value for name, value in PASSPORT.items() if name != "country"}
    answers = {
        ONE: profile(idDocs=[unstated]),
        RESOURCES: {"items": [picture("2", "PASSPORT"), SELFIE]},
        image("2"): httpx.Response(200, content=b"passport"),
        image("9"): httpx.Response(200, content=b"face"),
    }
    provider = sumsub(answers)
    assert provider.images(APPLICANT_ID, provider.outcome(APPLICANT_ID).document).document == b"passport"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_what_is_null_or_empty_is_not_stated(nothing: object) -> None:
    doc = ID_CARD | dict.fromkeys(
        ("firstNameEn", "lastNameEn", "middleName", "validUntil", "country"), nothing
    )
    other = {"idDocType": "UTILITY_BILL", **dict.fromkeys(("dob", "number", "firstName", "country"), nothing)}
    said = profile(idDocs=[nothing, other, doc], gender=nothing, nationality=nothing) | {
        "externalUserId": nothing
    }
    said["review"] = PROFILE["review"] | {
        "reviewResult": {"reviewAnswer": "GREEN", "moderationComment": nothing, "rejectLabels": nothing}
    }
    items = [nothing, *IMAGES["items"], {"id": "1", "idDocDef": nothing, "reviewResult": nothing}]
    answers = {
        ONE: said,
        RESOURCES: {"items": items},
        image("1045510331"): httpx.Response(200, content=b"front"),
        image("1045510333"): httpx.Response(200, content=b"face"),
    }
    provider = sumsub(answers)
    verification = provider.outcome(APPLICANT_ID)
    document = verification.document
    assert verification.status is VerificationStatus.APPROVED
    assert document
    assert (document.given_names, document.surname, document.expiry_date) == ("CHRISTIAN", "SMITH", None)
    assert (document.nationality, document.sex, document.issuing_state) == (None, "X", "")
    assert provider.images(APPLICANT_ID, document).document == b"front"


@pytest.mark.parametrize("nothing", [None, "", {}])
@pytest.mark.parametrize("member", ["info", "review"])
def test_an_applicant_of_whom_nothing_is_known_is_pending(member: str, nothing: object) -> None:
    said = PROFILE | {member: nothing}
    verification = sumsub({ONE: said}).outcome(APPLICANT_ID)
    assert (verification.document is None) == (member == "info")
    assert verification.status is (
        VerificationStatus.PENDING if member == "review" else VerificationStatus.APPROVED
    )


@pytest.mark.parametrize(
    "strange", [{"idDocType": 7}, {"dob": "soon"}, {"number": {"a": 1}}, {"firstName": []}]
)
def test_a_document_of_another_form_does_not_hide_the_others(strange: dict[str, object]) -> None:
    document = sumsub({ONE: profile(idDocs=[ID_CARD, PASSPORT | strange])}).outcome(APPLICANT_ID).document
    assert document
    assert document.kind is DocumentKind.ID_CARD


def test_call_backs_state_nothing_in_the_same_ways() -> None:
    body = payload(
        externalUserId=None, reviewResult={"reviewAnswer": "GREEN", "rejectLabels": None}, sandboxMode=""
    )
    event = sumsub().read_webhook(signed(body), body)
    assert (event.reference, event.status) == ("", VerificationStatus.APPROVED)


@pytest.mark.parametrize(
    ("surname", "given_names", "sent"),
    [("Ahmadi", "", {"lastName": "Ahmadi"}), ("", "Ahmadi", {"firstName": "Ahmadi"})],
)
def test_a_person_with_one_name_is_sent_and_read(
    surname: str, given_names: str, sent: dict[str, str]
) -> None:
    api = Api({CREATE: PROFILE, LINK: PAGE})
    expected = Expected(surname, given_names)
    sumsub(api).start(Applicant("case-1", expected, APPLICANT.return_url, "de"))
    assert json.loads(api.requests[0].content)["fixedInfo"] == sent
    doc = ID_CARD | dict.fromkeys(("firstName", "firstNameEn", "lastName"), None) | {"lastNameEn": "AHMADI"}
    document = sumsub({ONE: profile(idDocs=[doc])}).outcome(APPLICANT_ID).document
    assert document
    assert document.contradicts(expected) == ()


def test_middle_names_are_given_names() -> None:
    document = sumsub({ONE: profile(idDocs=[PASSPORT])}).outcome(APPLICANT_ID).document
    assert document
    assert document.given_names == "Christian Peter"
    assert document.contradicts(Expected("Smith Oez", "Christian Peter")) == ()


def test_a_face_was_compared_when_sumsub_itself_approved() -> None:
    waiting = profile(review={"reviewStatus": "init"})
    assert sumsub({ONE: PROFILE}).outcome(APPLICANT_ID).face_compared
    assert not sumsub({ONE: waiting}).outcome(APPLICANT_ID).face_compared
    assert not sumsub({ONE: PROFILE}, token="sbx:app-token").outcome(APPLICANT_ID).face_compared


@pytest.mark.parametrize("name", ["", "a/b", "..", "x" * 65])
def test_only_names_of_applicants_enter_a_path(name: str) -> None:
    assert refused(lambda: sumsub().outcome(name)) == (Invalid, "session_id")


def test_pictures_are_those_that_passed() -> None:
    answers = {
        RESOURCES: IMAGES,
        image("1045510331"): httpx.Response(200, content=b"front"),
        image("1045510333"): httpx.Response(200, content=b"face"),
    }
    images = sumsub(answers).images(APPLICANT_ID)
    assert (images.document, images.selfie) == (b"front", b"face")


@pytest.mark.parametrize("kept", [[], IMAGES["items"][:3], IMAGES["items"][2:], IMAGES["items"][:1]])
def test_without_pictures_that_passed_there_are_none(kept: list[object]) -> None:
    answers = {RESOURCES: {"items": kept}}
    assert refused(lambda: sumsub(answers).images(APPLICANT_ID)) == (NotFound, "not_found")


def test_a_name_of_a_picture_can_not_leave_its_path() -> None:
    hostile = [IMAGES["items"][3], IMAGES["items"][1] | {"id": "../../applicants"}]
    answers = {RESOURCES: {"items": hostile}}
    assert refused(lambda: sumsub(answers).images(APPLICANT_ID)) == (Unavailable, "bad_response")


def test_after_closing_nothing_is_asked() -> None:
    closed = sumsub({ONE: PROFILE})
    closed.close()
    assert refused(lambda: closed.outcome(APPLICANT_ID)) == (Unavailable, "unreachable")
