"""Call-backs to companies: signed anew for every attempt, tried again with growing pauses.

Each company has a queue and a connection of its own, and each attempt one deadline for all of it, so that a
company that is slow, or answers what nobody can read, delays nobody else and stops nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Final

import httpx
from starlette.concurrency import run_in_threadpool

from idos.apps.verify.archive import Archive, Delivery
from idos.apps.verify.settings import Company, VerifySettings
from idos.background import Work
from idos.sdk.http import async_client
from idos.verification.provider import Clock
from idos.verification.sandbox import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

PAUSE: Final = 0.2
"""Seconds between looks at what is due."""
DEADLINE: Final = 10.0
"""Seconds for one attempt, from looking up the address to the end of the answer's head."""

_AT_ONCE: Final = 8

log = logging.getLogger("idos.verify")


class Deliveries:
    """The queues of call-backs."""

    def __init__(self, settings: VerifySettings, archive: Archive, clock: Clock) -> None:
        self._settings = settings
        self._archive = archive
        self._clock = clock

    def work(self) -> Mapping[str, Work]:
        """What is to be done in the background."""
        queues = {
            f"call-backs to {company.name}": partial(self._serve, company)
            for company in self._settings.companies
        }
        return {**queues, "call-backs to nobody": self._drop_orphans}

    async def _serve(self, company: Company) -> None:
        """Send what is due to one company, until cancelled."""
        async with _client(company) as http:
            while True:
                now = int(self._clock())
                due = await run_in_threadpool(self._archive.due, company.name, now, _AT_ONCE)
                async with asyncio.TaskGroup() as group:
                    for delivery in due:
                        group.create_task(self._send(http, company, delivery))
                if not due:
                    await asyncio.sleep(PAUSE)

    async def _drop_orphans(self) -> None:
        """Forget call-backs to former customers, until cancelled."""
        customers = {company.name for company in self._settings.companies}
        while True:
            for name in await run_in_threadpool(self._archive.addressees) - customers:
                await run_in_threadpool(self._archive.drop_all, name)
            await asyncio.sleep(PAUSE)

    async def _send(self, http: httpx.AsyncClient, company: Company, delivery: Delivery) -> None:
        now = int(self._clock())
        taken, answer = await _post(http, company, delivery.body, now)
        if taken:
            await run_in_threadpool(self._archive.drop, delivery)
        elif delivery.attempts < len(self._settings.retry_seconds):
            log.warning("call-back to %s failed (%s)", company.name, answer)
            due = now + self._settings.retry_seconds[delivery.attempts]
            await run_in_threadpool(self._archive.postpone, delivery, due)
        else:
            log.error("call-back to %s given up (%s)", company.name, answer)
            await run_in_threadpool(self._archive.drop, delivery)


def _client(company: Company) -> httpx.AsyncClient:
    """A connection that keeps nothing of what the company answers."""
    http = async_client(httpx.URL(company.webhook_url), DEADLINE)
    http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    http.event_hooks = {"response": [_stay]}
    return http


async def _stay(reply: httpx.Response) -> None:
    """Go nowhere: without this, the library would read the address even where it does not follow it."""
    reply.headers.pop("Location", None)


async def _post(http: httpx.AsyncClient, company: Company, body: bytes, now: int) -> tuple[bool, str]:
    """Whether the company took it, and what it answered; its body does not matter. Raises nothing."""
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: str(now),
        SIGNATURE_HEADER: sign(company.webhook_keys, now, body),
    }
    try:
        async with (
            asyncio.timeout(DEADLINE),
            http.stream("POST", company.webhook_url, content=body, headers=headers) as reply,
        ):
            return reply.is_success, f"HTTP status {reply.status_code}"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is this attempt's failure alone
        return False, type(error).__name__
