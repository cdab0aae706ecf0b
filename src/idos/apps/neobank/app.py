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


from idos.apps.bodies import read_body
from idos.apps.neobank.api import BankApi
from idos.apps.neobank.bank import Neobank
from idos.apps.neobank.records import (
    ApplicantNames,
    PermissionRequest,
    ProfileRequest,
    Retry,
    SignedPermission,
)
from idos.apps.neobank.settings import NeobankSettings
from idos.apps.neobank.worker import Worker
from idos.apps.sealed_store import SealedStore
from idos.apps.session_api import BOUNDS, SessionApi, refusing, reply
from idos.apps.visits import Visits
from idos.background import background
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
    store = SealedStore(settings.database, keys.encryption_key)
    visits = Visits(
        store,
        origin=settings.public_url,
        name=settings.name,
        clock=clock,
        visit_seconds=settings.visit_seconds,
        challenge_seconds=settings.challenge_seconds,
    )
    api = BankApi(settings, bank, provider, store, visits)
    worker = Worker(settings, bank, provider, store, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with background(log, {"the worker": worker.run}):
            yield
        client.close()
        store.close()

    session_api = SessionApi(visits)
    return Starlette(
        routes=[
            *session_api.wallet_routes(),
            session_api.get("/api/visit", api.visit),
            session_api.post("/api/names", ApplicantNames, api.take_names),
            session_api.post("/api/profile", ProfileRequest, api.take_in),
            session_api.post("/api/permission", PermissionRequest, api.permission),
            session_api.post("/api/verification", SignedPermission, api.verification),
            session_api.post("/api/retry", Retry, api.retry),
            session_api.get("/api/application", api.application),
            session_api.get("/api/copy", api.copy),
            _webhook(api),
        ],
        lifespan=lifespan,
    )


def _webhook(api: BankApi) -> BaseRoute:
    """Where the verification provider calls back. What it sends is signed, so it needs no visit."""

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, BOUNDS.size)
        await run_in_threadpool(api.take_webhook, request.headers, body)
        return reply(None)

    return Route("/api/webhook", refusing(endpoint), methods=["POST"])
