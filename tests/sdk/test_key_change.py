"""A change of password, at a real node: whatever interrupts it, one password opens everything."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from idos import Client, Denied, Invalid, LocalEnclave, ServerKey, Unavailable, UnreadableCredentials
from idos.crypto import box
from idos.crypto.encoding import b64encode
from idos.protocol.jsonrpc import Response
from idos.protocol.refusals import Refusal
from idos.sdk.drivers import Ask
from idos.sdk.key_change import ROUNDS
from idos.sdk.transport import HttpTransport
from idos.testing import PASSWORD, Network
from tests.people import agrees
from tests.sdk.conftest import World
from tests.sdk.scripted import ScriptedNode, person, refused, rows

pytestmark = pytest.mark.slow

NEW = "another password"
KEY = ServerKey(b"\x07" * 32)


def fill(alice: Client, count: int) -> dict[UUID, bytes]:
    """Give her credentials; their contents by id."""
    contents = {uuid4(): f"content {number}".encode() for number in range(count)}
    for credential_id, content in contents.items():
        alice.add_credential(content, f'{{"id":"{credential_id}"}}', key=KEY, id=credential_id)
    return contents


def read_all(alice: Client, contents: dict[UUID, bytes]) -> dict[UUID, bytes]:
    return {credential_id: alice.read(credential_id) for credential_id in contents}


def opens(net: Network, alice: Client, password: str, contents: dict[UUID, bytes]) -> bool:
    """Whether the password opens the profile; then it has to open everything."""
    with Client(net.url, alice.wallet, chain_id=net.chain_id) as elsewhere:
        try:
            elsewhere.unlock(password)
        except Denied:
            return False
        assert read_all(elsewhere, contents) == contents
        assert elsewhere.unreadable_credentials() == []
        return True


class FailingTransport(HttpTransport):
    """Works for so many requests; with ``answer_lost`` one more arrives. None is answered from then on."""

    def __init__(self, url: str, *, answer_lost: bool) -> None:
        super().__init__(url)
        self.works_for = math.inf
        self._answer_lost = answer_lost

    def ask(self, request: Ask) -> Response:
        self.works_for -= 1
        if self.works_for == -1 and self._answer_lost:
            super().ask(request)
        if self.works_for < 0:
            raise Unavailable("the connection broke", code="network")
        return super().ask(request)


# --- The change


def test_another_password_opens_everything_and_copies_stay_as_they_are(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, b"issued", grantee=world.consumer.grantee)
    contents = {issued.original_id: b"issued", **fill(alice, 2)}
    shared = alice.share(issued.original_id, world.issuer.grantee, consent=agrees)
    before = [alice.credential(credential_id) for credential_id in contents]
    grants, former, seen = alice.grants_given(), alice.enclave, list[tuple[int, int]]()
    alice.change_password(NEW, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert read_all(alice, contents) == contents
    assert alice.profile().encryption_public_key == alice.enclave.public_key != former.public_key
    assert opens(world.net, alice, NEW, contents)
    assert not opens(world.net, alice, PASSWORD, contents)
    assert world.consumer.read(issued.copy_id) == world.issuer.read_shared(shared.copy_id) == b"issued"
    assert alice.grants_given() == grants
    for old in before:
        now = alice.credential(old.id)
        assert replace(now, content=old.content, encryptor_public_key=old.encryptor_public_key) == old
        assert now.content != old.content
        with pytest.raises(Denied) as caught:
            LocalEnclave.create(str(alice.profile().id), PASSWORD).decrypt(now.sealed)
        assert caught.value.code == "cannot_decrypt"


def test_the_former_key_is_forgotten(world: World) -> None:
    alice = world.person()
    former = alice.enclave
    alice.change_password(NEW)
    with pytest.raises(Denied) as caught:
        former.decrypt(former.encrypt(b"x", former.public_key))
    assert caught.value.code == "locked"


def test_a_password_can_be_changed_again_and_back(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 2)
    for password in (NEW, "a third", PASSWORD):
        alice.change_password(password)
        assert opens(net, alice, password, contents)


def test_changing_to_the_present_password_changes_nothing(net: Network) -> None:
    alice = net.join()
    (credential_id,) = contents = fill(alice, 1)
    before = alice.credential(credential_id)
    alice.change_password(PASSWORD)
    assert alice.credential(credential_id) == before
    assert read_all(alice, contents) == contents


def test_a_change_that_was_made_elsewhere_is_taken_over_without_an_unlocked_profile(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 1)
    alice.change_password(NEW)
    with Client(net.url, alice.wallet, chain_id=net.chain_id) as locked:
        locked.change_password(NEW)
        assert read_all(locked, contents) == contents


def test_an_empty_password_is_refused_before_anything_is_sent(net: Network) -> None:
    with pytest.raises(Invalid) as caught:
        net.join().change_password("")
    assert caught.value.code == "empty_password"


def test_only_an_unlocked_profile_changes_its_password(net: Network) -> None:
    alice = net.join()
    fill(alice, 1)
    with Client(net.url, alice.wallet, chain_id=net.chain_id) as locked, pytest.raises(Denied) as caught:
        locked.change_password(NEW)
    assert caught.value.code == "locked"


def test_a_client_that_missed_a_change_does_not_undo_it(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 2)
    with Client(net.url, alice.wallet, chain_id=net.chain_id) as elsewhere:
        elsewhere.unlock(PASSWORD)
        alice.change_password(NEW)
        with pytest.raises(Denied) as caught:
            elsewhere.change_password("a third")
        assert caught.value.code == "wrong_password"
    assert opens(net, alice, NEW, contents)


# --- Interruptions


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost connection is given up at once."""
    monkeypatch.setattr("idos.sdk.sending.OUTCOME_PAUSES", (0.0,))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("answer_lost", [False, True], ids=["request lost", "answer lost"])
def test_whenever_the_connection_breaks_one_password_opens_everything(
    net: Network, answer_lost: bool
) -> None:
    """Each try gets one request further, and goes on where the last one ended, until thirty are swapped."""
    alice = net.join()
    contents = fill(alice, 30)
    copy = alice.share(next(iter(contents)), net.consumer.grantee, consent=agrees)
    transport = FailingTransport(net.url, answer_lost=answer_lost)
    tries = 0
    with Client(net.url, alice.wallet, alice.enclave, transport=transport, chain_id=net.chain_id) as weak:
        while True:
            tries += 1
            transport.works_for = tries
            try:
                weak.change_password(NEW)
                break
            except Unavailable:
                transport.works_for = math.inf
            assert net.consumer.read(copy.copy_id) == contents[copy.original_id]
            assert opens(net, alice, PASSWORD, contents) is not opens(net, alice, NEW, contents)
        transport.works_for = math.inf
        assert read_all(weak, contents) == contents
    assert tries > 15
    assert opens(net, alice, NEW, contents)
    assert not opens(net, alice, PASSWORD, contents)
    assert net.consumer.read(copy.copy_id) == contents[copy.original_id]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("answer_lost", [False, True], ids=["request lost", "answer lost"])
def test_a_change_that_breaks_at_any_step_can_be_abandoned_or_repeated(
    net: Network, answer_lost: bool
) -> None:
    """Every step from the start: no try leaves anything for the next."""
    alice = net.join()
    contents = fill(alice, 3)
    transport = FailingTransport(net.url, answer_lost=answer_lost)
    with Client(net.url, alice.wallet, alice.enclave, transport=transport, chain_id=net.chain_id) as weak:
        for step in range(100):
            transport.works_for = step
            try:
                weak.change_password(NEW)
                break
            except Unavailable:
                transport.works_for = math.inf
            if opens(net, alice, NEW, contents):
                break
            weak.abandon_password_change()
            assert opens(net, alice, PASSWORD, contents)
        assert step > 10
        transport.works_for = math.inf
        weak.change_password(NEW)
        assert read_all(weak, contents) == contents


def test_an_abandoned_change_does_not_count_for_another_password(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 2)

    def stop_at_one(done: int, _of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        alice.change_password(NEW, progress=stop_at_one)
    alice.change_password("a third")
    assert opens(net, alice, "a third", contents)


# --- What others write meanwhile


def interfering(done_at: int, act: Callable[[], object]) -> Callable[[int, int], None]:
    """A progress that does something once, when so many are staged."""
    acts = [act]

    def progress(done: int, _of: int) -> None:
        if done == done_at and acts:
            acts.pop()()

    return progress


def test_credentials_that_come_go_and_change_meanwhile_are_dealt_with(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 3)
    first, _, last = sorted(contents)
    with Client(net.url, alice.wallet, alice.enclave, chain_id=net.chain_id) as elsewhere:

        def act() -> None:
            contents.update(fill(elsewhere, 1))
            contents[first] = b"edited after it was staged"
            elsewhere.edit_credential(first, contents[first], "{}", key=KEY)
            elsewhere.remove_credential(last)
            del contents[last]

        alice.change_password(NEW, progress=interfering(1, act))
    assert read_all(alice, contents) == contents
    assert opens(net, alice, NEW, contents)


def test_a_credential_that_is_replaced_between_reading_and_staging_is_staged_again(net: Network) -> None:
    alice = net.join()
    (only,) = contents = fill(alice, 1)

    class Meddling(HttpTransport):
        met = False

        def ask(self, request: Ask) -> Response:
            answer = super().ask(request)
            if request.method == "user.account" and not self.met:
                self.met = True
                contents[only] = b"edited"
                alice.edit_credential(only, b"edited", "{}", key=KEY)
            return answer

    with Client(
        net.url, alice.wallet, alice.enclave, transport=Meddling(net.url), chain_id=net.chain_id
    ) as weak:
        weak.change_password(NEW)
    assert opens(net, alice, NEW, contents)


def test_a_profile_that_never_rests_keeps_its_password(net: Network) -> None:
    alice = net.join()
    contents = fill(alice, 1)
    complete = list[int]()
    with Client(net.url, alice.wallet, alice.enclave, chain_id=net.chain_id) as elsewhere:

        def progress(done: int, of: int) -> None:
            if done == of:
                complete.append(of)
                contents.update(fill(elsewhere, 1))

        with pytest.raises(Denied) as caught:
            alice.change_password(NEW, progress=progress)
    assert caught.value.code == "reencryption_incomplete"
    assert len(complete) == ROUNDS
    assert opens(net, alice, PASSWORD, contents)


# --- Contents for other keys


def test_what_an_issuer_wrote_for_a_former_key_is_found_and_rescued(world: World) -> None:
    alice = world.person()
    contents = fill(alice, 1)
    former_key = alice.enclave.public_key
    alice.change_password(NEW)
    late = world.issuer.add_credential(alice.profile().id, b"late", "{}", former_key)
    assert alice.unreadable_credentials() == [late]
    with pytest.raises(Denied) as caught:
        alice.read(late)
    assert caught.value.code == "cannot_decrypt"
    former = LocalEnclave.create(str(alice.profile().id), PASSWORD)
    alice.change_password(NEW, former=former)
    contents[late] = b"late"
    assert read_all(alice, contents) == contents
    assert alice.unreadable_credentials() == []


def test_a_credential_that_nothing_opens_is_named_and_stops_the_change(world: World) -> None:
    alice = world.person()
    contents = fill(alice, 1)
    foreign = box.public_key(box.generate_secret_key())
    planted = world.issuer.add_credential(alice.profile().id, b"for whom?", "{}", foreign)
    with pytest.raises(UnreadableCredentials, match=str(planted)) as caught:
        alice.change_password(NEW)
    assert (caught.value.code, caught.value.ids) == ("unreadable_credentials", (planted,))
    assert read_all(alice, contents) == contents
    alice.remove_credential(planted)
    alice.change_password(NEW)
    assert opens(world.net, alice, NEW, contents)


def test_a_key_that_is_none_is_an_unreadable_credential() -> None:
    """Low-order points (RFC 7748 §6.1) pass for keys at the node."""
    owned: dict[str, Any] = {
        "id": str(uuid4()),
        "user_id": str(uuid4()),
        "public_notes": "",
        "content": b64encode(bytes(60)),
        "encryptor_public_key": b64encode(bytes(32)),
        "issuer_auth_public_key": "k",
        "inserter": None,
    }
    listed = {"credential_id": owned["id"], "recipient_encryption_public_key": None}
    node = ScriptedNode(get_reencryptions=rows(listed), get_credential_owned=rows(owned))
    alice = person(node, enclave=LocalEnclave(b"\x01" * 32))
    assert alice.unreadable_credentials() == [UUID(owned["id"])]


def test_a_locked_enclave_is_not_taken_for_unreadable_credentials(net: Network) -> None:
    alice = net.join()
    fill(alice, 1)
    alice.enclave.lock()
    for attempt in (alice.unreadable_credentials, lambda: alice.change_password(NEW)):
        with pytest.raises(Denied) as caught:
            attempt()
        assert caught.value.code == "locked"


def test_a_network_without_this_change_says_so() -> None:
    enclave = LocalEnclave.create(str(uuid4()), PASSWORD)
    profile = {
        "id": str(enclave.profile_id),
        "recipient_encryption_public_key": b64encode(enclave.public_key),
        "encryption_password_store": "user",
    }
    node = ScriptedNode(get_user=rows(profile), get_reencryptions=refused(Refusal.UNKNOWN_ACTION.text))
    with pytest.raises(Invalid) as caught:
        person(node, enclave=enclave).change_password(NEW)
    assert caught.value.code == "unknown_action"
