"""What the start page hands out: specimen passports and selfies, and Charlie's key file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from idos.apps.demo.cast import passport_of
from idos.verification import CheckDigit, DocumentHolder, draw_passport, draw_selfie

Draw = Callable[[DocumentHolder], bytes]

SPECIMENS: Final[dict[str, tuple[str, Draw]]] = {
    "alice-passport.png": ("Alice", draw_passport),
    "alice-forged-passport.png": ("Alice", partial(draw_passport, tamper=CheckDigit.BIRTH_DATE)),
    "alice-selfie.jpg": ("Alice", draw_selfie),
    "bob-passport.png": ("Bob", draw_passport),
    "bob-selfie.jpg": ("Bob", draw_selfie),
}
"""By the name of the file: whose it is, and how it is drawn."""

CHARLIE_KEY: Final = "charlie.key"


def build_start_app(charlie_file: Path) -> Starlette:
    """The application below the start page's ``/api/``: ``specimens/<name>`` and ``charlie.key``."""

    async def specimen(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in SPECIMENS:
            return Response(status_code=404)
        picture = await run_in_threadpool(specimen_picture, name)
        return Response(
            picture,
            media_type="image/png" if name.endswith(".png") else "image/jpeg",
            headers=_attached(name),
        )

    async def charlie_key(_: Request) -> Response:
        return FileResponse(charlie_file, media_type="application/json", headers=_attached(CHARLIE_KEY))

    return Starlette(
        routes=[Route("/api/specimens/{name}", specimen), Route(f"/api/{CHARLIE_KEY}", charlie_key)]
    )


@cache
def specimen_picture(name: str) -> bytes:
    """A specimen, drawn once."""
    holder, draw = SPECIMENS[name]
    return draw(passport_of(holder, today=datetime.now(UTC).date()))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
