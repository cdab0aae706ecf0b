"""The ASGI application of the exchange's web site: all below ``/api/``. The pages are ``web/charlie``."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from idos.extras import extra

with extra("apps", "idos.apps.charlie.app"):
    from starlette.applications import Starlette


from idos.apps.charlie.api import ExchangeApi, Granted
from idos.apps.charlie.exchange import Charlie
from idos.apps.charlie.settings import CharlieSettings
from idos.apps.sealed_store import SealedStore
from idos.apps.session_api import SessionApi
from idos.apps.visits import Visits
from idos.sdk import keystore
from idos.sdk.clients import Consumer
from idos.verification.provider import Clock


def build_charlie_app(settings: CharlieSettings, *, clock: Clock = time.time) -> Starlette:
    """The exchange. Its server must run ASGI's lifespan.

    Opens the key file: raises as `idos.sdk.keystore.load` does, and `Invalid` for a wallet's keys.
    """
    keys = keystore.load(settings.key_file, settings.key_password)
    client = Consumer(settings.node_url, keys.server, keys.encryption_key, chain_id=settings.chain_id)
    store = SealedStore(settings.database, keys.encryption_key)
    visits = Visits(
        store,
        origin=settings.public_url,
        name=settings.name,
        clock=clock,
        visit_seconds=settings.visit_seconds,
        challenge_seconds=settings.challenge_seconds,
    )
    api = ExchangeApi(settings, Charlie(client, settings.issuers), store, visits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        client.close()
        store.close()

    session_api = SessionApi(visits)
    return Starlette(
        routes=[
            *session_api.wallet_routes(),
            session_api.get("/api/request", api.request),
            session_api.post("/api/granted", Granted, api.take_grant),
            session_api.get("/api/account", api.account),
            session_api.post("/api/card", dict, api.claim_card),
        ],
        lifespan=lifespan,
    )
