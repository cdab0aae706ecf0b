"""The town: every page and every company of the demo on one port, each on a host name of its own."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx
from starlette.applications import Starlette
from starlette.routing import Host, Mount
from starlette.types import Receive, Scope, Send

from idos.apps.charlie import CharlieSettings
from idos.apps.charlie.app import build_charlie_app
from idos.apps.demo.companies import KEY_PASSWORD, Companies
from idos.apps.demo.own_node import CHAIN_ID, NODE_HOST, OwnNode
from idos.apps.demo.specimens import build_start_app
from idos.apps.neobank import NeobankSettings
from idos.apps.neobank.app import build_neobank_app
from idos.apps.verify import Company, VerifySettings, build_verify_app
from idos.errors import Unavailable
from idos.pages.app import build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.pages.sites import SITES
from idos.sdk.inspection import TrustedIssuer
from idos.verification.exchange import connection
from idos.verification.sandbox import SandboxProvider

PORT: Final = 4400
"""Where the town is, unless somebody else is there."""

HOSTS: Final[Mapping[str, str]] = {
    name: "localhost" if name == "start" else f"{name}.localhost" for name in SITES
}

_HERE: Final = "127.0.0.1"
HOSTS_LINE: Final = " ".join([_HERE, *sorted({*HOSTS.values(), NODE_HOST} - {"localhost"})])
"""What ``/etc/hosts`` needs where a browser leaves names below ``localhost`` to a system that has none."""

_WEBHOOK: Final = "/api/webhook"
_SESSIONS: Final = "/api/sessions"
LOCK_SECONDS: Final = 120
"""How long Charlie asks people not to revoke: long enough to see that it holds, and short enough to wait."""

_RETRY_SECONDS: Final = (1, 2, 5, 10, 60)


def site_of_town(port: int | None = None) -> socket.socket:
    """A socket for the town: at this port, else at ``PORT``, else at any free one.

    Raises ``Unavailable`` (``address``) when the port that was asked for cannot be had.
    """
    if port is not None:
        return bind(port=port)
    try:
        return bind(port=PORT)
    except Unavailable:
        return bind()


def origins_at(listening: socket.socket) -> dict[str, str]:
    """The origin of every site of the town there."""
    port = listening.getsockname()[1]
    return {name: f"http://{host}:{port}" for name, host in HOSTS.items()}


@dataclass(frozen=True, slots=True)
class Town:
    """The town while it is open. ``origins``: where each of its sites is."""

    origins: Mapping[str, str]
    port: int

    def check(self) -> None:
        """Ask every site for its first page. Raises ``Unavailable`` (``page``) when one does not answer."""
        for name, origin in self.origins.items():
            host = {"Host": origin.removeprefix("http://")}
            answer = httpx.get(f"http://{_HERE}:{self.port}/", headers=host, trust_env=False)
            if not answer.is_success or "<title>" not in answer.text:
                raise Unavailable(f"the {name} page does not answer at {origin}", code="page")


@contextmanager
def open_town(
    node: OwnNode, companies: Companies, listening: socket.socket, *, lock_seconds: int = LOCK_SECONDS
) -> Iterator[Town]:
    """Open the town. Its databases are in memory, and go with it. ``lock_seconds``: what Charlie asks for."""
    origins, port = origins_at(listening), listening.getsockname()[1]
    settings = PagesSettings(
        hosts=HOSTS, port=port, node_url=node.page_url, directory=companies.directory(origins)
    )
    api_key, webhook_keys = secrets.token_urlsafe(32), (secrets.token_bytes(32),)
    here = f"http://{_HERE}:{port}"
    bank = Company(
        name="Neobank",
        api_key=api_key,
        webhook_url=f"{here}{_WEBHOOK}",
        webhook_keys=webhook_keys,
        return_origins=(origins["neobank"],),
    )
    verify = build_verify_app(
        VerifySettings(public_url=origins["verify"], companies=(bank,), retry_seconds=_RETRY_SECONDS)
    )
    with connection(here) as http:
        provider = SandboxProvider(here, api_key=api_key, webhook_keys=webhook_keys, http=http)
        neobank = build_neobank_app(_neobank_settings(node, companies, origins), provider)
        applications = {
            "neobank": neobank,
            "charlie": build_charlie_app(_charlie_settings(node, companies, origins, lock_seconds)),
            "verify": verify,
            "start": build_start_app(companies.charlie_file),
        }
        with serving(_with_servers(build_app(settings, applications), neobank, verify), listening):
            yield Town(origins, port)


def _neobank_settings(node: OwnNode, companies: Companies, origins: Mapping[str, str]) -> NeobankSettings:
    return NeobankSettings(
        public_url=origins["neobank"],
        node_url=node.url,
        chain_id=CHAIN_ID,
        key_file=companies.neobank_file,
        key_password=KEY_PASSWORD,
        retry_seconds=_RETRY_SECONDS,
    )


def _charlie_settings(
    node: OwnNode, companies: Companies, origins: Mapping[str, str], lock_seconds: int
) -> CharlieSettings:
    card = companies.neobank.card
    return CharlieSettings(
        public_url=origins["charlie"],
        node_url=node.url,
        chain_id=CHAIN_ID,
        key_file=companies.charlie_file,
        key_password=KEY_PASSWORD,
        issuers=(TrustedIssuer((card.issuer_key,), (card.identifier,)),),
        lock_seconds=lock_seconds,
    )


def _with_servers(pages: Starlette, neobank: Starlette, verify: Starlette) -> Starlette:
    """The pages, and by address what the bank and the verification service say to each other.

    Only browsers know the names below ``localhost``; servers reach each other by address.
    """

    async def between_servers(scope: Scope, receive: Receive, send: Send) -> None:
        of_bank, of_verify = scope["path"] == _WEBHOOK, scope["path"].startswith(_SESSIONS)
        application = neobank if of_bank else verify if of_verify else pages
        own = {name: value for name, value in scope.items() if name != "router"}
        await application(own, receive, send)

    return Starlette(
        routes=[Host(_HERE, between_servers), Mount("/", pages)], lifespan=pages.router.lifespan_context
    )
