from __future__ import annotations

import io
import os

import pytest
from PIL import Image

from idos.apps.neobank.pictures import MAX_BYTES, fitted
from idos.errors import Invalid
from tests.apps.neobank.kit import PASSPORT


def photograph(side: int) -> bytes:
    """Noise, which no format makes small."""
    picture = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(picture, "JPEG", quality=95)
    return picture.getvalue()


def test_a_small_picture_stays_as_it_is() -> None:
    assert fitted(PASSPORT) == PASSPORT


def test_a_large_picture_becomes_small_enough_to_be_issued() -> None:
    large = photograph(3000)
    small = fitted(large)
    assert len(large) > MAX_BYTES
    assert len(small) <= MAX_BYTES, "even noise"
    with Image.open(io.BytesIO(small)) as image:
        assert (image.format, max(image.size)) == ("JPEG", 1600)


@pytest.mark.parametrize("broken", [b"x" * (MAX_BYTES + 1), photograph(1500)[: MAX_BYTES + 1]])
def test_what_is_no_picture_is_refused(broken: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        fitted(broken)
    assert caught.value.code == "image_broken"
