from __future__ import annotations

from typing import Any

import pytest

from idos.crypto import box, kdf
from idos.errors import Invalid
from tests.crypto.recorded import vectors

CASES = vectors("sdk")["kdf"]
USER_ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11"


@pytest.mark.parametrize("case", CASES)
def test_keys_are_those_of_the_official_sdk(case: dict[str, Any]) -> None:
    secret = kdf.derive_secret_key(case["password"], case["user_id_salt"])
    assert secret.hex() == case["secret_key_hex"]
    assert box.public_key(secret).hex() == case["public_key_hex"]


@pytest.mark.parametrize("case", CASES)
def test_the_first_version_is_still_derived(case: dict[str, Any]) -> None:
    secret = kdf.derive_secret_key(case["password"], case["user_id_salt"], legacy=True)
    assert secret.hex() == case["version0_secret_key_hex"]


@pytest.mark.parametrize("case", [case for case in vectors("sdk")["kdf_errors"] if "salt" in case])
def test_salts_are_refused_as_the_official_sdk_refuses_them(case: dict[str, str]) -> None:
    if case["result"] == "accepted":
        assert len(kdf.derive_secret_key("password", case["salt"], legacy=True)) == 32
    else:
        with pytest.raises(Invalid):
            kdf.derive_secret_key("password", case["salt"], legacy=True)


@pytest.mark.parametrize(
    "salt",
    ["", USER_ID + "\n", " " + USER_ID, USER_ID.replace("f", "\uff46"), USER_ID.replace("9", "\u0669")],
)
def test_a_salt_is_exactly_a_uuid(salt: str) -> None:
    with pytest.raises(Invalid):
        kdf.derive_secret_key("password", salt, legacy=True)


@pytest.mark.parametrize("password", ["\ud800", "x" * (kdf.MAX_PASSWORD_CHARS + 1)])
def test_a_password_that_cannot_be_one_is_refused_without_being_repeated(password: str) -> None:
    with pytest.raises(Invalid) as caught:
        kdf.derive_secret_key(password, USER_ID, legacy=True)
    assert password[:4] not in caught.value.message
