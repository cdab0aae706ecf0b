"""What the service does, whoever asks: companies through the API, people through the page, time by itself."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from idos.apps.verify.archive import Archive, Delivery
from idos.apps.verify.case import CaptureStep, Case, claim, expired, with_document, with_selfie
from idos.apps.verify.settings import Company, VerifySettings
from idos.apps.verify.words import reason_sentence
from idos.errors import IdosError, Invalid, NotFound
from idos.sdk.wire import encode_json
from idos.verification import Expected, assess
from idos.verification.comparison import check_written
from idos.verification.image import decode_grey
from idos.verification.provider import Clock, VerificationStatus
from idos.verification.reencode import reencoded
from idos.verification.sandbox import ImageKind, SessionReply, StartReply, StartRequest, WebhookBody

_TOKEN_BYTES: Final = 32
_ID_BYTES: Final = 16
_AT_ONCE: Final = 100
_KEPT_SIDE: Final = 2400
_KEPT_BYTES: Final = 4 * 1024 * 1024
_NO_IMAGES: Final[Mapping[ImageKind, bytes]] = MappingProxyType({})

log = logging.getLogger("idos.verify")


class Service:
    """The rules of `idos.apps.verify.case` applied to an archive. Safe for use from several threads."""

    def __init__(self, settings: VerifySettings, archive: Archive, clock: Clock) -> None:
        self.settings = settings
        self._archive = archive
        self._clock = clock

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    def start(self, company: Company, request: StartRequest) -> StartReply:
        """Open a session. Raises `Invalid` for a name or a URL that cannot be taken."""
        company.check_return_url(request.return_url)
        check_written(Expected(request.surname, request.given_names).names)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        case = Case(
            id=secrets.token_urlsafe(_ID_BYTES),
            company=company.name,
            reference=request.reference,
            surname=request.surname,
            given_names=request.given_names,
            birth_date=request.birth_date,
            return_url=request.return_url,
            language=request.language,
            ends=self.now + self.settings.session_seconds,
        )
        self._archive.add(case, token)
        log.info("session %s opened", case.id)
        return StartReply(id=case.id, url=f"{self.settings.public_url}/s/{token}", expires=case.ends)

    def report(self, company: Company, case_id: str) -> SessionReply:
        """How a session of the company's stands. Raises `NotFound`."""
        case = self._case_of(company, case_id)
        approved = case.status is VerificationStatus.APPROVED
        return SessionReply(
            id=case.id,
            reference=case.reference,
            status=case.status,
            reasons=case.reasons,
            comment=" ".join(reason_sentence(case.language, code) for code in case.reasons),
            document=case.document if approved else None,
            images=self._archive.image_kinds(case.id) if approved else (),
        )

    def take_image(self, company: Company, case_id: str, kind: str) -> bytes:
        """A picture of an approved session, once. Raises `NotFound`."""
        case = self._case_of(company, case_id)
        image = (
            self._archive.take_image(case.id, kind) if case.status is VerificationStatus.APPROVED else None
        )
        if image is None:
            raise NotFound("There is no such picture, or it was fetched before.")
        log.info("session %s: its %s was fetched", case.id, ImageKind(kind))
        return image

    def session(self, token: str) -> Case | None:
        """The session of a page, in the state that it has at this time."""
        case = self._archive.find_by_token(token)
        if case and not case.status.final and self.now >= case.ends:
            return expired(case)
        return case

    def submit(self, case: Case, step: CaptureStep, picture: bytes) -> None:
        """Read a picture and decide. Raises `Denied` as `idos.apps.verify.case.claim` does.

        A picture that cannot be read raises nothing: it changes the case.
        """
        claimed = claim(case, step, now=self.now)
        if not self._archive.replace(case, claimed, images=_NO_IMAGES):
            return  # another picture came first, and this one counts for nothing
        kept = _NO_IMAGES
        try:
            changed = _DECIDE[step](claimed, picture, self.settings, self.now)
            if not changed.reasons:  # nothing but the picture: none of the notes of the camera that took it
                kept = {ImageKind(step): reencoded(picture, side=_KEPT_SIDE, max_bytes=_KEPT_BYTES)}
        except Invalid as fault:
            changed = _REFUSE[step](claimed, fault, tries=self.settings.tries)
        self._conclude(claimed, changed, images=kept)

    def pass_time(self) -> None:
        """End sessions whose time is over, and forget those that ended long enough ago.

        One that cannot be read is of use to nobody, and keeps no other from being forgotten.
        """
        for case_id in self._archive.overdue(self.now, _AT_ONCE):
            try:
                self._end(case_id)
            except IdosError as error:
                self._archive.delete(case_id)
                log.error("session %s forgotten unread (%s)", case_id, error.code)  # noqa: TRY400

    def _end(self, case_id: str) -> None:
        case = self._archive.find(case_id)
        if case is None or self.now < case.ends:
            return
        if case.status.final or self.now >= case.ends + self.settings.keep_seconds:
            self._archive.delete(case.id)
            log.info("session %s forgotten", case.id)
        else:
            self._conclude(case, expired(case))

    def _conclude(self, old: Case, new: Case, *, images: Mapping[ImageKind, bytes] = _NO_IMAGES) -> None:
        """Keep the case; if it has ended, say so to the company."""
        delivery = None
        if new.status.final:
            new = replace(new, ends=self.now + self.settings.keep_seconds)
            event = WebhookBody(
                id=secrets.token_urlsafe(_ID_BYTES),
                session=new.id,
                reference=new.reference,
                status=new.status,
                occurred=self.now,
            )
            delivery = Delivery(event.id, new.company, encode_json(event), attempts=0, due=self.now)
        if self._archive.replace(old, new, images=images, delivery=delivery):
            log.info("session %s: %s", new.id, new.status)

    def _case_of(self, company: Company, case_id: str) -> Case:
        case = self._archive.find(case_id)
        if case is None or case.company != company.name:
            raise NotFound("There is no such session.")
        return case


def _read_document(case: Case, picture: bytes, settings: VerifySettings, now: int) -> Case:
    today = datetime.fromtimestamp(now, UTC).date()
    found = assess(picture, today=today, expected=case.expected, minimum_age=settings.minimum_age)
    return with_document(case, found, tries=settings.tries)


def _look_at_selfie(case: Case, picture: bytes, settings: VerifySettings, _: int) -> Case:
    decode_grey(picture)
    return with_selfie(case, None, tries=settings.tries)


_DECIDE: Final = MappingProxyType({CaptureStep.DOCUMENT: _read_document, CaptureStep.SELFIE: _look_at_selfie})
_REFUSE: Final[Mapping[CaptureStep, Callable[..., Case]]] = MappingProxyType(
    {CaptureStep.DOCUMENT: with_document, CaptureStep.SELFIE: with_selfie}
)
