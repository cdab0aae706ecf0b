"""The sandbox provider, as a company calls it: its wire, and the adapter that speaks it.

The provider itself is ``idos.apps.verify``. The wire is described in ``docs/verification.md`` §7.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final, TypeVar

import httpx
from msgspec import Meta

from idos.errors import Denied, Invalid, Unavailable
from idos.protocol.wire import JsonBounds, Message, decode_json, encode_json
from idos.verification.exchange import check_https, connection, exchange
from idos.verification.provider import (
    MAX_IMAGE_BYTES,
    Applicant,
    Clock,
    Document,
    Event,
    Images,
    Language,
    VerificationResult,
    VerificationSession,
    VerificationStatus,
)
from idos.verification.replay import ReplayCache

TIMESTAMP_HEADER: Final = "Idos-Verify-Timestamp"
SIGNATURE_HEADER: Final = "Idos-Verify-Signature"
CLOCK_SKEW: Final = 300
"""Seconds by which the two clocks, and the way between them, may differ."""
MIN_KEY_BYTES: Final = 32
BOUNDS: Final = JsonBounds(size=16 * 1024, values=128)

T = TypeVar("T")

_REPLAY_CAPACITY: Final = 10_000
_MAX_SIGNATURES: Final = 4
_SESSION_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")

Reference = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
Name = Annotated[str, Meta(max_length=200)]
Url = Annotated[str, Meta(max_length=2000)]
Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]


class ImageKind(StrEnum):
    """The two pictures of a session."""

    DOCUMENT = "document"
    SELFIE = "selfie"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StartRequest(Message):
    """``POST /api/sessions``. Of a person with one name, the other is empty."""

    reference: Reference
    surname: Name
    given_names: Name
    birth_date: date | None = None
    return_url: Url
    language: Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StartReply(Message):
    """The session, and the page to send the person to."""

    id: str
    url: Url
    expires: Seconds


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SessionReply(Message):
    """``GET /api/sessions/{id}``. ``images`` lists those that can still be fetched."""

    id: str
    reference: str
    status: VerificationStatus
    reasons: tuple[str, ...]
    comment: str
    document: Document | None
    images: tuple[ImageKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookBody(Message):
    """What is posted to the company when a session ends. It says nothing about the person."""

    id: str
    session: str
    reference: str
    status: VerificationStatus
    occurred: Seconds


def sign(keys: Iterable[bytes], timestamp: int, body: bytes) -> str:
    """The value of `SIGNATURE_HEADER`: ``v1=`` and HMAC-SHA256 (RFC 2104) in hex, for each of the keys.

    What is signed is the timestamp in decimal, a full stop, and the body.
    """
    signed = _signed(timestamp, body)
    return ",".join(f"v1={hmac.digest(key, signed, 'sha256').hex()}" for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """The sandbox as a provider of choice: where it is, and what it agreed with the company."""

    url: str
    api_key: str = field(repr=False)
    webhook_keys: tuple[bytes, ...] = field(repr=False)


def sandbox_of(settings: SandboxSettings, clock: Clock) -> SandboxProvider:
    """The adapter of these settings. Raises `Invalid`."""
    check_https(settings.url, "The sandbox")
    keys = settings.webhook_keys
    return SandboxProvider(settings.url, api_key=settings.api_key, webhook_keys=keys, clock=clock)


class SandboxProvider:
    """The adapter. ``webhook_keys`` are one, or two while a key is being replaced.

    ``http`` may bring an own client, with its transport and time-outs. Messages that were accepted are
    remembered in memory: after a restart one may be accepted again within `CLOCK_SKEW`.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str,
        webhook_keys: tuple[bytes, ...],
        http: httpx.Client | None = None,
        clock: Clock = time.time,
    ) -> None:
        check_webhook_keys(webhook_keys)
        self._url = url.removesuffix("/")
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._keys = webhook_keys
        self._http = http or connection(self._url)
        self._clock = clock
        self._seen = ReplayCache(capacity=_REPLAY_CAPACITY, seconds=2 * CLOCK_SKEW, clock=clock)

    def start(self, applicant: Applicant) -> VerificationSession:
        """Open a session."""
        expected = applicant.expected
        request = StartRequest(
            reference=applicant.reference,
            surname=expected.surname,
            given_names=expected.given_names,
            birth_date=expected.birth_date,
            return_url=applicant.return_url,
            language=applicant.language,
        )
        reply = _decode(self._call("POST", "/api/sessions", encode_json(request)), StartReply)
        return VerificationSession(reply.id, reply.url, reply.expires)

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Check a call-back and read it."""
        if len(body) > BOUNDS.size:
            raise Invalid("The message is too long.", code="too_large")
        named = {name.lower(): value for name, value in headers.items()}
        timestamp = named.get(TIMESTAMP_HEADER.lower(), "")
        signatures = named.get(SIGNATURE_HEADER.lower(), "").split(",")
        if not _TIMESTAMP.fullmatch(timestamp) or len(signatures) > _MAX_SIGNATURES:
            raise Denied("The message is not signed.", code="bad_signature")
        signed = _signed(int(timestamp), body)
        macs = [hmac.digest(key, signed, "sha256") for key in self._keys]
        given = [signature.removeprefix("v1=").encode() for signature in signatures]
        agree = [mac for mac in macs for one in given if hmac.compare_digest(mac.hex().encode(), one)]
        if not agree:
            raise Denied("The signature does not match the message.", code="bad_signature")
        if abs(self._clock() - int(timestamp)) > CLOCK_SKEW:
            raise Denied("The message was signed too long ago, or in the future.", code="stale")
        try:
            said = decode_json(body, WebhookBody, BOUNDS)
        except Invalid as error:
            raise Invalid(error.message, code="malformed") from None
        # Not the signature: during a change of keys one message carries two, and either alone is valid.
        self._seen.claim(hashlib.sha256(signed).digest())
        occurred = datetime.fromtimestamp(said.occurred, UTC)
        return Event(said.id, said.session, said.reference, said.status, occurred)

    def outcome(self, session_id: str) -> VerificationResult:
        """How the session stands now. The sandbox compares no faces, whatever its answer."""
        reply = _decode(self._call("GET", _path(session_id)), SessionReply)
        return VerificationResult(
            session_id=reply.id,
            reference=reply.reference,
            status=reply.status,
            reasons=reply.reasons,
            comment=reply.comment,
            document=reply.document,
        )

    def images(self, session_id: str, document: Document | None = None) -> Images:  # noqa: ARG002  # there is one
        """The pictures of an approved session, of its one document. Handed out once, and deleted."""
        path = f"{_path(session_id)}/images"
        page, selfie = (
            self._call("GET", f"{path}/{kind}", limit=MAX_IMAGE_BYTES)
            for kind in (ImageKind.DOCUMENT, ImageKind.SELFIE)
        )
        return Images(page, selfie)

    def close(self) -> None:
        """Release connections."""
        self._http.close()

    def _call(self, method: str, path: str, body: bytes | None = None, *, limit: int = BOUNDS.size) -> bytes:
        headers = self._headers | ({"Content-Type": "application/json"} if body is not None else {})
        request = self._http.build_request(method, self._url + path, content=body, headers=headers)
        return exchange(self._http, request, limit=limit)


def check_webhook_keys(keys: tuple[bytes, ...]) -> None:
    """Raise `Invalid` (``webhook_keys``) unless they are one or two, of `MIN_KEY_BYTES` or more each."""
    if len(keys) not in {1, 2} or any(len(key) < MIN_KEY_BYTES for key in keys):
        raise Invalid(f"There must be one or two keys of {MIN_KEY_BYTES} bytes or more.", code="webhook_keys")


def _signed(timestamp: int, body: bytes) -> bytes:
    return b"%d." % timestamp + body


def _path(session_id: str) -> str:
    if not _SESSION_ID.fullmatch(session_id):
        raise Invalid("This is not the name of a session.", code="session_id")
    return f"/api/sessions/{session_id}"


def _decode(data: bytes, shape: type[T]) -> T:
    try:
        return decode_json(data, shape, BOUNDS)
    except Invalid:
        raise Unavailable("The provider's answer is malformed.", code="bad_response") from None
