"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long a machine takes is no property of the code: speed is measured by `make bench`.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
