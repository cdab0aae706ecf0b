"""A person in her browser: what the page does, the network has, and she is asked no more than is needed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

import pytest

from idos import Client, Consumer, ServerKey
from idos.crypto.box import public_key
from idos.crypto.hashes import content_hash
from idos.crypto.kdf import derive_secret_key
from idos.protocol.grants import WriteGrant
from idos.sdk.records import Grantee, SignedWriteGrant
from idos.sdk.w3c import serialize
from idos.testing import PASSWORD, Network
from tests.browser.sdk.tab import Refused, Tab, signed_lines
from tests.browser.wallet import Wallet


def _credential(net: Network, alice: Client) -> UUID:
    return net.issue(alice, serialize(net.credential())).original_id


_SHARE = (
    "const content = sdk.utf8(text);"
    " const copy = { ...sdk.seal(content, sdk.fromHex(key)), contentHash: sdk.contentHash(content) };"
    " return me.person.share({ originalId: id, grantee, lockedUntil, copy })"
)


def _share(tab: Tab, id: UUID, grantee: Grantee, text: str = "{}", locked_until: int = 0) -> dict[str, str]:
    shared: dict[str, str] = tab.run(
        _SHARE,
        id=str(id),
        text=text,
        grantee=grantee.identifier,
        key=grantee.encryption_public_key.hex(),
        lockedUntil=locked_until,
    )
    return shared


def test_signing_in_asks_once_and_outlives_a_reload(tab: Tab, wallet: Wallet, alice: Client) -> None:
    tab.connect()
    profile = tab.run("return me.person.profile()")
    assert profile["id"] == str(alice.profile().id)
    assert profile["encryptionPublicKey"] == alice.enclave.public_key.hex()
    tab.page.reload()
    tab.connect(sign_in=False, again=True)
    assert tab.run("return me.session.isSignedIn")
    assert tab.run("return me.person.profile()") == profile
    assert signed_lines(wallet) == [f"{tab.node} wants you to sign in with your account:"]
    assert tab.page.context.cookies() == []


def test_without_a_session_nothing_is_read_and_nothing_is_signed(
    tab: Tab, wallet: Wallet, alice: Client
) -> None:
    tab.connect(sign_in=False)
    with pytest.raises(Refused) as refused:
        tab.run("return me.person.profile()")
    assert refused.value.code == "signed_out"
    assert wallet.texts == []


def test_after_signing_out_the_token_is_worth_nothing(tab: Tab, alice: Client) -> None:
    tab.connect()
    stored = json.loads(tab.run("return sessionStorage.getItem(sessionStorage.key(0))"))
    tab.run("await me.session.signOut()")
    assert tab.run("return [me.session.isSignedIn, sessionStorage.length]") == [False, 0]
    tab.run(
        "const kept = { get: () => text, set() {}, delete() {} };"
        " me.session = new sdk.Session(node, me.wallet, { store: kept });",
        text=json.dumps(stored),
        node=tab.node,
    )
    with pytest.raises(Refused) as refused:
        tab.run("return new sdk.Person(me.session).profile()")
    assert refused.value.code == "signed_out"
    assert not tab.run("return me.session.isSignedIn")


def test_a_refusal_in_the_wallet_is_declined_and_changes_nothing(
    tab: Tab, wallet: Wallet, alice: Client
) -> None:
    tab.connect()
    wallet.refuses = True
    with pytest.raises(Refused) as refused:
        tab.run("await me.person.addAttribute('colour', 'green')")
    assert refused.value.code == "declined"
    assert alice.attributes() == []
    wallet.refuses = False
    tab.run("await me.person.addAttribute('colour', 'blue')")
    assert [each.value for each in alice.attributes()] == ["blue"]


def test_attributes_are_added_edited_and_removed(tab: Tab, wallet: Wallet, alice: Client) -> None:
    tab.connect()
    first = tab.run("return me.person.addAttribute('city', 'Zürich')")
    second = tab.run("return me.person.addAttribute('city', '')")
    tab.run("await me.person.editAttribute(id, 'town', 'Basel')", id=first)
    assert {(each.key, each.value) for each in alice.attributes()} == {("town", "Basel"), ("city", "")}
    seen = tab.run("return me.person.attributes()")
    assert {(each["id"], each["key"], each["originalId"]) for each in seen} == {
        (first, "town", None),
        (second, "city", None),
    }
    wallet.texts.clear()
    tab.run("await me.person.removeAttribute(...ids)", ids=[first, second])
    assert alice.attributes() == []
    assert signed_lines(wallet) == ["Remove an attribute from idOS"]


def test_writes_of_one_page_take_their_turns(tab: Tab, alice: Client) -> None:
    tab.connect()
    tab.run("await Promise.all(['a', 'b', 'c'].map((key) => me.person.addAttribute(key, 'x')))")
    assert {each.key for each in alice.attributes()} == {"a", "b", "c"}


def test_two_tabs_may_write_at_once(open_tab: Callable[[], Tab], alice: Client) -> None:
    tabs = [open_tab().connect() for _ in range(2)]
    for number, tab in enumerate(tabs):
        tab.run("me.done = me.person.addAttribute(key, 'x')", key=f"tab {number}")
    for tab in tabs:
        tab.run("await me.done")
    assert {each.key for each in alice.attributes()} == {"tab 0", "tab 1"}


def test_what_is_not_hers_is_not_found(tab: Tab, net: Network, alice: Client) -> None:
    bob = net.join("EVM")
    theirs = bob.add_attribute("key", "value")
    tab.connect()
    for call in ("removeAttribute(id)", "editAttribute(id, 'a', 'b')", "removeWallet(id)", "credential(id)"):
        with pytest.raises(Refused) as refused:
            tab.run(f"await me.person.{call}", id=str(theirs))
        assert refused.value.code == "not_found", call
    assert len(bob.attributes()) == 1


def test_a_credential_is_shared_read_by_its_grantee_and_taken_back(
    tab: Tab, net: Network, alice: Client
) -> None:
    plaintext = serialize(net.credential())
    original = net.issue(alice, plaintext).original_id
    tab.connect()
    assert str(original) in {each["id"] for each in tab.run("return me.person.credentials()")}
    stored = tab.run("return me.person.credential(id)", id=str(original))
    assert stored["content"] == alice.credential(original).content.hex()

    shared = _share(tab, original, net.consumer.grantee, plaintext.decode())
    assert net.consumer.read(UUID(shared["copyId"])) == plaintext
    (grant,) = (each for each in tab.run("return me.person.grantsGiven()") if each["id"] == shared["grantId"])
    assert grant["grantee"] == net.consumer.grantee.identifier
    assert grant["contentHash"] == content_hash(plaintext)
    assert net.consumer.verified_credential(UUID(shared["copyId"]), [net.trusted_issuer]).status == "verified"

    tab.run("await me.person.revoke(id)", id=shared["grantId"])
    assert net.consumer.grants_for(UUID(shared["copyId"])) == []


def test_a_lock_is_kept_and_several_grants_go_under_one_signature(
    tab: Tab, wallet: Wallet, net: Network, alice: Client
) -> None:
    original = _credential(net, alice)
    tab.connect()
    shared = [_share(tab, original, net.consumer.grantee) for _ in range(2)]
    locked = _share(tab, original, net.consumer.grantee, locked_until=int(time.time()) + 3600)
    given = len(alice.grants_given())
    wallet.texts.clear()
    with pytest.raises(Refused) as refused:
        tab.run("await me.person.revoke(...ids)", ids=[shared[0]["grantId"], locked["grantId"]])
    assert refused.value.code == "grant_locked"
    assert len(alice.grants_given()) == given
    tab.run("await me.person.revoke(...ids)", ids=[each["grantId"] for each in shared])
    assert len(alice.grants_given()) == given - 2
    assert len(wallet.texts) == 2


def test_a_credential_of_her_own_is_added_edited_and_removed(
    tab: Tab, alice: Client, server_key: tuple[bytes, ServerKey]
) -> None:
    tab.connect()
    write = (
        "const sealed = sdk.seal(sdk.utf8(text), sdk.fromHex(mine));"
        " const key = new sdk.ServerKey(sdk.fromHex(seed));"
        ' return me.person[method]({ sealed, publicNotes: \'{"id":"own"}\', key, ...(id && { id }) })'
    )
    common = {"mine": alice.enclave.public_key.hex(), "seed": server_key[0].hex()}
    added = tab.run(write, method="addCredential", text="one", id=None, **common)
    assert alice.read(UUID(added)) == b"one"
    tab.run(write, method="editCredential", text="two", id=added, **common)
    assert alice.read(UUID(added)) == b"two"
    tab.run("await me.person.removeCredential(id)", id=added)
    assert alice.credentials() == []


def _terms(grant: WriteGrant) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(grant).items()}


def test_a_write_grant_is_signed_as_the_node_and_the_page_both_write_it(
    tab: Tab, wallet: Wallet, net: Network, alice: Client
) -> None:
    grant = net.write_grant(alice)
    tab.connect()
    signature = tab.run(
        "return me.wallet.signText(await me.person.writeGrantMessage(grant))", grant=_terms(grant)
    )
    assert wallet.texts[-1] == grant.text()
    plaintext = serialize(net.credential())
    issued = net.issuer.issue(SignedWriteGrant(grant, signature), plaintext, "{}", alice.enclave.public_key)
    assert alice.read(issued.original_id) == plaintext


def test_a_node_does_not_choose_what_a_person_signs(tab: Tab, net: Network, alice: Client) -> None:
    grant = net.write_grant(alice)
    tab.connect()
    tab.page.route(
        "**/rpc/v1",
        lambda route: route.fulfill(
            json={
                "jsonrpc": "2.0",
                "id": 1,
                "result": {
                    "query_result": {"column_names": ["message"], "values": [[grant.text() + "\nand more"]]}
                },
            },
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    with pytest.raises(Refused) as refused:
        tab.run("await me.person.writeGrantMessage(grant)", grant=_terms(grant))
    assert refused.value.code == "message_mismatch"


def test_another_wallet_is_linked_and_unlinked(tab: Tab, wallet: Wallet, alice: Client) -> None:
    tab.connect()
    wallet.switch(1)
    proof = tab.run(
        "const [first] = await new Promise(sdk.discoverWallets);"
        " return (me.proof = await (await sdk.connect(first.provider)).prove('This is mine.'))"
    )
    wallet.switch(0)
    assert proof["address"] == wallet.account(1).address
    added = tab.run("return me.person.addWallet(me.proof)")
    assert {each.address for each in alice.wallets()} == {wallet.account(n).address for n in (0, 1)}
    (mine,) = (each for each in tab.run("return me.person.wallets()") if each["id"] != added)
    with pytest.raises(Refused) as refused:
        tab.run("await me.person.removeWallet(id)", id=mine["id"])
    assert refused.value.code == "wallet_in_use"
    tab.run("await me.person.removeWallet(id)", id=added)
    assert len(alice.wallets()) == 1


def test_her_access_log_shows_who_read_what(tab: Tab, net: Network, alice: Client) -> None:
    original = _credential(net, alice)
    tab.connect()
    shared = _share(tab, original, net.consumer.grantee)
    net.consumer.shared_credential(UUID(shared["copyId"]))
    newest, *older = tab.run("return me.person.accessLog()")
    assert newest["credentialId"] == shared["copyId"]
    assert (newest["reader"], newest["relation"]) == (net.consumer.grantee.identifier, "grantee")
    assert tab.run("return me.person.accessLog(before, 10)", before=newest["number"]) == older


def test_the_time_of_a_grant_is_that_of_its_block(tab: Tab, net: Network, alice: Client) -> None:
    tab.connect()
    shared = _share(tab, _credential(net, alice), net.consumer.grantee)
    height = tab.run("return me.person.grantHeights()")[shared["grantId"]]
    assert tab.run("return me.session.blockTime(height)", height=height) == pytest.approx(time.time(), abs=60)


def test_erasing_says_what_a_lock_keeps(tab: Tab, net: Network, alice: Client) -> None:
    tab.connect()
    until = int(time.time()) + 3600
    locked = _share(tab, _credential(net, alice), net.consumer.grantee, locked_until=until)
    plan = tab.run("return me.person.erasurePlan()")
    assert {
        "credentialId": locked["copyId"],
        "grantee": net.consumer.grantee.identifier,
        "lockedUntil": until,
    } in plan
    assert tab.run("return me.person.eraseProfile()") == plan
    assert not tab.run("return me.person.hasProfile(me.wallet.address)")


def test_the_key_is_changed_with_everything_encrypted_to_it(tab: Tab, net: Network, alice: Client) -> None:
    plaintext = serialize(net.credential())
    original = net.issue(alice, plaintext).original_id
    former = derive_secret_key(PASSWORD, str(alice.profile().id))
    coming = os.urandom(32)
    tab.connect()
    progress = tab.run(
        "const secret = sdk.fromHex(former), replaced = sdk.publicKeyOf(secret), seen = [];"
        " const recipient = sdk.publicKeyOf(sdk.fromHex(coming));"
        " await sdk.changeKey(me.person, { replaced, recipient,"
        "   reencrypt: async (stored) => sdk.seal(sdk.open(stored, secret), recipient),"
        "   onProgress: (done, of) => seen.push([done, of]) });"
        " return seen",
        former=former.hex(),
        coming=coming.hex(),
    )
    assert progress == [[0, 1], [1, 1]]
    assert alice.profile().encryption_public_key == public_key(coming)
    assert (
        tab.run(
            "return sdk.open(await me.person.credential(id), sdk.fromHex(coming))",
            id=str(original),
            coming=coming.hex(),
        )
        == plaintext.hex()
    )


def test_a_credential_that_no_key_opens_stops_the_change(tab: Tab, net: Network, alice: Client) -> None:
    _credential(net, alice)
    tab.connect()
    with pytest.raises(Refused) as refused:
        tab.run(
            "const reencrypt = async (stored) => sdk.seal(sdk.open(stored, new Uint8Array(32).fill(9)), key);"
            " const key = sdk.publicKeyOf(new Uint8Array(32).fill(8));"
            " await sdk.changeKey(me.person, { replaced: sdk.fromHex(mine), recipient: key, reencrypt })",
            mine=alice.enclave.public_key.hex(),
        )
    assert refused.value.code == "unreadable_credentials"
    tab.run("await me.person.abandonPasswordChange()")
    assert alice.profile().encryption_public_key == alice.enclave.public_key


def test_a_consumer_with_a_servers_key_finds_reads_and_gives_back(
    tab: Tab, net: Network, alice: Client, server_key: tuple[bytes, ServerKey]
) -> None:
    seed, key = server_key
    secret = os.urandom(32)
    consumer = Consumer(net.url, key, secret, chain_id=net.chain_id)
    plaintext = serialize(net.credential())
    issued = net.issue(alice, plaintext, grantee=consumer.grantee)
    tab.connect_key(seed)
    (grant,) = tab.run("return me.consumer.allGrants()")
    assert (grant["dataId"], grant["inserterType"]) == (str(issued.copy_id), "delegated_write_grant")
    assert tab.run("return me.consumer.receivedHeights()").keys() == {grant["id"]}
    opened = tab.run(
        "return sdk.open(await me.consumer.sharedCredential(id), sdk.fromHex(secret))",
        id=grant["dataId"],
        secret=secret.hex(),
    )
    assert opened == plaintext.hex()
    attestation = tab.run("return (await me.consumer.granted(grant)).attestation", grant=grant)
    assert attestation["issuerAuthPublicKey"] == net.issuer_key.identifier
    by = tab.run("return me.consumer.credentialsSharedBy(id)", id=grant["ownerUserId"])
    assert [each["originalId"] for each in by] == [str(issued.original_id)]
    tab.run("await me.consumer.rescind(id)", id=grant["dataId"])
    assert tab.run("return me.consumer.grantsReceived()") == {"grants": [], "total": 0}
    consumer.close()
