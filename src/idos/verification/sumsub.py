"""Sumsub, a commercial provider, from its public documentation (pages named in ``docs/verification.md`` §8).

An applicant of theirs is a session of ours: its id is the ``applicantId``, its reference their
``externalUserId``. The person goes to the hosted page of their WebSDK.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeVar
from urllib.parse import quote

import httpx

from idos.errors import Denied, Invalid, NotFound, Unavailable
from idos.protocol.wire import JsonBounds, encode_json
from idos.verification.exchange import check_https, connection, exchange
from idos.verification.kinds import DocumentKind
from idos.verification.mrz import Sex
from idos.verification.provider import (
    MAX_IMAGE_BYTES,
    Applicant,
    Clock,
    Document,
    Event,
    Images,
    VerificationResult,
    VerificationSession,
    VerificationStatus,
)
from idos.verification.sumsub_wire import (
    ApplicantProfile,
    Created,
    IdDoc,
    Link,
    Review,
    ReviewResult,
    Stored,
    StoredImages,
    Webhook,
    read,
)

API_URL: Final = "https://api.sumsub.com"
SESSION_SECONDS: Final = 1800
MAX_AGE: Final = timedelta(hours=25)
"""How old a call-back may be. Sumsub repeats one for a day: after 5 minutes, 1, 5 and 18 hours more."""
CLOCK_SKEW: Final = timedelta(minutes=5)

T = TypeVar("T")

_BOUNDS: Final = JsonBounds(size=1024 * 1024, values=20_000)
_WEBHOOK_BOUNDS: Final = JsonBounds(size=64 * 1024, values=2_000)
_MAX_COMMENT: Final = 1000
_ID: Final = re.compile(r"[A-Za-z0-9]{1,64}")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DIGESTS: Final = MappingProxyType({"HMAC_SHA256_HEX": "sha256", "HMAC_SHA512_HEX": "sha512"})
_SANDBOX_PREFIX: Final = "sbx:"
_KINDS: Final = MappingProxyType({kind.value: kind for kind in DocumentKind})
_SEXES: Final[Mapping[str, Sex]] = MappingProxyType({"M": "M", "F": "F"})

# Labels that mean what a reason of ours means. The others are given in lower case, as Sumsub names them.
_REASONS: Final = MappingProxyType(
    {"EXPIRATION_DATE": "document_expired", "AGE_REQUIREMENT_MISMATCH": "underage"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsubSettings:
    """Sumsub as a provider of choice, as its dashboard names things."""

    app_token: str = field(repr=False)
    secret_key: bytes = field(repr=False)
    webhook_keys: tuple[bytes, ...] = field(repr=False)
    level: str
    api_url: str = API_URL


def sumsub_of(settings: SumsubSettings, clock: Clock) -> Sumsub:
    """The adapter of these settings. Raises `Invalid`."""
    return Sumsub(
        app_token=settings.app_token,
        secret_key=settings.secret_key,
        webhook_keys=settings.webhook_keys,
        level=settings.level,
        api_url=settings.api_url,
        clock=clock,
    )


class Sumsub:
    """The adapter. ``level`` names the verification level that asks for one document and a selfie.

    ``secret_key`` signs requests, ``webhook_keys`` check call-backs: one, or two while a key is being
    replaced. ``api_url`` is where the API is. An app token of Sumsub's sandbox begins with ``sbx:``; only
    with such a one are call-backs about sandbox applicants accepted.
    """

    def __init__(
        self,
        *,
        app_token: str,
        secret_key: bytes,
        webhook_keys: tuple[bytes, ...],
        level: str,
        api_url: str = API_URL,
        http: httpx.Client | None = None,
        clock: Clock = time.time,
    ) -> None:
        if not secret_key or len(webhook_keys) not in {1, 2} or not all(webhook_keys):
            raise Invalid("Sumsub needs a secret key and one or two webhook keys.", code="webhook_keys")
        self._app_token = app_token
        self._secret_key = secret_key
        self._webhook_keys = webhook_keys
        self._level = level
        check_https(api_url, "Sumsub's API")
        self._api_url = api_url.removesuffix("/")
        self._http = http or connection(self._api_url)
        self._clock = clock

    def start(self, applicant: Applicant) -> VerificationSession:
        """Create the applicant, or find the one of this reference, and a link for the person.

        The expected name and date of birth go along, for Sumsub to compare with the document.
        """
        if not _REFERENCE.fullmatch(applicant.reference):
            raise Invalid("A reference is 1 to 64 letters, digits, '_' or '-'.", code="reference")
        applicant_id = self._applicant_id(applicant)
        request = {
            "levelName": self._level,
            "userId": applicant.reference,
            "ttlInSecs": SESSION_SECONDS,
            "redirect": {"successUrl": applicant.return_url, "rejectUrl": applicant.return_url},
        }
        path = f"/resources/sdkIntegrations/levels/-/websdkLink?lang={applicant.language}"
        expires = int(self._clock()) + SESSION_SECONDS
        link = _decode(self._call("POST", path, request), Link)
        if not link.url.startswith("https://"):
            raise Unavailable("The provider's answer is malformed.", code="bad_response")
        return VerificationSession(applicant_id, link.url, expires)

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Check a call-back and read it.

        Sumsub repeats a message byte for byte until it is answered with success, so a repetition is not
        refused: its event has the same id.
        """
        if len(body) > _WEBHOOK_BOUNDS.size:
            raise Invalid("The message is too long.", code="too_large")
        self._check_digest({name.lower(): value for name, value in headers.items()}, body)
        try:
            said = read(body, Webhook, _WEBHOOK_BOUNDS)
            occurred = datetime.strptime(said.created_at_ms, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
        except (Invalid, ValueError):
            raise Invalid("The message is malformed.", code="malformed") from None
        now = datetime.fromtimestamp(self._clock(), UTC)
        if not now - MAX_AGE <= occurred <= now + CLOCK_SKEW:
            raise Denied("The message was made too long ago, or in the future.", code="stale")
        if said.sandbox_mode and not self._is_sandbox:
            raise Denied("The message is about a sandbox applicant.", code="sandbox_event")
        status = _status(said) if said.type == "applicantReviewed" else VerificationStatus.PENDING
        event_id = hashlib.sha256(body).hexdigest()
        return Event(event_id, said.applicant_id, said.external_user_id, status, occurred)

    def outcome(self, session_id: str) -> VerificationResult:
        """How the applicant stands now, and what was read from the document that passed."""
        profile = _decode(self._call("GET", f"{_path(session_id)}/one"), ApplicantProfile)
        review = profile.review
        result, status = review.review_result or ReviewResult(), _status(review)
        documents = [found for doc in profile.info.documents if (found := _document(doc, profile))]
        if status is VerificationStatus.APPROVED and len(documents) > 1:
            documents = self._passed(session_id, documents)
        return VerificationResult(
            session_id=profile.id,
            reference=profile.external_user_id,
            status=status,
            reasons=tuple(_REASONS.get(label, label.lower()) for label in result.reject_labels or ()),
            comment=(result.moderation_comment or "")[:_MAX_COMMENT],
            document=max(reversed(documents), key=_validity, default=None),
            face_compared=status is VerificationStatus.APPROVED and not self._is_sandbox,
        )

    def images(self, session_id: str, document: Document | None = None) -> Images:
        """The pictures that passed: the document's front or only page, and the selfie."""
        path, stored = _path(session_id), self._stored(session_id)
        if document is None:
            fronts = stored.passed(_KINDS)
        else:
            fronts = stored.passed((document.kind.value,), document.issuing_state or None)
        selfies = stored.passed(("SELFIE",))
        if not fronts or not selfies:
            raise NotFound("The provider has no pictures that passed.")
        return Images(self._image(path, fronts[-1]), self._image(path, selfies[-1]))

    def close(self) -> None:
        """Release connections."""
        self._http.close()

    @property
    def _is_sandbox(self) -> bool:
        """Whether the app token is one of Sumsub's sandbox, which examines nobody."""
        return self._app_token.startswith(_SANDBOX_PREFIX)

    def _stored(self, session_id: str) -> StoredImages:
        return _decode(self._call("GET", f"{_path(session_id)}/metadata/resources"), StoredImages)

    def _passed(self, session_id: str, documents: list[Document]) -> list[Document]:
        """Of several documents, those of the kind and country whose picture passed last, as in `images`."""
        fronts = self._stored(session_id).passed(_KINDS)
        if not fronts:
            return []
        shows = fronts[-1].id_doc_def
        return [
            document
            for document in documents
            if document.kind == shows.id_doc_type
            and document.issuing_state == (shows.country or document.issuing_state)
        ]

    def _applicant_id(self, applicant: Applicant) -> str:
        expected = applicant.expected
        names = {"firstName": expected.given_names, "lastName": expected.surname}
        fixed = {member: name for member, name in names.items() if name}
        if expected.birth_date:
            fixed["dob"] = expected.birth_date.isoformat()
        request = {
            "externalUserId": applicant.reference,
            "type": "individual",
            "lang": applicant.language,
            "fixedInfo": fixed,
        }
        path = f"/resources/applicants?levelName={quote(self._level, safe='')}"
        try:
            answer = self._call("POST", path, request)
        except Denied as error:
            if error.code != "conflict":
                raise
            answer = self._call("GET", f"/resources/applicants/-;externalUserId={applicant.reference}/one")
        return _decode(answer, Created).id

    def _image(self, path: str, image: Stored) -> bytes:
        if not _ID.fullmatch(image.id):
            raise Unavailable("The provider's answer is malformed.", code="bad_response")
        return self._call("GET", f"{path}/resources/{image.id}", limit=MAX_IMAGE_BYTES)

    def _check_digest(self, headers: Mapping[str, str], body: bytes) -> None:
        algorithm = _DIGESTS.get(headers.get("x-payload-digest-alg", ""))
        given = headers.get("x-payload-digest", "").encode()
        if algorithm is None:
            raise Denied("The message is not signed in a way that is accepted.", code="bad_signature")
        digests = [hmac.new(key, body, algorithm).hexdigest().encode() for key in self._webhook_keys]
        if not any(hmac.compare_digest(digest, given) for digest in digests):
            raise Denied("The signature does not match the message.", code="bad_signature")

    def _call(self, method: str, path: str, message: object = None, *, limit: int = _BOUNDS.size) -> bytes:
        """A request, signed: HMAC-SHA256 over time, method, path with query, and body."""
        body = b"" if message is None else encode_json(message)
        headers = {"Content-Type": "application/json"} if body else {}
        request = self._http.build_request(
            method, self._api_url + path, content=body or None, headers=headers
        )
        timestamp = str(int(self._clock()))
        signed = timestamp.encode() + method.encode() + request.url.raw_path + body
        request.headers["X-App-Token"] = self._app_token
        request.headers["X-App-Access-Ts"] = timestamp
        request.headers["X-App-Access-Sig"] = hmac.new(self._secret_key, signed, "sha256").hexdigest()
        return exchange(self._http, request, limit=limit)


def _status(review: Review) -> VerificationStatus:
    """An answer counts once the review is complete: while a service is awaited, it can already be GREEN."""
    result = review.review_result
    if review.review_status != "completed" or result is None:
        return VerificationStatus.PENDING
    if result.is_green:
        return VerificationStatus.APPROVED
    if result.review_answer == "RED":
        return (
            VerificationStatus.RETRY if result.review_reject_type == "RETRY" else VerificationStatus.REJECTED
        )
    return VerificationStatus.PENDING


def _document(doc: IdDoc, profile: ApplicantProfile) -> Document | None:
    """The document, if it proves an identity and enough of it was read. Latin letters are preferred."""
    kind = _KINDS.get(doc.id_doc_type)
    surname, first = doc.last_name_en or doc.last_name, doc.first_name_en or doc.first_name
    given_names = f"{first} {doc.middle_name_en or doc.middle_name}".strip()
    if not (kind and (surname or given_names) and doc.number and doc.dob):
        return None
    return Document(
        kind=kind,
        issuing_state=doc.country,
        surname=surname,
        given_names=given_names,
        number=doc.number,
        birth_date=doc.dob,
        expiry_date=doc.valid_until,
        nationality=profile.info.nationality,
        sex=_SEXES.get(profile.info.gender or "", "X"),
    )


def _validity(document: Document) -> date:
    """Of two documents of one kind and country, the one that is valid longer has replaced the other."""
    return document.expiry_date or date.max


def _path(session_id: str) -> str:
    if not _ID.fullmatch(session_id):
        raise Invalid("This is not the name of a session.", code="session_id")
    return f"/resources/applicants/{session_id}"


def _decode(data: bytes, shape: type[T]) -> T:
    try:
        return read(data, shape, _BOUNDS)
    except Invalid:
        raise Unavailable("The provider's answer is malformed.", code="bad_response") from None
