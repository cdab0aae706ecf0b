"""Neobank, an issuer: takes people in, has their passports verified, and issues what they permit.

It is a sample of what any issuer can write on the SDK. ``bank`` is what it does at the network; the rest is
its web site: ``opening`` the course of an account's opening, ``api`` what a visitor asks for, ``worker``
what goes on by itself, ``app`` the ASGI application (extra ``idos[apps]``). Guide: ``docs/apps.md``.
"""

from __future__ import annotations

from idos.apps.neobank.bank import (
    COUNTRIES,
    Application,
    ApplicationRejected,
    Draft,
    Neobank,
    credential_of,
    identity_credential,
)
from idos.apps.neobank.settings import NeobankSettings

__all__ = [
    "COUNTRIES",
    "Application",
    "ApplicationRejected",
    "Draft",
    "Neobank",
    "NeobankSettings",
    "credential_of",
    "identity_credential",
]
