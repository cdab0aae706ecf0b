"""Charlie's exchange, a consumer: opens accounts for people whose bank has identified them already.

It is a sample of what any consumer can write on the SDK. ``exchange`` is what it does at the network; the
rest is its web site: ``api`` what a visitor asks for, ``app`` the ASGI application (extra ``idos[apps]``).
Guide: ``docs/apps.md``.
"""

from __future__ import annotations

from idos.apps.charlie.exchange import Charlie, Customer
from idos.apps.charlie.settings import CharlieSettings

__all__ = ["Charlie", "CharlieSettings", "Customer"]
