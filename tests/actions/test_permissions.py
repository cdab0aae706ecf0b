"""Who may do what: every public action, tried by everyone, on data of one user.

Alice owns the data; Neobank, an inserter, created her profile. Bob is another user, Acme another inserter.
Charlie is a grantee; Rita was one until her grant was revoked. The owner is the network's, and has offered it
to Charlie; nobody is not signed in. Acts of several owners: ``test_approvals.py``.

``yes``: something is changed or read. ``-``: no error, but nothing is changed or read. All else is a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from idos.actions.dispatch import dispatch
from idos.actions.registry import actions, find_action
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import sha256
from idos.errors import IdosError
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.refusals import Refusal
from idos.protocol.times import format_time
from tests.actions.test_legacy import through_dag
from tests.actions.world import (
    DAY,
    HASH,
    START,
    World,
    bundle,
    edition,
    encoded,
    grant_id,
    offer_id,
    offering,
    sharing,
    write_grant,
)
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    MALLORY,
    NEOBANK,
    OWNER,
    STELLAR_ALICE,
    Person,
    encryption_key,
    uid,
)

BOB = STELLAR_ALICE
RITA = Person("rita", "EVM")
EVERYONE: dict[str, Person | None] = {
    "Alice": ALICE,
    "Bob": BOB,
    "Neobank": NEOBANK,
    "Acme": ACME,
    "Charlie": CHARLIE,
    "Rita": RITA,
    "owner": OWNER,
    "nobody": None,
}

REFUSALS = {
    "sign-in": Refusal.CALLER_UNKNOWN,
    "owner": Refusal.ACTION_IS_OWNER_ONLY,
    "ins": Refusal.UNAUTHORIZED_INSERTER,
    "profile": Refusal.NO_PROFILE,
    "foreign": Refusal.USER_NOT_INSERTED_BY_CALLER,
    "filled": Refusal.USER_HAS_CREDENTIALS,
    "held": Refusal.USER_HAS_WALLETS,
    "lacks": Refusal.REENCRYPTION_INCOMPLETE,
    "key": Refusal.ENCRYPTION_KEY_REPLACED,
    "taken": Refusal.CREDENTIAL_OF_OTHERS,
    "shared": Refusal.CREDENTIAL_SHARED,
    "unowned": Refusal.CREDENTIAL_NOT_OWNED,
    "orig": Refusal.ORIGINAL_NOT_OWNED,
    "attr": Refusal.ATTRIBUTE_NOT_OWNED,
    "grant": Refusal.GRANT_NOT_FOUND,
    "unheld": Refusal.CREDENTIAL_NOT_SHARED_WITH_CALLER,
    "unread": Refusal.CREDENTIAL_NOT_READABLE,
    "unknown": Refusal.CREDENTIAL_NOT_FOUND,
    "broke": Refusal.NO_BALANCE,
    "unnamed": Refusal.OWNERSHIP_NOT_OFFERED,
    "waits": Refusal.OWNERSHIP_OFFERED,
    "no-act": Refusal.ACT_NOT_FOUND,
    "none": Refusal.UPGRADE_NOT_FOUND,
}

PROFILE = (encryption_key("new"), "user")
PROOF = Person("new wallet", "EVM").proof()
COPY = sharing("passport", "new", RITA.caller)
OFFER = AccessGrantOffer(ALICE.caller, CHARLIE.caller, uid("new"), 0, None)
OFFERED = offer_id(1, 1, CHARLIE)
THROUGH_DAG = through_dag(id=uid("new"), dag_signature=ALICE.sign_text(OFFER.text()))
_CONTENT = bundle(NEOBANK, "passport")[2]
REENCRYPTED = (
    sha256(b64decode(_CONTENT, len(_CONTENT))).hex(),
    encryption_key("new"),
    encryption_key("ephemeral"),
    _CONTENT,
)
MESSAGE = (
    ALICE.caller,
    CHARLIE.caller,
    NEOBANK.caller,
    uid("new"),
    *map(format_time, (START, START, START + DAY)),
)


LABEL_WIDTH = 43
POLICY = """
                                           Alice   Bob     Neobank Acme    Charlie Rita    owner   nobody

The network's owner
  add_inserter_as_owner                    owner   owner   owner   owner   owner   owner   yes     sign-in
  delete_inserter_as_owner                 owner   owner   owner   owner   owner   owner   yes     sign-in
  add_delegate_as_owner                    owner   owner   owner   owner   owner   owner   yes     sign-in
  delete_delegate_as_owner                 owner   owner   owner   owner   owner   owner   yes     sign-in
  add_former_delegate_as_owner             owner   owner   owner   owner   owner   owner   yes     sign-in
  request_balance_withdrawal               owner   owner   owner   owner   owner   owner   broke   sign-in
  schedule_upgrade                         owner   owner   owner   owner   owner   owner   yes     sign-in
  cancel_upgrade                           owner   owner   owner   owner   owner   owner   none    sign-in
  set_limit                                owner   owner   owner   owner   owner   owner   yes     sign-in
  offer_ownership                          owner   owner   owner   owner   owner   owner   waits   sign-in
  withdraw_ownership_offer                 owner   owner   owner   owner   owner   owner   yes     sign-in
  approve_act                              owner   owner   owner   owner   owner   owner   no-act  sign-in
  withdraw_approval                        owner   owner   owner   owner   owner   owner   no-act  sign-in

Who is to own the network
  accept_ownership                         unnamed unnamed unnamed unnamed yes     unnamed unnamed sign-in

How the network is governed
  get_owners                               yes     yes     yes     yes     yes     yes     yes     yes
  get_ownership_offer                      yes     yes     yes     yes     yes     yes     yes     yes
  get_pending_acts                         -       -       -       -       -       -       -       -
  get_upgrades                             -       -       -       -       -       -       -       -
  get_limits                               yes     yes     yes     yes     yes     yes     yes     yes
  get_inserters                            yes     yes     yes     yes     yes     yes     yes     yes
  get_delegates                            yes     yes     yes     yes     yes     yes     yes     yes
  get_owner_acts                           yes     yes     yes     yes     yes     yes     yes     yes
  get_inserter_acts                        yes     yes     yes     yes     yes     yes     yes     yes

Inserters
  add_user_as_inserter                     ins     ins     yes     yes     ins     ins     ins     sign-in
  update_user_pub_key_as_inserter (Alice)  ins     ins     filled  foreign ins     ins     ins     sign-in
  update_user_pub_key_as_inserter (Bob)    ins     ins     yes     foreign ins     ins     ins     sign-in
  get_user_as_inserter                     ins     ins     yes     yes     ins     ins     ins     sign-in
  upsert_wallet_as_inserter (Alice)        ins     ins     held    foreign ins     ins     ins     sign-in
  upsert_wallet_as_inserter (first)        ins     ins     yes     foreign ins     ins     ins     sign-in
  upsert_credential_as_inserter (new)      ins     ins     yes     yes     ins     ins     ins     sign-in
  upsert_credential_as_inserter (license)  ins     ins     yes     taken   ins     ins     ins     sign-in
  upsert_credential_as_inserter (passport) ins     ins     shared  taken   ins     ins     ins     sign-in
  add_attribute_as_inserter                ins     ins     yes     yes     ins     ins     ins     sign-in
  credential_exist_as_inserter             ins     ins     yes     yes     ins     ins     ins     sign-in
  share_credential_through_dag             ins     ins     yes     yes     ins     ins     ins     sign-in

What Alice signed, whoever hands it in
  create_credentials_by_dwg                yes     yes     yes     yes     yes     yes     yes     sign-in
  create_ag_by_dag_for_copy                yes     yes     yes     yes     yes     yes     yes     sign-in

One's own profile
  get_user                                 yes     yes     -       -       -       -       -       sign-in
  get_wallets                              yes     yes     -       -       -       -       -       sign-in
  get_credentials                          yes     -       -       -       -       -       -       sign-in
  get_attributes                           yes     -       -       -       -       -       -       sign-in
  get_allowance                            yes     yes     -       -       -       -       -       sign-in
  get_access_grants_owned                  yes     -       -       -       -       -       -       sign-in
  get_access_grant_heights_owned           yes     -       -       -       -       -       -       sign-in
  get_erasure_plan                         yes     -       -       -       -       -       -       sign-in
  add_wallet                               yes     yes     profile profile profile profile profile sign-in
  add_wallet (untyped)                     yes     yes     profile profile profile profile profile sign-in
  add_credential                           yes     yes     profile profile profile profile profile sign-in
  add_attribute                            yes     yes     profile profile profile profile profile sign-in
  get_reencryptions                        yes     -       -       -       -       -       -       sign-in
  change_encryption_key                    lacks   key     profile profile profile profile profile sign-in
  discard_reencryptions                    yes     -       -       -       -       -       -       sign-in
  erase_profile                            yes     yes     profile profile profile profile profile sign-in
  action_costing_gas                       yes     yes     broke   broke   broke   broke   broke   sign-in

Alice's data
  remove_wallet                            yes     -       -       -       -       -       -       sign-in
  edit_credential                          yes     -       -       -       -       -       -       sign-in
  stage_reencryption (original)            yes     orig    orig    orig    orig    orig    orig    sign-in
  stage_reencryption (copy)                orig    orig    orig    orig    orig    orig    orig    sign-in
  remove_credential                        yes     unowned unowned unowned unowned unowned unowned sign-in
  remove_credentials                       yes     -       profile profile profile profile profile sign-in
  create_credential_copy                   yes     orig    orig    orig    orig    orig    orig    sign-in
  share_credential                         yes     orig    orig    orig    orig    orig    orig    sign-in
  edit_attribute                           yes     -       -       -       -       -       -       sign-in
  remove_attribute                         yes     -       -       -       -       -       -       sign-in
  share_attribute                          yes     attr    attr    attr    attr    attr    attr    sign-in
  revoke_access_grant                      yes     grant   grant   grant   grant   grant   grant   sign-in
  has_locked_access_grants                 yes     -       -       -       -       -       -       sign-in
  get_credential_owned (original)          yes     -       -       -       -       -       -       sign-in
  get_credential_owned (copy)              yes     -       -       -       -       -       -       sign-in
  get_credential_attestation (original)    yes     unread  unread  unread  unread  unread  unread  sign-in
  get_credential_attestation (copy)        yes     unread  unread  unread  yes     unread  unread  sign-in
  get_issuer_fee                           yes     unknown yes     unknown unknown unknown unknown sign-in
  action_costing_fee                       broke   unknown broke   unknown unknown unknown unknown sign-in
  edit_public_notes_as_issuer              -       -       yes     -       -       -       -       sign-in
  count_public_notes_as_issuer             -       -       yes     -       -       -       -       sign-in

What Alice shared
  get_credential_shared (copy)             unread  unread  unread  unread  yes     unread  unread  sign-in
  get_credential_shared (original)         unread  unread  unread  unread  unread  unread  unread  sign-in
  get_credential_shared (revoked)          unread  unread  unread  unread  unread  unread  unread  sign-in
  get_credentials_shared_by_user           -       -       -       -       yes     -       -       sign-in
  get_sibling_credential_id                -       -       -       -       yes     -       -       sign-in
  get_access_grants_granted                -       -       -       -       yes     -       -       sign-in
  get_access_grant_heights_granted         -       -       -       -       yes     -       -       sign-in
  get_access_grant_notes_granted           -       -       -       -       yes     -       -       sign-in
  get_access_grants_granted_count          -       -       -       -       yes     -       -       sign-in
  get_access_grants_for_credential         -       -       -       -       yes     -       -       sign-in
  rescind_shared_credential                unheld  unheld  unheld  unheld  yes     unheld  unheld  sign-in

Public knowledge
  has_profile                              yes     yes     yes     yes     yes     yes     yes     yes
  dwg_message                              yes     yes     yes     yes     yes     yes     yes     yes
  dag_message                              yes     yes     yes     yes     yes     yes     yes     yes
  check_balance                            yes     yes     yes     yes     yes     yes     yes     sign-in
  get_wallet_with_balance                  -       -       -       -       -       -       -       sign-in
  action_costing_idos_token                broke   broke   broke   broke   broke   broke   broke   sign-in
  request_withdrawal                       broke   broke   broke   broke   broke   broke   broke   sign-in
"""

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "remove_credentials": (f"{uid('license')},{uid('nothing')}",),
    "add_inserter_as_owner": (
        uid("new"),
        "new",
    ),
    "delete_inserter_as_owner": (uid("inserter acme"),),
    "add_delegate_as_owner": (
        MALLORY.caller,
        uid("inserter acme"),
    ),
    "delete_delegate_as_owner": (ACME.caller,),
    "add_former_delegate_as_owner": (
        MALLORY.caller,
        uid("inserter acme"),
    ),
    "schedule_upgrade": (9, 0, START + DAY),
    "cancel_upgrade": (9,),
    "set_limit": ("page", 500),
    "offer_ownership": (MALLORY.caller, 1),
    "withdraw_ownership_offer": (OFFERED,),
    "approve_act": ("00" * 32,),
    "withdraw_approval": ("00" * 32,),
    "accept_ownership": (OFFERED,),
    "get_owners": (),
    "get_ownership_offer": (),
    "get_pending_acts": (),
    "get_upgrades": (),
    "get_limits": (),
    "get_inserters": (),
    "get_delegates": (uid("inserter acme"),),
    "get_owner_acts": (None,),
    "get_inserter_acts": (None, None),
    "request_balance_withdrawal": (
        "IDOS",
        ALICE.address,
    ),
    "add_user_as_inserter": (
        uid("new"),
        *PROFILE,
    ),
    "update_user_pub_key_as_inserter (Alice)": (
        ALICE.id,
        *PROFILE,
    ),
    "update_user_pub_key_as_inserter (Bob)": (
        BOB.id,
        *PROFILE,
    ),
    "get_user_as_inserter": (ALICE.id,),
    "upsert_wallet_as_inserter (Alice)": (
        uid("new"),
        ALICE.id,
        *PROOF,
    ),
    "upsert_wallet_as_inserter (first)": (
        uid("new"),
        uid("empty"),
        *PROOF,
    ),
    "upsert_credential_as_inserter (new)": (
        uid("new"),
        ALICE.id,
        *bundle(MALLORY, "new"),
    ),
    "upsert_credential_as_inserter (license)": (
        uid("license"),
        ALICE.id,
        *bundle(NEOBANK, "new"),
    ),
    "upsert_credential_as_inserter (passport)": (
        uid("passport"),
        ALICE.id,
        *bundle(NEOBANK, "new"),
    ),
    "add_attribute_as_inserter": (
        uid("new"),
        ALICE.id,
        "key",
        "value",
    ),
    "credential_exist_as_inserter": (uid("passport"),),
    "share_credential_through_dag": (*THROUGH_DAG,),
    "create_credentials_by_dwg": (*write_grant(ALICE, CHARLIE.caller, "new").values(),),
    "create_ag_by_dag_for_copy": (*offering(ALICE, RITA.caller, "copy"),),
    "get_user": (),
    "get_wallets": (),
    "get_credentials": (),
    "get_attributes": (),
    "get_allowance": (),
    "get_access_grants_owned": (),
    "get_access_grant_heights_owned": (),
    "get_erasure_plan": (),
    "add_wallet": (
        uid("new"),
        *PROOF,
    ),
    "add_wallet (untyped)": (
        uid("new"),
        *PROOF[:2],
        *PROOF[3:],
    ),
    "add_credential": (
        uid("new"),
        *bundle(MALLORY, "new"),
    ),
    "add_attribute": (
        uid("new"),
        "key",
        "value",
    ),
    "get_reencryptions": (),
    "change_encryption_key": (
        encryption_key(ALICE.name),
        *PROFILE,
    ),
    "discard_reencryptions": (),
    "erase_profile": (),
    "action_costing_gas": (),
    "remove_wallet": (uid("second wallet"),),
    "edit_credential": (
        uid("passport"),
        *edition(NEOBANK, "new"),
    ),
    "stage_reencryption (original)": (
        uid("passport"),
        *REENCRYPTED,
    ),
    "stage_reencryption (copy)": (
        uid("copy"),
        *REENCRYPTED,
    ),
    "remove_credential": (uid("passport"),),
    "create_credential_copy": (
        *COPY[:6],
        *COPY[7:9],
    ),
    "share_credential": (*COPY,),
    "edit_attribute": (
        uid("attribute"),
        "key",
        "new",
    ),
    "remove_attribute": (uid("attribute"),),
    "share_attribute": (
        uid("new"),
        uid("attribute"),
        "key",
        "value",
    ),
    "revoke_access_grant": (grant_id(CHARLIE.caller, "open"),),
    "has_locked_access_grants": (uid("copy"),),
    "get_credential_owned (original)": (uid("passport"),),
    "get_credential_owned (copy)": (uid("copy"),),
    "get_credential_attestation (original)": (uid("passport"),),
    "get_credential_attestation (copy)": (uid("copy"),),
    "get_issuer_fee": (uid("passport"),),
    "action_costing_fee": (uid("passport"),),
    "count_public_notes_as_issuer": ("vc passport", "notes"),
    "edit_public_notes_as_issuer": (
        "vc passport",
        "new notes",
    ),
    "get_credential_shared (copy)": (uid("copy"),),
    "get_credential_shared (original)": (uid("passport"),),
    "get_credential_shared (revoked)": (uid("revoked"),),
    "get_credentials_shared_by_user": (
        ALICE.id,
        None,
    ),
    "get_sibling_credential_id": (HASH,),
    "get_access_grants_granted": (
        None,
        1,
        10,
    ),
    "get_access_grant_heights_granted": (
        None,
        1,
        10,
    ),
    "get_access_grant_notes_granted": (
        None,
        1,
        10,
    ),
    "get_access_grants_granted_count": (None,),
    "get_access_grants_for_credential": (uid("copy"),),
    "rescind_shared_credential": (uid("copy"),),
    "has_profile": (ALICE.address,),
    "dwg_message": (*MESSAGE,),
    "dag_message": (*offering(ALICE, CHARLIE.caller, "copy")[:5],),
    "check_balance": (
        ALICE.address,
        "IDOS",
    ),
    "get_wallet_with_balance": ("IDOS",),
    "action_costing_idos_token": (Decimal(1),),
    "request_withdrawal": ("IDOS",),
}


def attempt(world: World, person: Person | None, action: str, args: tuple[Any, ...]) -> str:
    """What comes of it. Nothing of it stays."""
    try:
        did = attempt_openly(world, person, action, args)
    except IdosError as error:
        words = {refusal.name.lower(): word for word, refusal in REFUSALS.items()}
        return words.get(error.code, error.code)
    return "yes" if did else "-"


def attempt_openly(world: World, person: Person | None, action: str, args: tuple[Any, ...]) -> bool:
    """Whether something is changed or read. Raises what it is refused with. Nothing of it stays."""
    view = find_action(action, len(args)).view
    return reads(world, person, action, args) if view else writes(world, person, action, args)


def reads(world: World, person: Person | None, action: str, args: tuple[Any, ...]) -> bool:
    return any(repr((*row.values(),)) not in _NOTHING for row in world.read(person, action, *args))


def writes(world: World, person: Person | None, action: str, args: tuple[Any, ...]) -> bool:
    changed = False
    with world.store.write() as batch:
        before = batch.state_hash()
        with suppress(_UndoneError), batch.nested():
            dispatch(world.context(person), batch, action, encoded(action, args), reading=False)
            changed = batch.state_hash() != before
            raise _UndoneError
    return changed


_NOTHING = {"(None,)", "(False,)", "(0,)", "(0, 0)"}


class _UndoneError(Exception):
    pass


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    world.run(OWNER, "offer_ownership", CHARLIE.caller, 1)
    world.sign_up(ALICE, BOB)
    world.run(NEOBANK, "add_user_as_inserter", uid("empty"), encryption_key("empty"), "user")
    world.add_credential(ALICE, "passport")
    world.add_credential(ALICE, "license")
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    world.share(ALICE, "passport", "open", CHARLIE.caller)
    world.share(ALICE, "passport", "revoked", RITA.caller)
    world.run(ALICE, "revoke_access_grant", grant_id(RITA.caller, "revoked"))
    world.run(ALICE, "stage_reencryption", uid("passport"), *REENCRYPTED[:2], *REENCRYPTED[1:2], HASH)
    world.run(ALICE, "add_attribute", uid("attribute"), "key", "value")
    world.run(ALICE, "add_wallet", uid("second wallet"), *MALLORY.proof())
    return world


def policy() -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of the table: its label, and what comes of it by person."""
    header, *lines = POLICY.strip("\n").splitlines()
    for line in lines:
        if line.startswith("  "):
            label, outcomes = line[:LABEL_WIDTH].strip(), line[LABEL_WIDTH:].split()
            yield label, dict(zip(header.split(), outcomes, strict=True))


@pytest.mark.parametrize(("label", "outcomes"), [*policy()])
def test_everyone_may_do_what_the_table_says_and_nothing_else(
    world: World, label: str, outcomes: dict[str, str]
) -> None:
    action, args = label.partition(" ")[0], ARGUMENTS[label]
    assert {name: attempt(world, person, action, args) for name, person in EVERYONE.items()} == outcomes


@pytest.mark.parametrize("label", ARGUMENTS)
def test_no_refusal_names_anybody_or_anything_of_theirs(world: World, label: str) -> None:
    """Receipts hold the texts for ever, also of who erased herself."""
    action, args = label.partition(" ")[0], ARGUMENTS[label]
    said = [refused_with(world, person, action, args) for person in EVERYONE.values()]
    assert [text for text in said if _NAMES.search(text)] == []


def refused_with(world: World, person: Person | None, action: str, args: tuple[Any, ...]) -> str:
    try:
        attempt_openly(world, person, action, args)
    except IdosError as error:
        return error.message
    return ""


_NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-fA-F]{16}|ed25519:")


def test_the_table_has_every_action() -> None:
    listed = {(label.partition(" ")[0], len(ARGUMENTS[label])) for label, _ in policy()}
    assert listed == {(action.name, len(action.parameters)) for action in actions()}
