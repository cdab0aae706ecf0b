"""Where there is no POSIX, the SDK works, and so does a network in memory."""

from __future__ import annotations

import subprocess
import sys

# What Python lacks on Windows, of what this package uses anywhere.
AS_ON_WINDOWS = """
import os, signal, sys

for name in ("fcntl", "uvloop", "pwd", "grp", "termios", "resource", "pty"):
    sys.modules[name] = None
for name in ("pread", "pwrite", "O_CLOEXEC", "O_DIRECTORY", "fork", "geteuid", "getuid", "chown", "killpg"):
    delattr(os, name)
for name in ("SIGHUP", "pause", "SIGUSR1", "pthread_sigmask"):
    delattr(signal, name)
# Others look at the platform too, and would want what only Windows has: they are imported before it changes.
import asyncio, subprocess, threading, multiprocessing, socket, ssl, tempfile, webbrowser, zoneinfo
import httpx, starlette.applications, structlog, typer.main, typer.rich_utils
import uvicorn.protocols.http.httptools_impl
import jinja2, PIL.Image, numpy, rich.console, rich.progress, anyio._backends._asyncio
asyncio.ProactorEventLoop = asyncio.SelectorEventLoop
sys.platform = "win32"
"""

A_NETWORK = """
from idos.sdk.w3c import serialize
from idos.testing import network

with network() as net:
    alice = net.join("EVM")
    issued = net.issue(alice, serialize(net.credential()))
    shared = alice.share(issued.original_id, net.consumer.grantee, content_hash=issued.content_hash)
    print(net.consumer.verified_credential(shared.copy_id, [net.trusted_issuer]).status)
"""


def test_a_network_in_memory_runs_without_posix() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_ON_WINDOWS + A_NETWORK], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("verified", 0), done.stderr


def test_everything_but_the_demo_can_be_imported_without_posix() -> None:
    modules = "idos, idos.node, idos.cli, idos.apps, idos.sdk.clients, idos.verification, idos.pages"
    done = subprocess.run(
        [sys.executable, "-c", f"{AS_ON_WINDOWS}import {modules}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
