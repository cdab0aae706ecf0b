"""A process killed while it writes: what it said was committed is there, and nothing by halves."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from idos.store.records import Block, CredentialContent
from idos.store.sqlite import SqliteStore

pytestmark = pytest.mark.slow

# Writes blocks for ever: block n puts ten ciphertexts and deletes those of block n - 2. Says n when done.
WRITER = """
import sys
from pathlib import Path
from uuid import UUID
from idos.store.records import Block, CredentialContent
from idos.store.sqlite import SqliteStore

store = SqliteStore(Path(sys.argv[1]))
with store.read() as tx:
    height = tx.count(Block)
while True:
    with store.write() as batch:
        batch.put(Block(height, 0, b"", b"", batch.state_hash(), b""))
        for n in range(10):
            with batch.nested():
                batch.put(CredentialContent(UUID(int=height * 10 + n), "x" * 2000))
            if height >= 2:
                batch.delete(CredentialContent, UUID(int=(height - 2) * 10 + n))
    print(height, flush=True)
    height += 1
"""


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    random = Random(3)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout
            first = int(writer.stdout.readline())
            time.sleep(random.random() / 10)
            writer.kill()
            acknowledged = [first, *map(int, writer.stdout.read().splitlines())]
        store = SqliteStore(tmp_path)
        store.verify()
        with store.read() as tx:
            height = tx.count(Block) - 1
            # The block at hand may have been committed without its writer having had the time to say so.
            assert height in {acknowledged[-1], acknowledged[-1] + 1}
            numbers = [record.id.int for record in tx.find(CredentialContent)]
        assert numbers == list(range(max(0, (height - 1) * 10), (height + 1) * 10))
        store.close()
