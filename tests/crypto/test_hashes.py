from __future__ import annotations

from collections.abc import Callable

import pytest

from idos.crypto import hashes
from tests.crypto.recorded import vectors


@pytest.mark.parametrize(
    ("function", "data", "digest"),
    [
        # FIPS 180-4, Ethereum's empty code hash, and the Bitcoin address of the secp256k1 generator.
        (hashes.sha256, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (hashes.sha512_half, b"abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"),
        (hashes.keccak256, b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (
            hashes.hash160,
            bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
            "751e76e8199196d454941c45d1b3a323f1433bd6",
        ),
    ],
)
def test_known_digests(function: Callable[[bytes], bytes], data: bytes, digest: str) -> None:
    assert function(data).hex() == digest


@pytest.mark.parametrize("case", vectors("sdk")["content_hash"])
def test_content_hash_is_that_of_the_official_sdk(case: dict[str, str]) -> None:
    assert hashes.content_hash(case["plaintext"].encode()) == case["sha256_hex"]
