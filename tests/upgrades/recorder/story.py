"""What happens in the recorded chain: all tables are written, and many rules allow and refuse something."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from idos.crypto import secp256k1
from idos.crypto.encoding import b64decode, b64encode
from idos.crypto.hashes import sha256
from idos.protocol.grants import AccessGrantOffer, access_grant_id
from idos.protocol.payloads import Args
from idos.protocol.refusals import Refusal
from idos.protocol.values import BOOL, INT8, TEXT, EncodedValue, numeric
from idos.protocol.values import UUID as UUID_TYPE
from idos.store.tables import MAX_DIGITS
from tests.actions import world
from tests.actions.world import bundle, edition, offering, sharing
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    EVE,
    FACESIGN_ALICE,
    NEAR_ALICE,
    NEOBANK,
    OWNER,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    encryption_key,
    issue,
    uid,
)
from tests.upgrades.recorder.blocks import START, Recording, arguments

FAR = 2_051_222_400
HOUR, DAY = 3_600, 86_400
LATER = 90_000

CLERK = Person("clerk of neobank", "EVM")
TEMP = Person("temp of acme", "FaceSign")
GONEBANK = Person("gonebank", "FaceSign")
UNIVERSITY = Person("university", "FaceSign")
BOB = Person("bob", "EVM")
SPARES = tuple(Person(f"spare {kind} of alice".lower(), kind) for kind in ("FaceSign", "Stellar", "XRPL"))
TEXTS = ("größer als ∅ — 身份 \U0001f511\U0001f9d1\u200d\U0001f680", "line\r\n\ttab \x01\x7f\u202e\uffff")


class CompressedKey(Person):
    """A bare secp256k1 key as sender."""

    signature_type = "secp256k1"

    @property
    def sender(self) -> bytes:
        return secp256k1.public_key(self.secret)

    def sign(self, message: bytes) -> bytes:
        return secp256k1.sign_recoverable(self.secret, sha256(message))


def texts(*args: str) -> Args:
    return tuple(EncodedValue.of(arg, TEXT) for arg in args)


def grant_id(grantee: Person, copy: str, locked_until: int = 0) -> UUID:
    return access_grant_id(grantee.caller, uid(copy), locked_until)


def found_inserters(net: Recording) -> None:
    net.run(OWNER, "add_inserter_as_owner", uid("inserter gonebank"), "gonebank")
    delegates = ((GONEBANK, "gonebank"), (CLERK, "neobank"), (TEMP, "acme"))
    calls = [
        arguments("add_delegate_as_owner", who.caller, uid(f"inserter {inserter}"))
        for who, inserter in delegates
    ]
    net.send(OWNER, "add_delegate_as_owner", *calls, description="Three delegates, “à la carte”")
    refusal = Refusal.ACTION_IS_OWNER_ONLY
    net.run(NEOBANK, "add_inserter_as_owner", uid("nobody"), "nobody", refusal=refusal)
    net.block(1_250)


def sign_up(net: Recording) -> None:
    people = ALICE, NEAR_ALICE, XRPL_ALICE, STELLAR_ALICE
    add, prove = "add_user_as_inserter", "upsert_wallet_as_inserter"
    net.send(NEOBANK, add, *(arguments(add, who.id, encryption_key(who.name), "user") for who in people))
    net.send(NEOBANK, prove, *(arguments(prove, who.wallet_id, who.id, *who.proof()) for who in people[:3]))
    net.run(CLERK, prove, STELLAR_ALICE.wallet_id, STELLAR_ALICE.id, *STELLAR_ALICE.proof())
    net.run(ACME, add, FACESIGN_ALICE.id, encryption_key("facesign"), "mpc")
    net.run(GONEBANK, add, BOB.id, encryption_key("bob"), "user")
    net.run(EVE, add, EVE.id, encryption_key("eve"), "user", refusal=Refusal.UNAUTHORIZED_INSERTER)
    net.block(2_500)

    net.run(TEMP, prove, FACESIGN_ALICE.wallet_id, FACESIGN_ALICE.id, *FACESIGN_ALICE.proof(TEXTS[0]))
    net.run(GONEBANK, prove, BOB.wallet_id, BOB.id, *BOB.proof())
    net.run(CLERK, prove, ALICE.wallet_id, ALICE.id, *ALICE.proof("I am still Alice"))
    update = "update_user_pub_key_as_inserter"
    net.run(NEOBANK, update, NEAR_ALICE.id, encryption_key("near"), "mpc")
    refusal = Refusal.USER_NOT_INSERTED_BY_CALLER
    net.run(ACME, update, ALICE.id, encryption_key("acme"), "user", refusal=refusal)
    net.block(60_000)


def issue_credentials(net: Recording) -> None:
    upsert = "upsert_credential_as_inserter"
    owned = (
        (ALICE, "passport"),
        (ALICE, "residence"),
        (NEAR_ALICE, "diploma"),
        (XRPL_ALICE, "card"),
        (STELLAR_ALICE, "badge"),
    )
    calls = [arguments(upsert, uid(label), who.id, *bundle(NEOBANK, label)) for who, label in owned]
    net.send(NEOBANK, upsert, *calls)
    for_nobody = arguments(upsert, uid("lost"), EVE.id, *bundle(NEOBANK, "lost"))
    kept = arguments(upsert, uid("kept"), ALICE.id, *bundle(NEOBANK, "kept"))
    net.send(NEOBANK, upsert, kept, for_nobody, refusal=Refusal.USER_NOT_FOUND)
    net.run(ALICE, "add_credential", uid("degree"), *bundle(UNIVERSITY, "degree", "no JSON, no id"))
    net.run(NEAR_ALICE, "add_credential", uid("thesis"), *bundle(UNIVERSITY, "thesis"))
    stolen = bundle(NEOBANK, "passport")
    net.run(BOB, "add_credential", uid("stolen"), *stolen, refusal=Refusal.CREDENTIAL_REPLANTED)
    net.block(61_001)


def add_wallets(net: Recording) -> None:
    facesign, stellar, xrpl = SPARES
    net.run(ALICE, "add_wallet", facesign.wallet_id, *facesign.proof())
    address, public_key, _, *proof = stellar.proof()
    net.run(ALICE, "add_wallet", stellar.wallet_id, address, public_key, *proof)
    *wallet, _ = xrpl.proof()
    net.run(ALICE, "add_wallet", xrpl.wallet_id, *wallet, "00" * 64, refusal=Refusal.INVALID_WALLET)
    net.run(ALICE, "remove_wallet", ALICE.wallet_id, refusal=Refusal.WALLET_IN_USE)
    net.run(facesign, "add_attribute", uid("city"), "city", TEXTS[0])
    net.block(300_000)

    net.run(ALICE, "remove_wallet", facesign.wallet_id)
    net.run(ALICE, "share_attribute", uid("city copy"), uid("city"), "city", "")
    net.run(ALICE, "edit_attribute", uid("city copy"), "city", "x", refusal=Refusal.ATTRIBUTE_SHARED)
    net.run(NEOBANK, "add_attribute_as_inserter", uid("level"), XRPL_ALICE.id, "level", "2")
    net.run(facesign, "add_attribute", uid("gone"), "k", "v", refusal=Refusal.NO_PROFILE)
    net.block(301_000)


def share(net: Recording) -> None:
    charlie, acme, eve = CHARLIE.caller, ACME.caller, EVE.caller
    for owner, original, copy, grantee, locked_until in (
        (ALICE, "passport", "passport for charlie", charlie, 0),
        (ALICE, "passport", "passport for acme", acme, FAR),
        (ALICE, "residence", "residence for eve", eve, START + 10 * DAY),
        (XRPL_ALICE, "card", "card for charlie", charlie, FAR),
        (XRPL_ALICE, "card", "card for acme", acme, FAR),
        (XRPL_ALICE, "card", "card for eve", eve, 0),
        (STELLAR_ALICE, "badge", "badge for charlie", charlie, START + HOUR),
    ):
        net.run(owner, "share_credential", *sharing(original, copy, grantee, locked_until))
    too_long = sharing("diploma", "diploma for ever", charlie, START + 31 * 365 * DAY)
    net.run(NEAR_ALICE, "share_credential", *too_long, refusal=Refusal.GRANT_LOCK_TOO_LONG)
    net.block(900_000)

    waits = sharing("degree", "degree for charlie", charlie)
    net.run(ALICE, "create_credential_copy", *waits[:6], *waits[7:9])
    for owner, holder, copy in ((ALICE, CHARLIE, "degree for charlie"), (XRPL_ALICE, EVE, "card for acme")):
        net.run(holder, "create_ag_by_dag_for_copy", *offering(owner, holder.caller, copy))
    again = offering(XRPL_ALICE, eve, "card for acme")
    net.run(CHARLIE, "create_ag_by_dag_for_copy", *again, refusal=Refusal.GRANT_EXISTS)
    net.run(NEOBANK, "share_credential_through_dag", *through_dag())
    net.block(901_000)


def through_dag() -> tuple[Any, ...]:
    """An inserter's copy of Alice's residence, with the grant on it that she offered to Charlie."""
    copy = "residence for charlie"
    _, _, *signatures, content, _, encryptor, issuer, _, _ = sharing("residence", copy, CHARLIE.caller)
    offer = AccessGrantOffer(ALICE.caller, CHARLIE.caller, uid(copy), START + HOUR, None)
    signed = offer.owner, offer.grantee, offer.locked_until, ALICE.sign_text(offer.text())
    what = uid(copy), ALICE.id, issuer, encryptor, content, world.HASH, *signatures
    return *what, uid("residence"), *signed


def take_back(net: Recording) -> None:
    net.run(STELLAR_ALICE, "remove_credential", uid("badge"))
    locked = grant_id(CHARLIE, "card for charlie", FAR)
    net.run(XRPL_ALICE, "revoke_access_grant", locked, refusal=Refusal.GRANT_LOCKED)
    net.run(ALICE, "revoke_access_grant", grant_id(CHARLIE, "passport for charlie"))
    net.run(EVE, "rescind_shared_credential", uid("residence for eve"))
    refusal = Refusal.CREDENTIAL_NOT_SHARED_WITH_CALLER
    net.run(EVE, "rescind_shared_credential", uid("residence for eve"), refusal=refusal)
    net.block(1_000_000)


def use_write_grants(net: Recording) -> None:
    use = "create_credentials_by_dwg"
    usual: dict[str, Any] = {"timelock": START + DAY, "before": START, "after": START + DAY}
    licence = world.write_grant(ALICE, CHARLIE.caller, "licence", **usual | {"timelock": FAR})
    ticket = world.write_grant(FACESIGN_ALICE, EVE.caller, "ticket", issuer=ACME, named=ACME, **usual)
    late = world.write_grant(NEAR_ALICE, EVE.caller, "late", **usual | {"after": START + 1})
    net.run(CHARLIE, use, *licence.values())
    net.run(ACME, use, *ticket.values())
    net.run(CHARLIE, use, *licence.values(), refusal=Refusal.WRITE_GRANT_CONSUMED)
    net.run(NEOBANK, use, *late.values(), refusal=Refusal.WRITE_GRANT_NOT_USABLE_NOW)
    net.block(1_200_999)


def erase(net: Recording) -> None:
    """What was the badge's copy goes in a block of its own; the ticket's, the card's are to go later."""
    net.block((HOUR + 1) * 1000 + 40)
    net.run(FACESIGN_ALICE, "remove_credential", uid("ticket"))
    net.run(XRPL_ALICE, "erase_profile")
    net.run(XRPL_ALICE, "erase_profile", refusal=Refusal.NO_PROFILE)
    back = XRPL_ALICE.id, encryption_key("new"), "user"
    net.run(NEOBANK, "add_user_as_inserter", *back, refusal=Refusal.USER_ERASED)
    net.block(3_700_000)


def edit(net: Recording) -> None:
    """At the start of this block the ticket's copy is erased."""
    net.run(NEOBANK, "edit_public_notes_as_issuer", "vc passport", '{"id":"vc passport","level":"plus"}')
    net.run(ALICE, "add_credential", uid("diary"), *bundle(UNIVERSITY, "diary"))
    net.run(ALICE, "edit_credential", uid("diary"), *edition(UNIVERSITY, "diary, second edition"))
    degree = edition(UNIVERSITY, "degree again")
    net.run(ALICE, "edit_credential", uid("degree"), *degree)
    again = bundle(NEOBANK, "diploma anew")
    net.run(NEOBANK, "upsert_credential_as_inserter", uid("diploma"), NEAR_ALICE.id, *again)
    passport = edition(UNIVERSITY, "passport")
    refusal = Refusal.INVALID_CREDENTIAL_SIGNATURE
    net.run(ALICE, "edit_credential", uid("passport"), *passport, refusal=refusal)
    net.block(LATER * 1000)


def staged(issuer: Person, label: str, issued: str, key: str) -> Args:
    """The call that stages a credential, issued as ``issued``, for another key."""
    present = sha256(b64decode(issue(issuer, issued).content, 1_000)).hex()
    content = b64encode(sha256(f"{label} for {key}".encode()) * 3)
    keys = encryption_key(key), encryption_key(f"encryptor for {key}")
    return arguments("stage_reencryption", uid(label), present, *keys, content)


def change_keys(net: Recording) -> None:
    """One person changes her key; one is about to; one has thought better of it."""
    stage, change = "stage_reencryption", "change_encryption_key"
    diploma = staged(NEOBANK, "diploma", "diploma anew", "near 2")
    net.send(NEAR_ALICE, stage, diploma)
    keys = encryption_key("near"), encryption_key("near 2"), "user"
    net.run(NEAR_ALICE, change, *keys, refusal=Refusal.REENCRYPTION_INCOMPLETE)
    outdated = staged(NEOBANK, "diploma", "diploma", "near 2")
    net.send(NEAR_ALICE, stage, outdated, refusal=Refusal.REENCRYPTION_OUTDATED)
    net.send(NEAR_ALICE, stage, staged(UNIVERSITY, "thesis", "thesis", "near 2"))
    net.block((LATER + 1) * 1000)

    for who, label in ((FACESIGN_ALICE, "poem"), (STELLAR_ALICE, "song")):
        net.run(who, "add_credential", uid(label), *bundle(who, label))
        net.send(who, stage, staged(who, label, label, f"{label} 2"))
    net.run(FACESIGN_ALICE, change, encryption_key("facesign"), encryption_key("poem 2"), "mpc")
    net.send(STELLAR_ALICE, "discard_reencryptions")
    net.block((LATER + 60) * 1000)


def retire(net: Recording) -> None:
    net.run(OWNER, "delete_delegate_as_owner", TEMP.caller)
    net.run(OWNER, "delete_delegate_as_owner", TEMP.caller, refusal=Refusal.DELEGATE_NOT_FOUND)
    net.run(OWNER, "delete_inserter_as_owner", uid("inserter gonebank"))
    to_nobody = CHARLIE.caller, uid("inserter gonebank")
    net.run(OWNER, "add_delegate_as_owner", *to_nobody, refusal=Refusal.INSERTER_NOT_FOUND)
    net.run(OWNER, "add_inserter_as_owner", uid("2"), "gonebank", refusal=Refusal.ALREADY_EXISTS)
    eve = EVE.id, encryption_key("eve"), "user"
    net.run(GONEBANK, "add_user_as_inserter", *eve, refusal=Refusal.UNAUTHORIZED_INSERTER)
    net.block((LATER + 120) * 1000 + 7)


def misuse(net: Recording) -> None:
    add = "add_attribute"
    key = EncodedValue.of(uid("misused"), UUID_TYPE)
    net.send(ALICE, "no_such_action", texts("x"), refusal=Refusal.UNKNOWN_ACTION)
    net.send(ALICE, "get_inserter", texts(), refusal=Refusal.ACTION_IS_PRIVATE)
    net.send(ALICE, "get_wallets", refusal=Refusal.ACTION_IS_A_VIEW)
    net.send(ALICE, add, (key, *texts("k")), refusal=f'action "{add}" expected 3 arguments, but got 2')
    null = EncodedValue.of(None, TEXT)
    wrong = f'action "{add}": parameter "value" '
    net.send(ALICE, add, (key, *texts("k"), null), refusal=wrong + "must not be null")
    for value in (EncodedValue.of(True, BOOL), EncodedValue.of(-(2**63), INT8)):
        net.send(ALICE, add, (key, *texts("k"), value), refusal=wrong + "expected type text")
    net.send(ALICE, add, (key, *texts("k" * 4_097, "v")), refusal=Refusal.TOO_LARGE)
    once = arguments(add, uid("twice"), "k", "v")
    net.send(ALICE, add, once, once, refusal=Refusal.ALREADY_EXISTS)
    net.block((LATER + 240) * 1000)


def use_other_names(net: Recording) -> None:
    """Keys written in other forms, names in other cases, nonces out of turn."""
    bare = partial(Person, wallet_type="FaceSign")
    colour, size = (arguments("add_attribute", uid(text), text, TEXTS[0]) for text in ("colour", "size"))
    net.send(STELLAR_ALICE, "Add_Attribute", colour, namespace="")
    net.send(bare(STELLAR_ALICE.name), "add_attribute", size, namespace="MAIN", fee=10**30)
    net.send(CHARLIE, "add_attribute", colour, nonce=1_000_000, refusal="invalid nonce for account")
    net.send(CompressedKey("carol", "EVM"), "add_attribute", size, refusal=Refusal.NO_PROFILE)
    net.run(ALICE, "action_costing_gas")
    paid = (EncodedValue.of(Decimal("9" * MAX_DIGITS), numeric(MAX_DIGITS, 0)),)
    net.send(ALICE, "action_costing_idos_token", paid, refusal=Refusal.NO_BALANCE)
    net.block((LATER + 300) * 1000)

    net.run(ALICE, "add_attribute", uid("colour of alice"), "colour", "blue")
    net.run(ALICE, "edit_attribute", uid("colour of alice"), "colour", "green")
    net.run(STELLAR_ALICE, "remove_attribute", uid("size"))
    net.run(BOB, "share_attribute", uid("x"), uid("city"), "", "", refusal=Refusal.ATTRIBUTE_NOT_OWNED)
    net.block((LATER + 300) * 1000 + 1)


def end(net: Recording) -> None:
    net.run(ALICE, "share_credential", *sharing("diary", "diary for eve", EVE.caller, content_hash=None))
    net.run(BOB, "add_attribute", uid("bob's"), "said", TEXTS[1])
    net.block((LATER + 540) * 1000 + 999)


STORY = (
    *(found_inserters, sign_up, issue_credentials, add_wallets, share, take_back, use_write_grants, erase),
    *(edit, change_keys, retire, misuse, use_other_names, end),
)
