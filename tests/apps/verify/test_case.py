"""The rules of a session by themselves, in whatever order pictures and time come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.apps.verify import service as service_module
from idos.apps.verify.archive import Archive
from idos.apps.verify.case import BUSY_SECONDS, CaptureStep, Case, claim, expired, with_document, with_selfie
from idos.apps.verify.service import Service
from idos.apps.verify.settings import VerifySettings
from idos.errors import Denied, Invalid
from idos.verification import Format, MachineReadableZone, Outcome, Reason
from idos.verification.provider import VerificationStatus

NOW, TRIES = 1_800_000_000, 3
UNREADABLE = Invalid("unreadable", code="mrz_not_found")
ZONE = MachineReadableZone(
    format=Format.TD3,
    document_type="P",
    issuing_state="UTO",
    surname="ERIKSSON",
    given_names="ANNA MARIA",
    number="L898902C3",
    nationality="UTO",
    birth_date=date(1990, 8, 12),
    sex="F",
    expiry_date=date(2032, 4, 15),
)
CASE = Case(
    id="session",
    company="Neobank",
    reference="case-1",
    surname="Eriksson",
    given_names="Anna Maria",
    birth_date=None,
    return_url="https://neobank.example/",
    language="en",
    ends=NOW + 3600,
)


def code(case: Case, step: CaptureStep = CaptureStep.DOCUMENT, now: int = NOW) -> str:
    with pytest.raises(Denied) as caught:
        claim(case, step, now=now)
    return caught.value.code


def test_one_picture_is_read_at_a_time() -> None:
    claimed = claim(CASE, CaptureStep.DOCUMENT, now=NOW)
    assert code(claimed) == "busy"
    assert claim(claimed, CaptureStep.DOCUMENT, now=NOW + BUSY_SECONDS).used == 2


def test_no_picture_is_read_out_of_turn_or_after_the_end() -> None:
    assert code(CASE, CaptureStep.SELFIE) == "wrong_step"
    assert code(CASE, now=CASE.ends) == "ended"
    assert code(expired(CASE)) == "ended"


looks = st.one_of(
    st.just(UNREADABLE),
    st.lists(st.sampled_from(list(Reason)), unique=True, max_size=2).map(
        lambda reasons: Outcome(ZONE, tuple(reasons))
    ),
)


@given(st.lists(st.tuples(st.sampled_from(list(CaptureStep)), looks), max_size=12))
def test_only_a_good_document_and_then_a_selfie_lead_to_approval(
    pictures: list[tuple[CaptureStep, object]],
) -> None:
    case, good, read = CASE, [], 0
    for step, found in pictures:
        try:
            claimed = claim(case, step, now=NOW)
        except Denied:
            continue
        read += 1
        if step is CaptureStep.DOCUMENT:
            assert isinstance(found, Outcome | Invalid)
            case = with_document(claimed, found, tries=TRIES)
        else:
            case = with_selfie(claimed, found if isinstance(found, Invalid) else None, tries=TRIES)
        if not case.reasons:
            good.append(step)
        assert case.busy == 0
        assert (case.status in {VerificationStatus.RETRY, VerificationStatus.REJECTED}) == bool(case.reasons)
        assert not (case.status is VerificationStatus.REJECTED and case.document)
    assert read <= 2 * TRIES
    assert (case.status is VerificationStatus.APPROVED) == (
        good == [CaptureStep.DOCUMENT, CaptureStep.SELFIE]
    )
    if case.status is VerificationStatus.APPROVED:
        assert case.document


@contextmanager
def service(clock: Callable[[], float] = lambda: NOW) -> Iterator[tuple[Service, Archive]]:
    archive = Archive(":memory:", capacity=10)
    with closing(archive):
        archive.add(CASE, "token")
        yield (
            Service(VerifySettings(public_url="https://verify.example", companies=()), archive, clock),
            archive,
        )


def test_of_two_pictures_sent_at_once_one_counts() -> None:
    with service() as (running, _):
        running.submit(CASE, CaptureStep.DOCUMENT, b"no picture")
        running.submit(CASE, CaptureStep.DOCUMENT, b"no picture")  # by a page that saw the same state
        after = running.session("token")
        assert after
        assert (after.used, after.status) == (1, VerificationStatus.RETRY)


def test_a_session_that_expires_while_its_picture_is_read_stays_expired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter([NOW])
    with service(lambda: next(times, CASE.ends)) as (running, archive):

        def slow(*_: object, **__: object) -> Outcome:
            running.pass_time()
            return Outcome(ZONE, ())

        monkeypatch.setattr(service_module, "assess", slow)
        running.submit(CASE, CaptureStep.DOCUMENT, b"picture")
        found = archive.find(CASE.id)
        assert found
        assert (found.status, found.document) == (VerificationStatus.EXPIRED, None)


@pytest.mark.parametrize(
    ("now", "status"), [(CASE.ends - 1, VerificationStatus.PENDING), (CASE.ends, VerificationStatus.EXPIRED)]
)
def test_a_session_is_over_from_the_second_it_ends(now: int, status: VerificationStatus) -> None:
    with service(lambda: now) as (running, _):
        seen = running.session("token")
        assert seen
        assert seen.status is status
