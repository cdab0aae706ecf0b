"""The pages that run in a browser, each on an origin of its own, with the headers that protect it.

``sites`` names the pages, ``policy`` has their headers, ``app`` answers requests, and ``server`` listens. The
pages themselves are written in TypeScript in ``web/`` and built into ``dist/`` (``docs/enclave.md``).
"""
