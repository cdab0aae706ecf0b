"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How many examples a property is tried with is said here only; ``--hypothesis-profile`` chooses. How long a
# machine takes is no property of the code: speed is measured by `make bench`.
settings.register_profile("quick", max_examples=8, deadline=None)
settings.register_profile("usual", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile("usual")
