"""The service from end to end: a company, a person at her page, and the call-back."""

from __future__ import annotations

import io
import logging
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest
from PIL import Image

from idos.errors import Denied, NotFound
from idos.verification import CheckDigit, DocumentHolder, Expected, Reason, draw_passport, draw_selfie
from idos.verification.kinds import DocumentKind
from idos.verification.mrz import parse, render
from idos.verification.provider import VerificationStatus
from idos.verification.reencode import reencoded
from idos.verification.sandbox import SandboxProvider
from tests.apps.verify.kit import API_KEY, Clock, Inbox, eventually, heading, world
from tests.verification.pictures import ACCENTED, ANNA, TODAY, encoded, passport, printed
from tests.verification.test_mrz import TD3

DOCUMENT_STEP = "Show your passport or identity card"
SELFIE_STEP = "Now a picture of your face"
APPROVED = "Your identity is verified"
REJECTED = "Your identity could not be verified"
EXPIRED = "This page is no longer open"

SELFIE = draw_selfie(ANNA)
KEPT_SELFIE = reencoded(SELFIE, side=2400, max_bytes=4 * 1024 * 1024)
UNREADABLE = encoded(Image.new("RGB", (900, 640), (120, 130, 125)), "JPEG")


def test_a_person_with_a_good_document_is_approved() -> None:
    with world() as at:
        visitor = at.start()
        assert heading(visitor.look()) == DOCUMENT_STEP
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.PENDING
        assert heading(visitor.send("document", passport(ANNA))) == SELFIE_STEP
        assert heading(visitor.send("selfie", SELFIE)) == APPROVED

        event = at.provider.read_webhook(*at.inbox.wait(1))
        assert (event.session_id, event.reference) == (visitor.session_id, "case-1")
        assert event.status is VerificationStatus.APPROVED
        verification = at.provider.outcome(event.session_id)
        assert (verification.status, verification.reasons) == (VerificationStatus.APPROVED, ())
        document = verification.document
        assert document
        assert (document.kind, document.issuing_state) == (DocumentKind.PASSPORT, "UTO")
        assert (document.surname, document.given_names) == ("ERIKSSON", "ANNA MARIA")
        assert (document.number, document.birth_date) == ("L898902C3", date(1990, 8, 12))
        images = at.provider.images(event.session_id)
        assert (images.document, images.selfie) == (passport(ANNA), KEPT_SELFIE)


def test_companies_get_nothing_but_the_pictures() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Secret camera", {1: "N", 2: (52.0, 31.0, 12.0)}
    pictures = []
    for drawn in (passport(ANNA), SELFIE):
        photograph = io.BytesIO()
        Image.open(io.BytesIO(drawn)).save(photograph, "JPEG", exif=exif)
        assert b"Secret" in photograph.getvalue()
        pictures.append(photograph.getvalue())
    with world() as at:
        visitor = at.start()
        visitor.send("document", pictures[0])
        assert heading(visitor.send("selfie", pictures[1])) == APPROVED
        images = at.provider.images(visitor.session_id)
        assert b"Secret" not in images.document + images.selfie


@pytest.mark.parametrize(("surname", "given_names"), [("Ahmadi", ""), ("", "Ahmadi")])
def test_a_person_with_one_name_is_verified(surname: str, given_names: str) -> None:
    document = draw_passport(replace(ANNA, surname="Ahmadi", given_names=""))
    with world() as at:
        visitor = at.start(expected=Expected(surname, given_names))
        visitor.send("document", document)
        assert heading(visitor.send("selfie", SELFIE)) == APPROVED
        assert "Ahmadi" in visitor.look().text


def test_a_visa_is_refused_by_its_name() -> None:
    visa = replace(parse(TD3, today=TODAY), document_type="V", optional_data="")
    with world() as at:
        visitor = at.start()
        page = visitor.send("document", encoded(printed(render(visa))))
        assert heading(page) == DOCUMENT_STEP
        assert "not a document that proves who somebody is" in page.text


def test_pictures_are_fetched_once() -> None:
    with world() as at:
        visitor = at.start()
        visitor.pass_all()
        path = f"/api/sessions/{visitor.session_id}"
        assert at.api("GET", path).json()["images"] == ["document", "selfie"]
        first = at.api("GET", f"{path}/images/document")
        assert (first.status_code, first.headers["Content-Type"]) == (200, "image/png")
        again = at.api("GET", f"{path}/images/document")
        assert (again.status_code, again.json()["code"]) == (404, "not_found")
        assert at.api("GET", path).json()["images"] == ["selfie"]
        assert at.api("GET", f"{path}/images/selfie").headers["Content-Type"] == "image/jpeg"
        assert at.api("GET", f"{path}/images/portrait").status_code == 404
        with pytest.raises(NotFound):
            at.provider.images(visitor.session_id)


def test_a_forged_document_is_rejected_when_all_tries_are_used() -> None:
    forged = draw_passport(ANNA, tamper=CheckDigit.NUMBER)
    with world(tries=2) as at:
        visitor = at.start()
        page = visitor.send("document", forged)
        assert heading(page) == DOCUMENT_STEP
        assert "do not fit together" in page.text
        assert "You can try once more." in page.text
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.RETRY
        page = visitor.send("document", forged)
        assert heading(page) == REJECTED
        assert "do not fit together" in page.text
        assert at.provider.read_webhook(*at.inbox.wait(1)).status is VerificationStatus.REJECTED
        verification = at.provider.outcome(visitor.session_id)
        assert verification.reasons == (Reason.CHECK_DIGIT_FAILED,)
        assert verification.comment == "Some characters on the document do not fit together."
        assert verification.document is None
        with pytest.raises(NotFound):
            at.provider.images(visitor.session_id)


def test_after_an_unreadable_picture_another_can_be_sent() -> None:
    with world() as at:
        visitor = at.start()
        page = visitor.send("document", UNREADABLE)
        assert "could not read the lines" in page.text
        assert "You can try 2 more times." in page.text
        page = visitor.send("document", b"no picture at all")
        assert "not a picture that we can use" in page.text
        assert heading(visitor.send("document", passport(ANNA))) == SELFIE_STEP
        assert at.provider.outcome(visitor.session_id).reasons == ()


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(ANNA, expiry_date=date(2026, 11, 21)), Reason.DOCUMENT_EXPIRED),
        (ACCENTED, Reason.NAME_MISMATCH),
        (replace(ANNA, birth_date=date(1990, 8, 13)), Reason.BIRTH_DATE_MISMATCH),
    ],
)
def test_a_document_that_speaks_against_the_person_calls_for_another(
    person: DocumentHolder, reason: Reason
) -> None:
    with world() as at:
        visitor = at.start()
        assert heading(visitor.send("document", draw_passport(person))) == DOCUMENT_STEP
        verification = at.provider.outcome(visitor.session_id)
        assert verification.status is VerificationStatus.RETRY
        assert reason in verification.reasons
        assert heading(visitor.send("document", passport(ANNA))) == SELFIE_STEP


def test_for_somebody_too_young_there_is_no_other_try() -> None:
    child = replace(ANNA, birth_date=date(2015, 8, 12))
    with world() as at:
        visitor = at.start(expected=Expected(child.surname, child.given_names))
        assert heading(visitor.send("document", draw_passport(child))) == REJECTED
        assert at.provider.outcome(visitor.session_id).reasons == (Reason.UNDERAGE,)


def test_a_selfie_that_is_no_picture_can_be_sent_again_and_is_not_kept() -> None:
    with world(tries=2) as at:
        visitor = at.start()
        visitor.send("document", passport(ANNA))
        page = visitor.send("selfie", b"\xff\xd8 broken")
        assert heading(page) == SELFIE_STEP
        assert "You can try once more." in page.text
        assert heading(visitor.send("selfie", SELFIE)) == APPROVED
        assert at.provider.images(visitor.session_id).selfie == KEPT_SELFIE


def test_without_a_selfie_in_all_tries_the_document_is_forgotten() -> None:
    with world(tries=2) as at:
        visitor = at.start()
        visitor.send("document", passport(ANNA))
        for _ in range(2):
            page = visitor.send("selfie", b"no picture")
        assert heading(page) == REJECTED
        verification = at.provider.outcome(visitor.session_id)
        assert verification.reasons == ("image_unsupported",)
        assert verification.document is None
        assert at.api("GET", f"/api/sessions/{visitor.session_id}").json()["images"] == []


def test_a_session_expires_and_says_so() -> None:
    with world() as at:
        visitor = at.start()
        visitor.send("document", passport(ANNA))
        at.clock.now += 3600
        assert heading(visitor.look()) == EXPIRED
        assert heading(visitor.send("selfie", SELFIE)) == EXPIRED
        assert at.provider.read_webhook(*at.inbox.wait(1)).status is VerificationStatus.EXPIRED
        verification = at.provider.outcome(visitor.session_id)
        assert (verification.status, verification.document) == (VerificationStatus.EXPIRED, None)


def test_a_day_after_its_end_nothing_is_left_of_a_session() -> None:
    with world() as at:
        visitor = at.start()
        visitor.pass_all()
        at.inbox.wait(1)
        at.clock.now += 86_399
        other = at.start(reference="later")
        assert heading(visitor.look()) == APPROVED
        at.clock.now += 1
        eventually(lambda: visitor.look().status_code == 404)
        with pytest.raises(NotFound):
            at.provider.outcome(visitor.session_id)
        assert heading(other.look()) == DOCUMENT_STEP


def test_nothing_changes_once_a_session_has_ended() -> None:
    with world() as at:
        visitor = at.start()
        visitor.pass_all()
        for picture in (UNREADABLE, b""):
            assert heading(visitor.send("document", picture)) == APPROVED
        assert at.provider.images(visitor.session_id).document == passport(ANNA)


def test_steps_can_not_be_skipped() -> None:
    with world() as at:
        visitor = at.start()
        assert heading(visitor.send("selfie", SELFIE)) == DOCUMENT_STEP
        assert visitor.send("payment", SELFIE).status_code == 404
        assert at.provider.outcome(visitor.session_id).status is VerificationStatus.PENDING


def test_sessions_and_call_backs_survive_a_restart(tmp_path: Path) -> None:
    database, clock = str(tmp_path / "verify.sqlite"), Clock()
    with world(inbox=Inbox([500]), clock=clock, database=database) as at:
        open_session, done = at.start(), at.start(reference="done")
        open_session.send("document", passport(ANNA))
        done.pass_all()
        at.inbox.wait(1)
    with world(clock=clock, database=database) as at:
        clock.now += 3
        event = at.provider.read_webhook(*at.inbox.wait(1))
        assert (event.session_id, event.reference) == (done.session_id, "done")
        assert at.provider.images(done.session_id).selfie == KEPT_SELFIE
        moved = at.settings.public_url + httpx.URL(open_session.url).path
        assert heading(httpx.get(moved)) == SELFIE_STEP


def test_logs_and_the_database_hold_no_more_than_they_must(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "verify.sqlite"
    caplog.set_level(logging.DEBUG)
    with world(database=str(database)) as at:
        visitor = at.start()
        visitor.send("document", UNREADABLE)
        visitor.pass_all()
        at.inbox.wait(1)
        token = visitor.url.rsplit("/", 1)[1]
        assert token.encode() not in database.read_bytes()
        assert passport(ANNA)[-4000:-2000] in database.read_bytes()
        at.provider.images(visitor.session_id)
        assert passport(ANNA)[-4000:-2000] not in database.read_bytes()
        assert KEPT_SELFIE[-4000:-2000] not in database.read_bytes()
        assert b"Eriksson" in database.read_bytes()
        at.clock.now += 86_400
        eventually(lambda: b"Eriksson" not in database.read_bytes())
    own = [record.getMessage() for record in caplog.records if record.name == "idos.verify"]
    assert any(visitor.session_id in message for message in own)
    for record in caplog.records:
        if not record.name.startswith("http"):  # the person's browser
            assert token not in record.getMessage()
            assert "riksson" not in record.getMessage()


def test_a_picture_in_memory_touches_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def roll_over(_: object) -> None:
        raise AssertionError("a picture was written to a temporary file")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", roll_over)
    large = io.BytesIO()
    Image.effect_noise((2400, 1700), 90).save(large, "PNG")
    assert len(large.getvalue()) > 2_000_000
    with world() as at:
        assert heading(at.start().send("document", large.getvalue())) == DOCUMENT_STEP


def test_a_company_without_the_right_key_learns_nothing() -> None:
    with world() as at:
        visitor = at.start()
        for key in ("-", "wrong", API_KEY + "x", "ü"):
            answer = at.api("GET", f"/api/sessions/{visitor.session_id}", key)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        unnamed = httpx.get(f"{at.settings.public_url}/api/sessions/{visitor.session_id}")
        assert unnamed.status_code == 401


def test_the_adapter_reports_a_wrong_key() -> None:
    with world() as at:
        stranger = SandboxProvider(at.settings.public_url, api_key="x" * 40, webhook_keys=(bytes(32),))
        with closing(stranger), pytest.raises(Denied) as caught:
            stranger.outcome(at.start().session_id)
    assert caught.value.code == "provider_refused"
