"""Request bodies, read within bounds."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.requests import Request

from idos.errors import Invalid


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises `Invalid` (``too_large``) beyond ``limit`` bytes."""
    return b"".join([part async for part in bounded(request, limit)])


async def bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body as it arrives. Raises `Invalid` (``too_large``) beyond ``limit`` bytes."""
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Invalid("The body is too long.", code="too_large")
        yield part
