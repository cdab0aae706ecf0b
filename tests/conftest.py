"""What holds for all tests."""

from __future__ import annotations

import signal

from hypothesis import settings

# Who starts the tests may ignore these, as shells do for jobs in the background: our programs would too.
signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(_number, signal.SIG_DFL)

# How many examples a property is tried with is said here only; ``--hypothesis-profile`` chooses. How long a
# machine takes is no property of the code: speed is measured by `make bench`.
settings.register_profile("quick", max_examples=8, deadline=None)
settings.register_profile("usual", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile("usual")
