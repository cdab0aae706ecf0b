"""The ASGI application of the bank's web site: everything below ``/api/``. The pages are ``web/neobank``."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from idos.extras import extra

with extra("apps", "idos.apps.neobank.app"):
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute, Route


from idos.apps.background import background
from idos.apps.doors import BOUNDS, Door, read_body, refusing, reply
from idos.apps.neobank.bank import Neobank
from idos.apps.neobank.desk import Desk
from idos.apps.neobank.records import Member, Names, PermissionRequest, Retry, SignedPermission
from idos.apps.neobank.settings import NeobankSettings
from idos.apps.neobank.worker import Worker
from idos.apps.safe import Safe
from idos.apps.visits import Visits
from idos.sdk import keystore
from idos.sdk.clients import Issuer
from idos.verification.provider import Clock, Provider

log = logging.getLogger("idos.neobank")


def build_neobank_app(
    settings: NeobankSettings, provider: Provider, *, clock: Clock = time.time
) -> Starlette:
    """The bank. Its server must run ASGI's lifespan, in which credentials are issued.

    Opens the key file: raises as `idos.sdk.keystore.load` does, and `Invalid` for keys of another kind.
    """
    keys = keystore.load(settings.key_file, settings.key_password)
    client = Issuer(settings.node_url, keys.server, keys.encryption_key, chain_id=settings.chain_id)
    bank = Neobank(client, keys.server, keys.issuer_key, settings.name)
    safe = Safe(settings.database, keys.encryption_key)
    visits = Visits(
        safe,
        origin=settings.public_url,
        name=settings.name,
        clock=clock,
        visit_seconds=settings.visit_seconds,
        challenge_seconds=settings.challenge_seconds,
    )
    desk = Desk(settings, bank, provider, safe, visits)
    worker = Worker(settings, bank, provider, safe, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with background(log, {"the worker": worker.run}):
            yield
        client.close()
        safe.close()

    door = Door(visits)
    return Starlette(
        routes=[
            *door.wallet_routes(),
            door.get("/api/visit", desk.visit),
            door.post("/api/names", Names, desk.take_names),
            door.post("/api/profile", Member, desk.take_in),
            door.post("/api/permission", PermissionRequest, desk.permission),
            door.post("/api/verification", SignedPermission, desk.verification),
            door.post("/api/retry", Retry, desk.retry),
            door.get("/api/application", desk.application),
            door.get("/api/copy", desk.copy),
            _webhook(desk),
        ],
        lifespan=lifespan,
    )


def _webhook(desk: Desk) -> BaseRoute:
    """Where the verification provider calls back. What it sends is signed, so it needs no visit."""

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, BOUNDS.size)
        await run_in_threadpool(desk.take_webhook, request.headers, body)
        return reply(None)

    return Route("/api/webhook", refusing(endpoint), methods=["POST"])
