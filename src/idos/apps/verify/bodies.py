"""Pictures in request bodies, read within bounds and in memory: those of people touch no temporary file."""

from __future__ import annotations

from typing import Final

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from idos.apps.bodies import bounded
from idos.errors import Invalid
from idos.verification.provider import MAX_IMAGE_BYTES

_FORM_OVERHEAD: Final = 16 * 1024


class _InMemory(MultiPartParser):
    spool_max_size = MAX_IMAGE_BYTES + _FORM_OVERHEAD


async def read_picture(request: Request) -> bytes:
    """The file in the form field ``picture``. Raises `Invalid`: ``too_large``, ``missing``."""
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise _missing()
    stream = bounded(request, MAX_IMAGE_BYTES + _FORM_OVERHEAD)
    try:
        form = await _InMemory(request.headers, stream, max_files=1, max_fields=1).parse()
    except (MultiPartException, FormParserError):
        raise _missing() from None
    try:
        file = form.get("picture")
        picture = await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await form.close()
    if not picture:
        raise _missing()
    return picture


def _missing() -> Invalid:
    return Invalid("The form holds no picture.", code="missing")
