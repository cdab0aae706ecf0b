"""Our credentials before the packages that the official SDK verifies with, run in Node.

``npm ci --prefix tests/interop/w3c`` installs them.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from idos.sdk.w3c import FaceIdSubject, Subject, build_credential
from tests.sdk.w3c.samples import (
    CONTEXT_DOCUMENTS,
    KEY,
    NOW,
    OTHER_KEY,
    address,
    face_subject,
    fields,
    subject,
)

HERE = Path(__file__).parent


def judge(*credentials: dict[str, Any]) -> list[dict[str, Any]]:
    """For each credential: does the official stack accept it, does eddsa-jcs-2022, and the errors."""
    assert (HERE / "node_modules").is_dir(), "run: npm ci --prefix tests/interop/w3c"
    node = shutil.which("node")
    assert node, "Node is needed"
    question = {
        "contexts": CONTEXT_DOCUMENTS,
        "key": KEY.document(),
        "now": NOW.isoformat(),
        "credentials": credentials,
    }
    command = [node, str(HERE / "check.mjs")]
    done = subprocess.run(command, input=json.dumps(question).encode(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    verdicts: list[dict[str, Any]] = json.loads(done.stdout)
    return verdicts


def test_both_forms_are_accepted_by_the_official_stack_and_the_binding_proof_by_its_standard() -> None:
    people: list[Subject | FaceIdSubject] = [subject(), subject(residential_address=None), face_subject()]
    bound = judge(*(build_credential(fields(), person, KEY, now=NOW) for person in people))
    assert bound == [{"official": True, "integrity": True, "error": ""}] * 3
    single = judge(*(build_credential(fields(), person, KEY, now=NOW, bound=False) for person in people))
    assert [verdict["official"] for verdict in single] == [True] * 3
    assert [verdict["integrity"] for verdict in single] == [False] * 3


def test_any_text_we_accept_is_signed_as_the_official_stack_signs_it() -> None:
    choice = random.Random(7)  # a fixed seed: the same people every time

    def text() -> str:
        return "".join(choice.choices("aZ0 \"\\\n\r'<>{}@é\u00a0\u2028ﬁ漢𠮷😀ｱ", k=choice.randrange(12)))

    people = [
        subject(
            first_name=text() or "x",
            middle_name=text(),
            family_name=text(),
            place_of_birth=text(),
            id_document_number=text(),
            selfie_file=choice.randbytes(choice.randrange(30)),
            residential_address=address(street=text(), city=text(), proof_category=text()),
        )
        for _ in range(40)
    ]
    verdicts = judge(*(build_credential(fields(level=text()), person, KEY, now=NOW) for person in people))
    assert verdicts == [{"official": True, "integrity": True, "error": ""}] * len(people)


@pytest.mark.parametrize(
    ("first", "second", "official"),
    [
        ("firstName", "familyName", True),
        ("dateOfBirth", "idDocumentDateOfExpiry", True),
        ("email", "nationality", False),
    ],
)
def test_the_binding_proof_refuses_exchanged_values(first: str, second: str, official: bool) -> None:
    credential = build_credential(fields(), subject(), KEY, now=NOW)
    held = credential["credentialSubject"]
    held[first], held[second] = held[second], held[first]
    [verdict] = judge(credential)
    assert (verdict["official"], verdict["integrity"]) == (official, False)


def test_the_official_stack_refuses_another_key_and_an_expired_credential() -> None:
    foreign = build_credential(fields(), subject(), OTHER_KEY, now=NOW)
    expired = build_credential(fields(expiration_date=NOW.replace(year=2024)), subject(), KEY, now=NOW)
    assert [verdict["official"] for verdict in judge(foreign, expired)] == [False, False]
