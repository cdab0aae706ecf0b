"""The sandbox verification provider: a service of its own, with a page for people and an API for companies.

It reads and checks a document's machine-readable zone as `idos.verification.assess` does; a selfie is taken
along and not compared. Needs the extra ``idos[apps]``. See ``docs/verification.md`` §6 and §7.
"""

from __future__ import annotations

from idos.extras import extra

with extra("apps", "idos.apps.verify"):
    from idos.apps.verify.app import build_verify_app
    from idos.apps.verify.settings import Company, VerifySettings


__all__ = ["Company", "VerifySettings", "build_verify_app"]
