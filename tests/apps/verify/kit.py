"""The service on a real socket, a company that it calls back, and a person with a browser without scripts."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx
import uvicorn

from idos.apps.verify import Company, VerifySettings, build_verify_app
from idos.verification import Expected, draw_selfie
from idos.verification.provider import Applicant, Language
from idos.verification.sandbox import SandboxProvider
from tests.verification.pictures import ANNA, TODAY, passport

API_KEY = "neobank-api-key-" + 32 * "x"
WEBHOOK_KEY = b"neobank webhook key " + bytes(12)
PATIENCE = 60.0
RETURN_URL = "https://neobank.example/onboarding?step=3"
START = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp()


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Inbox:
    """What a company was posted. ``answers`` are the statuses that it gives, the last one for ever."""

    answers: list[int] = field(default_factory=lambda: [204])
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, count: int) -> tuple[dict[str, str], bytes]:
        """The ``count``-th message, waited for."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, timeout=20)
            return self.received[count - 1]

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self.arrived:
            self.received.append((headers, body))
            self.arrived.notify_all()
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class World:
    """Everything that a test needs."""

    settings: VerifySettings
    clock: Clock
    inbox: Inbox
    provider: SandboxProvider

    def start(self, **changes: Any) -> Visitor:
        session = self.provider.start(replace(anna(), **changes))
        return Visitor(session.id, session.url)

    def api(self, method: str, path: str, key: str = API_KEY, **arguments: Any) -> httpx.Response:
        headers = {b"Authorization": f"Bearer {key}".encode()}
        url = self.settings.public_url + path
        return httpx.request(method, url, headers=headers, timeout=PATIENCE, **arguments)


@dataclass
class Visitor:
    """A person at her page."""

    session_id: str
    url: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def look(self, query: str = "") -> httpx.Response:
        return httpx.get(self.url + query, timeout=PATIENCE)

    def send(self, step: str, picture: bytes, **headers: str) -> httpx.Response:
        """Send the form, as a browser does, and see what comes of it."""
        files = {"picture": ("IMG_1.jpg", picture, "image/jpeg")}
        sent = {"Origin": self.origin, **headers}
        url = f"{self.url}/{step}"
        return httpx.post(url, files=files, headers=sent, follow_redirects=True, timeout=PATIENCE)

    def pass_all(self) -> httpx.Response:
        self.send("document", passport(ANNA))
        return self.send("selfie", draw_selfie(ANNA))


def anna(language: Language = "en") -> Applicant:
    expected = Expected(ANNA.surname, ANNA.given_names, ANNA.birth_date)
    return Applicant("case-1", expected, RETURN_URL, language)


def heading(page: httpx.Response) -> str:
    match = re.search(r"<h1>(.*?)</h1>", page.text)
    assert match
    return match[1]


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds that the service does by itself."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def world(
    *,
    inbox: Inbox | None = None,
    clock: Clock | None = None,
    companies: Callable[[Company], tuple[Company, ...]] = lambda neobank: (neobank,),
    **changes: Any,
) -> Iterator[World]:
    """The service, running, with Neobank or the ``companies`` made of it, and these changes of settings."""
    inbox, clock = inbox or Inbox(), clock or Clock()
    with ExitStack() as stack:
        webhook_url = stack.enter_context(_receiving(inbox))
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        company = Company(
            name="Neobank",
            api_key=API_KEY,
            webhook_url=webhook_url,
            webhook_keys=(WEBHOOK_KEY,),
            return_origins=("https://neobank.example",),
        )
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = VerifySettings(public_url=url, companies=companies(company), **changes)
        stack.enter_context(_serving(settings, clock, listening))
        provider = SandboxProvider(url, api_key=API_KEY, webhook_keys=(WEBHOOK_KEY,), clock=clock)
        stack.callback(provider.close)
        yield World(settings, clock, inbox, provider)


@contextmanager
def _serving(settings: VerifySettings, clock: Clock, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        build_verify_app(settings, clock), log_config=None, access_log=False, lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@contextmanager
def _receiving(inbox: Inbox) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(inbox.take(dict(self.headers.items()), body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhooks/verify"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
