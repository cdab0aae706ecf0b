"""What takes bytes from strangers: a table of targets, each with inputs that are good, to start from.

A target is run with any bytes at all. It may refuse them with an error of ``idos.errors`` if it says so;
anything else that it raises, and any answer that breaks its promise, is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from idos.actions.rules import owners_of
from idos.consensus.chain import begin
from idos.crypto import box
from idos.crypto.ascii85 import decode as ascii85_decode
from idos.crypto.ascii85 import encode as ascii85_encode
from idos.crypto.authenticators import authenticator, identify
from idos.crypto.encoding import b58decode, b58encode, b64decode, b64encode, hexdecode
from idos.crypto.kdf import derive_secret_key
from idos.crypto.wallets import WALLET_TYPES, facesign, is_wallet_valid, verify_message, wallet_key
from idos.enclave.local import LocalEnclave
from idos.errors import IdosError, Invalid
from idos.http_server.clients import client_name
from idos.node import CONFIG_FILE, GENESIS_FILE, load_config, read_genesis
from idos.protocol import grants, payloads, reads, results
from idos.protocol.binary import read_decimal, write_decimal
from idos.protocol.credentials import verifiable_credential_id
from idos.protocol.jsonrpc import (
    client_tx_hash,
    parse_request,
    parse_response,
    server_tx_hash,
)
from idos.protocol.scalars import parse_uuid
from idos.protocol.times import format_time, parse_time
from idos.protocol.transaction import Transaction
from idos.protocol.values import TEXT, DataType, EncodedValue
from idos.rpc.methods.info import select
from idos.rpc.methods.table import MethodError, find_method
from idos.rpc.sessions.gateway import bearer_token, cookie_token
from idos.sdk.attestation import read_notes, with_status
from idos.sdk.faults import fault_error
from idos.sdk.keystore import read_card
from idos.sdk.transport import provider
from idos.sdk.w3c import IssuerKey, verify_credential
from idos.sdk.w3c.multibase import decode as multibase_decode
from idos.sdk.w3c.multibase import encode as multibase_encode
from idos.store.memory import MemoryStore
from idos.verification.image import decode_grey
from idos.verification.mrz import parse as parse_mrz
from tests.actions.world import genesis
from tests.fuzz import hostile, seeds
from tests.fuzz.oracle import check_error

FOUND = Path(__file__).parents[2] / "vectors" / "fuzz"
"""A folder for each target, in it each input that was once a fault."""

NOW = datetime(2027, 1, 1, tzinfo=UTC)
_SECRET_KEY = bytes(range(32))


@dataclass(frozen=True)
class Target:
    """``run`` takes the bytes; ``refuses`` says whether it may raise an error of ours."""

    name: str
    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refuses: bool = True

    def __call__(self, data: bytes) -> None:
        """Run, and let only faults out."""
        try:
            self.run(data)
        except IdosError as error:
            if not self.refuses:
                raise
            check_error(error)


def as_text(data: bytes) -> str:
    """Any bytes as text; what is not UTF-8 becomes lone surrogates, which text from JSON can hold too."""
    return data.decode("utf-8", "surrogateescape")


def _one_encoding(decode: Callable[[bytes], Any], encode: Callable[[Any], bytes]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        assert encode(decode(data)) == data

    return run


def _one_text(read: Callable[[str], Any], write: Callable[[Any], str]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        text = as_text(data)
        assert write(read(text)) == text

    return run


def _of_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(as_text(data))


def _fields(data: bytes, count: int) -> list[bytes]:
    """The bytes in so many parts, which NULs separate in the seeds; the last holds what is left."""
    parts = data.split(b"\0\0", count - 1)
    return parts + [b""] * (count - len(parts))


def _request(data: bytes) -> None:
    """A request up to where its method would run."""
    request = parse_request(data)
    try:
        method = find_method(request.method)
    except MethodError:
        return
    if method.params:
        value = method.params.from_json(request.params)
        if hasattr(value, "to_json"):
            assert method.params.from_json(value.to_json()) == value


_RESULTS: tuple[Any, ...] = (
    results.ChainInfo,
    results.Health,
    results.Challenge,
    results.Price,
    results.AccountInfo,
    results.BroadcastResult,
    results.TransactionInfo,
    results.QueryResult,
    results.CallResult,
    reads.LoginParameters,
)


def _response(data: bytes) -> None:
    """What a node answers, read as every result that it could be."""
    response = parse_response(data)
    if response.fault is not None:
        check_error(fault_error(response.fault))
    for kind in _RESULTS:
        try:
            kind.from_json(response.result)
        except Invalid as error:
            check_error(error)


def _transaction(data: bytes) -> None:
    tx = Transaction.decode(data)
    assert tx.encode() == data
    assert Transaction.from_json(tx.to_json()) == tx
    assert tx.signed_text()


def _transaction_hash(data: bytes) -> None:
    text = as_text(data)
    assert client_tx_hash(server_tx_hash(text)) == text.lower()


def _statement(data: bytes) -> None:
    params = tuple((name, EncodedValue.of("main", TEXT)) for name in ("$namespace", "$name"))
    select(payloads.RawStatement(as_text(data), params), owners_of(genesis()))


def _signature(data: bytes) -> None:
    name, sender, message, signature = _fields(data, 4)
    kind = authenticator(as_text(name))
    kind.verify(sender, message, signature)
    identity = identify(kind.name, sender)
    assert identity.caller == kind.caller(sender)
    assert kind.key_type(sender) in {"ed25519", "secp256k1"}


def _wallet(data: bytes) -> None:
    kind, address, public_key, message, signature = (as_text(part) for part in _fields(data, 5))
    for wallet_type in (kind, *WALLET_TYPES):
        for key in (public_key, None):
            valid = is_wallet_valid(address, key, wallet_type, message, signature)
            assert not valid or verify_message(wallet_type, address, key, message, signature)
            wallet_key(wallet_type, address, key)


def _notes(data: bytes) -> None:
    text = data.decode(errors="replace")
    members = read_notes(text)
    if members:
        named = members.get("id")
        assert verifiable_credential_id(text) == (named if isinstance(named, str) else "")


def _edited_notes(data: bytes) -> None:
    text = as_text(data)
    assert read_notes(with_status(text, "revoked"))["status"] == "revoked"


def _credential(data: bytes) -> None:
    found = verify_credential(data, [seeds.CREDENTIAL_KEY], now=NOW)
    assert found.status != "verified" or found.credential["issuer"] == seeds.CREDENTIAL_KEY.controller
    assert found.status != "failed" or not found.credential


def _sealed(data: bytes) -> None:
    content, key = data[32:], data[:32]
    enclave = LocalEnclave(_SECRET_KEY)
    assert enclave.matching([box.Sealed(content, bytes(31) + b"\x09")], {"a": ["b"]}, {}) in ([True], [False])
    enclave.decrypt(box.Sealed(content, key))


def _plaintext(data: bytes) -> None:
    """What an issuer encrypted for somebody, before her filter."""
    sealed = box.seal(data, box.public_key(_SECRET_KEY))
    LocalEnclave(_SECRET_KEY).matching([sealed], {"a.b[0]": ["c"], "level": ["basic"]}, {"x": [True, 1]})


def _password(data: bytes) -> None:
    password, user_id = _fields(data, 2)
    assert len(derive_secret_key(as_text(password), as_text(user_id), legacy=True)) == 32


def _zone(data: bytes) -> None:
    parse_mrz(as_text(data).split("\n"), today=date(2026, 11, 22))


def _issuer_key(data: bytes) -> None:
    names = ("id", "controller", "publicKeyMultibase", "privateKeyMultibase")
    document = dict(zip(names, map(as_text, _fields(data, 4)), strict=True))
    key = IssuerKey.parse({name: text for name, text in document.items() if text})
    assert key.verify(b"message", key.sign(b"message"))


_scratch = TemporaryDirectory()


def _file(name: str, data: bytes) -> Path:
    path = Path(_scratch.name, name)
    path.write_bytes(data)
    return path


def _config(data: bytes) -> None:
    config = load_config(_file(CONFIG_FILE, data).parent, environ={})
    assert config.session_seconds > 0


def _environment(data: bytes) -> None:
    name, text = _fields(data, 2)
    load_config(Path("/nowhere"), environ={f"IDOS_NODE_{as_text(name)}": as_text(text)})


def _genesis(data: bytes) -> None:
    document = read_genesis(_file(GENESIS_FILE, data).parent)
    with MemoryStore().write() as batch:
        assert begin(batch, document).time == document.time_ms


def _card(data: bytes) -> None:
    card = read_card(_file("alice.key", data))
    for read in (lambda: card.grantee, lambda: card.issuer_key):
        try:
            read()
        except IdosError as error:
            check_error(error)


def _binary(*kinds: Any) -> Iterable[Target]:
    for kind in kinds:
        yield Target(
            kind.__name__, _one_encoding(kind.decode, kind.encode), tuple(seeds.BINARY[kind.__name__])
        )


TARGETS = {
    target.name: target
    for target in (
        *_binary(
            DataType,
            EncodedValue,
            payloads.ActionCall,
            payloads.ActionExecution,
            payloads.RawStatement,
            payloads.Transfer,
        ),
        Target("request", _request, seeds.REQUESTS),
        Target("response", _response, seeds.RESPONSES),
        Target("transaction", _transaction, seeds.TRANSACTIONS),
        Target("statement", _statement, seeds.STATEMENTS),
        Target("signature", _signature, seeds.SIGNATURES),
        Target("wallet", _wallet, seeds.WALLETS, refuses=False),
        Target("mnemonic", _of_text(facesign.seed_from_mnemonic), seeds.MNEMONICS),
        Target("base64", _one_text(lambda text: b64decode(text, 1000), b64encode), (b"", b"AA==", b"_-8=")),
        Target(
            "base58", _one_text(lambda text: b58decode(text, 64), b58encode), (b"", b"11", b"2NEpo7TZRRrL")
        ),
        Target("hex", _of_text(lambda text: hexdecode(text, 64, allow_0x=True)), (b"", b"0xAa", b"abc")),
        Target("ascii85", _one_text(ascii85_decode, ascii85_encode), (b"<~~>", b"<~87cURD]~>", b"<~z~>")),
        Target(
            "multibase", _one_text(lambda text: multibase_decode(text, 34), multibase_encode), seeds.MULTIBASE
        ),
        Target("uuid", _one_text(parse_uuid, str), (b"11111111-1111-4111-8111-111111111111",)),
        Target(
            "time", _one_text(parse_time, format_time), (b"2027-02-28T23:59:59Z", b"2027-02-29T00:00:00Z")
        ),
        Target("decimal", _one_text(read_decimal, write_decimal), (b"0", b"10", b"07")),
        Target("transaction-hash", _transaction_hash, (b"ab" * 48,)),
        Target("write-grant", _one_text(grants.WriteGrant.parse, grants.WriteGrant.text), seeds.WRITE_GRANTS),
        Target("offer", _one_text(grants.AccessGrantOffer.parse, grants.AccessGrantOffer.text), seeds.OFFERS),
        Target(
            "cookie",
            _of_text(cookie_token),
            (b"a=b; kgw_session=token", b"__Host-kgw_session="),
            refuses=False,
        ),
        Target("bearer", _of_text(bearer_token), (b"Bearer token", b"bearer", b"Basic a:b"), refuses=False),
        Target(
            "client-address",
            _of_text(client_name),
            (b"127.0.0.1", b"::ffff:1.2.3.4", b"fe80::1%eth0"),
            refuses=False,
        ),
        Target("hostile-node", hostile.run, hostile.SEEDS),
        Target(
            "node-url", _of_text(provider), (b"https://node.example/", b"http://[::1]:8484", b"http://a@b")
        ),
        Target("notes", _notes, seeds.NOTES, refuses=False),
        Target("edited-notes", _edited_notes, seeds.NOTES),
        Target("credential", _credential, seeds.CREDENTIALS, refuses=False),
        Target("issuer-key", _issuer_key, seeds.ISSUER_KEYS),
        Target("sealed", _sealed, seeds.SEALED),
        Target("plaintext", _plaintext, seeds.PLAINTEXTS, refuses=False),
        Target("password", _password, (b"secret\0\x0011111111-1111-4111-8111-111111111111", b"\xe2\x84\xab")),
        Target("machine-readable-zone", _zone, seeds.ZONES),
        Target("picture", decode_grey, seeds.PICTURES),
        Target("configuration", _config, seeds.CONFIGURATIONS),
        Target("environment", _environment, (b"PORT\0\x001", b"PRIVATE\0\0true", b"LOGIN_SECONDS\0\x001e3")),
        Target("genesis", _genesis, seeds.GENESES),
        Target("key-file", _card, seeds.KEY_FILES),
    )
}
"""By name."""
