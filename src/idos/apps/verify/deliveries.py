"""Call-backs to companies: signed anew for every attempt, tried again with growing pauses."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import Final

import httpx

from idos.apps.verify.archive import Archive, Delivery
from idos.apps.verify.service import Service
from idos.apps.verify.settings import VerifySettings
from idos.verification.provider import Clock
from idos.verification.sandbox import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

PAUSE: Final = 0.2
"""Seconds between looks at what is due."""

_TIMEOUT: Final = 10.0
_AT_ONCE: Final = 8

log = logging.getLogger("idos.verify")


class Deliveries:
    """The part of the service that acts by itself."""

    def __init__(self, settings: VerifySettings, service: Service, archive: Archive, clock: Clock) -> None:
        self._settings = settings
        self._service = service
        self._archive = archive
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled: end sessions whose time is over, and send what is due."""
        async with httpx.AsyncClient(timeout=_TIMEOUT) as http:
            while True:
                try:
                    await self._act(http)
                except sqlite3.Error as error:
                    log.error("storage failed (%s)", type(error).__name__)  # noqa: TRY400  # its text may tell
                await asyncio.sleep(PAUSE)

    async def _act(self, http: httpx.AsyncClient) -> None:
        self._service.pass_time()
        while due := self._archive.due(int(self._clock()), _AT_ONCE):
            await asyncio.gather(*(self._send(http, delivery) for delivery in due))

    async def _send(self, http: httpx.AsyncClient, delivery: Delivery) -> None:
        company = self._settings.company(delivery.company)
        if company is None:
            self._archive.drop(delivery)
            return
        now = int(self._clock())
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: str(now),
            SIGNATURE_HEADER: sign(company.webhook_keys, now, delivery.body),
        }
        try:
            async with http.stream(
                "POST", company.webhook_url, content=delivery.body, headers=headers
            ) as reply:  # whose body does not matter
                answer = f"HTTP status {reply.status_code}"
                taken = reply.is_success
        except httpx.HTTPError as error:
            answer, taken = type(error).__name__, False
        if taken:
            self._archive.drop(delivery)
        elif delivery.attempts < len(self._settings.retry_seconds):
            log.warning("call-back to %s failed (%s)", company.name, answer)
            self._archive.postpone(delivery, now + self._settings.retry_seconds[delivery.attempts])
        else:
            log.error("call-back to %s given up (%s)", company.name, answer)
            self._archive.drop(delivery)
