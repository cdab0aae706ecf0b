"""The page that a person sees: rendered here, whole without a script, and better with one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from idos.apps.verify.bodies import read_picture
from idos.apps.verify.case import CaptureStep, Case
from idos.apps.verify.formats import FORMATS, foreign_format
from idos.apps.verify.service import Service
from idos.apps.verify.words import REASONS, WORDS
from idos.errors import Denied, Invalid
from idos.verification.provider import MAX_IMAGE_BYTES, Language, VerificationStatus

READERS: Final = 2
"""How many pictures are read at once; the others wait."""

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

Handler = Callable[[Request, Case], Awaitable[Response]]


def page_routes(service: Service) -> list[BaseRoute]:
    """The routes of the page."""
    readers = CapacityLimiter(READERS)

    def with_session(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def found(request: Request) -> Response:
            case = await run_in_threadpool(service.session, request.path_params["token"])
            return await handle(request, case) if case else _notice(request, "unknown", HTTPStatus.NOT_FOUND)

        return found

    async def show(request: Request, case: Case) -> Response:
        if case.status.final:
            return _ending(request, case)
        if service.now < case.busy:
            return _notice(request, "busy", language=_language(request, case), renews=True)
        name = request.query_params.get("file")
        fault = WORDS[_language(request, case)]["foreign"].format(format=name) if name in FORMATS else None
        return _capture(request, case, service, fault=fault)

    async def upload(step: CaptureStep, request: Request, case: Case) -> Response:
        if not _from_own_page(request, service.settings.public_url):
            return _notice(request, "forbidden", HTTPStatus.FORBIDDEN, language=_language(request, case))
        if case.status.final:
            return _ending(request, case)
        try:
            picture = await read_picture(request)
        except Invalid as error:
            fault = WORDS[_language(request, case)][error.code]
            return _capture(request, case, service, HTTPStatus.BAD_REQUEST, fault=fault)
        if name := foreign_format(picture):  # the page says so at once, and it counts as no attempt
            return RedirectResponse(_address(request, case, file=name), HTTPStatus.SEE_OTHER)
        with suppress(Denied):  # the page will say how things stand
            await to_thread.run_sync(service.submit, case, step, picture, limiter=readers)
        return RedirectResponse(_address(request, case), HTTPStatus.SEE_OTHER)

    async def home(request: Request) -> Response:
        return _notice(request, "home")

    return [
        Route("/", home),
        Route("/s/{token}", with_session(show)),
        *(
            Route(f"/s/{{token}}/{step}", with_session(partial(upload, step)), methods=["POST"])
            for step in CaptureStep
        ),
    ]


async def not_found(request: Request, _: Exception) -> Response:
    """The answer to an address that nothing has."""
    return _notice(request, "unknown", HTTPStatus.NOT_FOUND)


def _capture(
    request: Request,
    case: Case,
    service: Service,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    fault: str | None = None,
) -> Response:
    language = _language(request, case)
    return _page(
        "capture.html",
        language,
        request,
        status,
        case=case,
        action=_address(request, case, step=case.step),
        fault=fault,
        reasons=[REASONS[language][code] for code in case.reasons],
        tries_left=service.settings.tries - case.used,
        minutes=max(1, (case.ends - service.now) // 60),
        max_bytes=MAX_IMAGE_BYTES,
        number=list(CaptureStep).index(case.step) + 1,
    )


def _ending(request: Request, case: Case) -> Response:
    language = _language(request, case)
    reasons = (
        [REASONS[language][code] for code in case.reasons]
        if case.status is VerificationStatus.REJECTED
        else []
    )
    number = 3 if case.status is VerificationStatus.APPROVED else 0
    return _page("ending.html", language, request, case=case, reasons=reasons, number=number)


def _notice(
    request: Request,
    name: str,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    language: Language | None = None,
    renews: bool = False,
) -> Response:
    words = language or _language(request)
    return _page("notice.html", words, request, status, name=name, renews=renews, number=0)


def _page(
    template: str, language: Language, request: Request, status: HTTPStatus = HTTPStatus.OK, **values: object
) -> Response:
    token = request.path_params.get("token")
    page = _TEMPLATES.get_template(template).render(
        t=WORDS[language],
        language=language,
        others=[(other, words["language"]) for other, words in WORDS.items() if other != language],
        here=f"/s/{token}" if token else "/",
        day=_day,
        **values,
    )
    return HTMLResponse(page, status, headers={"Content-Language": language})


def _language(request: Request, case: Case | None = None) -> Language:
    """The one asked for in the address, else the session's, else the browser's."""
    wanted = request.query_params.get("lang", "")
    spoken = request.headers.get("Accept-Language", "")[:2]
    choices = (wanted, case.language if case else spoken)
    return next((language for choice in choices for language in WORDS if language == choice), "en")


def _address(
    request: Request, case: Case, *, step: CaptureStep | None = None, file: str | None = None
) -> str:
    """The session's page, or where its form goes, in the language that is being shown.

    ``file`` is the format of a file that was no picture to read, of which the page then speaks.
    """
    path = f"/s/{request.path_params['token']}" + (f"/{step}" if step else "")
    language = _language(request, case)
    query = {"file": file} if file else {}
    if language != case.language:
        query["lang"] = language
    return f"{path}?{urlencode(query)}" if query else path


def _from_own_page(request: Request, origin: str) -> bool:
    """Whether a form was sent by our own page; the headers are those that browsers set and pages cannot."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and request.headers.get("Origin", origin) == origin


def _day(value: date, language: Language) -> str:
    return f"{value.day}.{value.month}.{value.year}" if language == "de" else f"{value:%d %b %Y}"
