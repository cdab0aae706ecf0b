"""A second format is built, inspected, named and shown through what the first one is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest
from rich.console import Console

from idos.apps.charlie.exchange import Charlie
from idos.apps.neobank import Neobank
from idos.apps.report import report_of
from idos.errors import Invalid
from idos.sdk import credentials
from idos.sdk.attestation import read_notes
from idos.sdk.credentials import Check, Claims, CredentialFormat, Verification, claims_of, format_of, verify
from idos.sdk.inspection import Inspection
from idos.sdk.w3c import CredentialFields, FaceIdSubject, IssuerKey, Subject
from idos.testing import network
from tests.sdk.w3c.samples import KEY, NOW, OTHER_KEY, bound, fields, subject

MARK: Final = b"toy:"


class Toy:
    """A name and a signature over it."""

    name = "toy"

    def build(
        self, fields: CredentialFields, subject: Subject | FaceIdSubject, key: IssuerKey, *, now: datetime
    ) -> dict[str, Any]:
        assert isinstance(subject, Subject)
        names = {"firstName": subject.first_name, "dateOfBirth": subject.date_of_birth.isoformat()}
        said = {"by": key.controller, "level": fields.level, "of": names, "at": now.isoformat()}
        return {**said, "signature": key.sign(json.dumps(said).encode()).hex()}

    def serialize(self, document: Mapping[str, Any]) -> bytes:
        return MARK + json.dumps(document).encode()

    def recognises(self, plaintext: bytes) -> bool:
        return plaintext.startswith(MARK)

    def verify(
        self,
        plaintext: bytes,
        issuers: Sequence[IssuerKey],
        *,
        now: datetime,
        attested_hash: str | None = None,
    ) -> Verification:
        document = json.loads(plaintext.removeprefix(MARK))
        said = {name: value for name, value in document.items() if name != "signature"}
        signature = bytes.fromhex(document["signature"])
        if any(key.verify(json.dumps(said).encode(), signature) for key in issuers):
            return Verification("verified", (Check("proof", ok=True, code="ok", message="Signed."),), said)
        return Verification("failed", (Check("proof", ok=False, code="unsigned", message="Not signed."),), {})

    def claims(self, document: Mapping[str, Any]) -> Claims:
        return Claims(document["by"], document["level"], document["of"])


TOY: Final[CredentialFormat] = Toy()


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "FORMATS", (*credentials.FORMATS, TOY))


def shown(report: Inspection) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(report_of(report))
    return captured.get()


@pytest.mark.parametrize("form", [*credentials.FORMATS, TOY], ids=lambda form: form.name)
def test_what_a_format_builds_is_recognised_checked_and_read_through_it(
    second: None, form: CredentialFormat
) -> None:
    built = form.build(fields(), subject(), KEY, now=NOW)
    plaintext = form.serialize(built)
    assert format_of(plaintext) is form
    found = verify(plaintext, [KEY], now=NOW)
    assert (found.status, found.format) == ("verified", form.name)
    claims = claims_of(found.format, found.credential)
    assert claims == form.claims(built)
    assert claims is not None
    assert (claims.issuer, claims.level) == (KEY.controller, fields().level)
    assert claims.subject["firstName"] == subject().first_name
    assert "@context" not in claims.subject
    untrusted = verify(plaintext, [OTHER_KEY], now=NOW)
    assert (untrusted.status, untrusted.format) == ("failed", form.name)
    assert claims_of(untrusted.format, untrusted.credential) is None


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"\xff",
        b"toy:",
        b"eyJhbGciOiJFZERTQSJ9.e30.c2ln~",
        b"[]",
        b"{}",
        b'{"@context": "https://www.w3.org/2018/credentials/v1"}',
        b'{"@context": ["https://www.w3.org/ns/credentials/v2"]}',
        b'{"@context": [["https://www.w3.org/2018/credentials/v1"]]}',
        b"[" * 100_000,
    ],
    ids=repr,
)
def test_an_unknown_format_is_an_answer_and_no_error(plaintext: bytes) -> None:
    assert format_of(plaintext) is None
    found = verify(plaintext, [KEY], now=NOW)
    assert (found.status, found.format, found.credential) == ("failed", None, {})
    assert claims_of(found.format, found.credential) is None
    with pytest.raises(Invalid):
        found.raise_for_status()


def test_a_format_is_told_by_what_a_credential_says_of_itself_and_not_by_its_worth() -> None:
    changed = json.dumps(bound() | {"level": 7}).encode()
    assert format_of(changed) is credentials.DEFAULT_FORMAT
    assert verify(changed, [KEY], now=NOW).status == "failed"


def test_an_issuer_and_a_consumer_use_a_second_format(second: None) -> None:
    with network() as net:
        bank = Neobank(net.issuer, net.issuer_key, net.credential_key, form=TOY)
        charlie = Charlie(net.consumer, [bank.as_trusted])
        alice = net.join()
        built = bank.form.build(fields(), subject(), net.credential_key, now=datetime.now(UTC))
        draft = bank.draft(built)
        assert read_notes(draft.public_notes)["level"] == fields().level
        issued = net.issue(alice, draft.plaintext, notes=draft.public_notes)
        copy = alice.share(issued.original_id, net.consumer.grantee, content_hash=issued.content_hash)
        customer = charlie.identify(copy.copy_id, owner=alice.profile().id)
        assert customer.given_names == subject().first_name
        assert customer.report.format == TOY.name
        assert "format" not in shown(customer.report)


def test_a_report_says_that_a_format_is_unknown() -> None:
    with network() as net:
        alice = net.join()
        notes = json.dumps({"id": str(uuid4()), "status": "approved"})
        issued = net.issue(alice, b"eyJhbGciOiJFZERTQSJ9.e30.c2ln~", notes=notes)
        copy = alice.share(issued.original_id, net.consumer.grantee, content_hash=issued.content_hash)
        report = net.consumer.inspect_credential(copy.copy_id, [net.trusted_issuer])
    assert (report.status, report.format, report.claims) == ("failed", None, None)
    assert "The format of this credential is unknown." in shown(report)
