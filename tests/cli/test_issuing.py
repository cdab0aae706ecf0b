"""Whom the command line encrypts to, when a node names somebody else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from idos import Unavailable
from idos.cli.issuer import _recipient
from idos.sdk.records import Profile


def test_another_profile_than_was_asked_for_is_not_encrypted_to() -> None:
    found = Profile(uuid4(), bytes(32), "user")
    assert _recipient(found, found.id, None) == bytes(32)
    with pytest.raises(Unavailable) as caught:
        _recipient(found, uuid4(), None)
    assert caught.value.code == "bad_response"
