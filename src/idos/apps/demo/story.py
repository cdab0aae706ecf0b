"""The story: a person's identity from joining to erasure. Each step is done for real, and checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from rich.panel import Panel

from idos.apps.demo.cast import Cast, CastMember, passport_of
from idos.apps.demo.narrator import ExpectationError, Narrator, expect, refused
from idos.apps.demo.own_node import RETENTION_SECONDS, OwnNode
from idos.apps.neobank import Application, ApplicationRejected, credential_of
from idos.apps.report import report_of
from idos.apps.traces import RUN, Traces
from idos.errors import NotFound
from idos.sdk.clients import Client, Consumer
from idos.sdk.credentials import verify
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.records import IssuedCredential, SharedCopy
from idos.verification import CheckDigit, DocumentHolder, draw_passport, draw_selfie

LOCK_SECONDS: Final = 6
_PATIENCE_SECONDS: Final = 20.0


@dataclass(slots=True)
class Story:
    """The story so far. Its parts run in the order in which they stand here."""

    tell: Narrator
    node: OwnNode
    cast: Cast
    folder: Path

    @property
    def alice(self) -> CastMember:
        """Whose story it is."""
        return self.cast.people["Alice"]

    def joining(self) -> None:
        """Five people, five kinds of wallet, each with a password of their own."""
        self.tell.chapter("Five people join the idOS through Neobank")
        for member in self.cast.people.values():
            wallet = member.client.wallet
            with self.tell.step(member.name, f"joins with a wallet of the kind {wallet.wallet_type}") as say:
                expect(not member.client.has_profile(wallet.address), "the wallet is new")
                self.cast.neobank.take_in(member.profile())
                expect(member.client.unlock(member.password).id == member.profile_id, "the profile is hers")
                say(f"wallet  {wallet.address}")
                say(f"profile {member.profile_id}")

    def verification(self) -> dict[str, Any]:
        """Two passports, one of them forged. Gives Alice's credential, signed and not yet stored."""
        self.tell.chapter("Neobank verifies passports")
        now = datetime.now(UTC)
        with self.tell.step("Alice", "hands in her passport and a selfie") as say:
            application = self._application("Alice", draw_passport)
            say(f"{self.folder / 'alice-passport.png'}: a specimen, {len(application.passport)} bytes of PNG")
        with self.tell.step("Neobank", "reads Alice's passport, and approves") as say:
            credential = credential_of(application, self.cast.neobank.credential_key, now=now)
            person, said = credential["credentialSubject"], passport_of("Alice", today=now.date())
            expect(person["idDocumentNumber"] == said.number, "the number is read as printed")
            expect(person["dateOfBirth"][:10] == said.birth_date.isoformat(), "so is the date of birth")
            say(
                f"machine-readable zone: number {said.number}, born {said.birth_date}; all check digits agree"
            )
        with self.tell.step("Neobank", "reads Xavier's passport, and rejects it") as say:
            forged = self._application("Xavier", partial(draw_passport, tamper=CheckDigit.BIRTH_DATE))
            try:
                credential_of(forged, self.cast.neobank.credential_key, now=now)
            except ApplicationRejected as rejection:
                for reason in rejection.reasons:
                    say(f"{reason}: {reason.sentence}")
            else:
                raise ExpectationError("The forged passport was approved.")
        return credential

    def issuing(self, credential: dict[str, Any]) -> IssuedCredential:
        """A delegated write grant: Alice permits one credential, and Neobank writes it."""
        self.tell.chapter("Neobank issues the credential that Alice permits")
        neobank, client = self.cast.neobank, self.alice.client
        with self.tell.step("Alice", "permits Neobank to write one credential") as say:
            asked = neobank.asks_permission(client.wallet.identifier, now=datetime.now(UTC))
            permission = client.sign_write_grant(asked)
            say("The node composed this text; it was read back, compared field by field, and then signed:")
            say(Panel(asked.text(), expand=False))
            say("Timelock 1970: the bank's copy is not locked.")
        with self.tell.step("Neobank", "issues it: an original for Alice, a copy for itself") as say:
            key = client.enclave.public_key
            issued = neobank.issue(self.alice.profile_id, credential, permission, key)
            expect(neobank.client.read_shared(issued.copy_id), "Neobank can read its copy")
            say(f"credential {issued.original_id}, level {credential['level']}")
        with self.tell.step("Neobank", "cannot use the permission again"), refused("write_grant_consumed"):
            neobank.issue(self.alice.profile_id, credential, permission, key)
        return issued

    def owning(self, issued: IssuedCredential) -> Client:
        """What Alice does with her own. Gives a client of her second wallet."""
        self.tell.chapter("Alice has her data in her own hands")
        client = self.alice.client
        with self.tell.step("Alice", "reads, decrypts and verifies her credential") as say:
            plaintext = client.read(issued.original_id)
            keys = self.cast.neobank.as_trusted.keys
            verification = verify(plaintext, keys, now=datetime.now(UTC))
            verification.raise_for_status()
            say(f"{len(plaintext)} bytes; {verification.status}: {len(verification.checks)} checks passed")
        with self.tell.step("Alice", "adds an attribute") as say:
            client.add_attribute("language", "da")
            (attribute,) = client.attributes()
            say(f"{attribute.key} = {attribute.value}")
        with self.tell.step("Alice", "links a second wallet, and signs in with it") as say:
            wallet = Keys.generate(KeyKind.STELLAR).wallet
            client.add_wallet(wallet.prove(f"I control the idOS profile {self.alice.profile_id}."))
            second = self.cast.person(wallet)
            expect(second.profile().id == self.alice.profile_id, "the second wallet opens the same profile")
            say(f"{wallet.wallet_type} {wallet.address}")
        return second

    def sharing(self, issued: IssuedCredential) -> SharedCopy:
        """A grant, and what its holder does with it."""
        self.tell.chapter("Alice shares, and takes back")
        client, charlie = self.alice.client, self.cast.charlie
        with self.tell.step("Alice", "grants Charlie a copy of her credential") as say:
            shared = client.share(
                issued.original_id, charlie.client.grantee, content_hash=issued.content_hash
            )
            say(f"grant {shared.grant_id}")
        with self.tell.step("Charlie", "retrieves and verifies it in one call") as say:
            customer = charlie.identify(
                shared.copy_id, owner=self.alice.profile_id, content_hash=shared.content_hash
            )
            say(report_of(customer.report))
            name = f"{customer.given_names} {customer.surname}".strip()
            say(f"An account for {name}, born {customer.birth_date}.")
        return shared

    def finding(self, *credential_ids: UUID) -> list[bytes]:
        """Ciphertexts of Alice's that the node holds; the search for them is shown to find them."""
        with self.tell.step(
            "The demo", "searches the node's files for her ciphertexts, and finds them"
        ) as say:
            contents = [self.alice.client.credential(each).sealed.content for each in credential_ids]
            scan = Traces(contents).search(self.node.folder)
            expect(scan.found, "a search finds what is there")
            say(f"{len(contents)} ciphertexts; {scan} searched; found in {', '.join(map(str, scan.found))}")
        return contents

    def revoking(self, shared: SharedCopy) -> None:
        """The grant that is not locked."""
        with self.tell.step("Alice", "revokes Charlie's grant"):
            self.alice.client.revoke(shared.grant_id)
        with self.tell.step("Charlie", "is refused"), refused("credential_not_readable"):
            self.cast.charlie.identify(shared.copy_id, owner=self.alice.profile_id)

    def locking(self, issued: IssuedCredential) -> SharedCopy:
        """A grant that nobody can take back for a while."""
        client = self.alice.client
        with self.tell.step("Alice", f"grants the auditor a copy, locked for {LOCK_SECONDS} seconds") as say:
            until = int(time.time()) + LOCK_SECONDS
            locked = client.share(
                issued.original_id,
                self.cast.auditor.grantee,
                content_hash=issued.content_hash,
                locked_until=until,
            )
            say(f"grant {locked.grant_id}, locked until {datetime.fromtimestamp(until, UTC):%H:%M:%S} UTC")
        with self.tell.step("Alice", "cannot revoke the locked grant") as say, refused("grant_locked"):
            say("The network's rules refuse it; nobody can override them.")
            client.revoke(locked.grant_id)
        return locked

    def erasing(self, issued: IssuedCredential, locked: SharedCopy, second: Client) -> None:
        """Everything goes: at once what no lock keeps, the rest by itself when the lock ends."""
        self.tell.chapter("Alice deletes everything")
        client, auditor, neobank = self.alice.client, self.cast.auditor, self.cast.neobank
        with self.tell.step("Alice", "erases her profile") as say:
            kept = client.erase_profile()
            expect([each.credential_id for each in kept] == [locked.copy_id], "only the locked copy is kept")
            say("Gone: profile, wallets, attributes, credential, and Neobank's copy.")
            say(f"Kept: the auditor's copy {locked.copy_id}, until its lock ends.")
            say("What Neobank and Charlie have read and stored themselves, no network can erase.")
        with self.tell.step("Everybody", "finds her gone"):
            for each in (client, second):
                expect(not client.has_profile(each.wallet.address), "her wallets have no profile")
            with refused("credential_not_readable"):
                neobank.client.read_shared(issued.copy_id)
        with self.tell.step("The auditor", "can still read the locked copy"):
            expect(auditor.read(locked.copy_id), "the lock is honoured")
        with self.tell.step("The node", "erases the locked copy by itself when the lock ends"):
            self.tell.until(lambda: time.time() >= locked.locked_until, "the lock ends", _PATIENCE_SECONDS)
            gone = partial(_is_gone, auditor, locked.copy_id)
            self.tell.until(gone, "the copy goes when its lock ends", _PATIENCE_SECONDS)

    def searching(self, traces: Traces) -> None:
        """Deleted means gone: from the files too, while the node runs, and after it has stopped."""
        self.tell.chapter("Nothing of Alice's ciphertexts is left")
        with self.tell.step("The demo", "searches the files of the running node, and finds nothing") as say:
            found = partial(traces.search, self.node.folder)
            self.tell.until(lambda: not found().found, "her ciphertexts leave the files", _PATIENCE_SECONDS)
            say(f"{found()}; no run of {RUN} bytes, neither bare nor in base64 or hex")
            say(f"This node keeps what transactions carried for {RETENTION_SECONDS} seconds.")
        with self.tell.step("The demo", "stops the node, searches again, and finds nothing") as say:
            expect(self.node.stop() == 0, "the node stops in order")
            scan = traces.search(self.node.folder)
            expect(not scan.found, f"nothing is left in {scan.found}")
            say(f"{scan}; no run of {RUN} bytes")
        with self.tell.step("The demo", "verifies the node's chain and state") as say:
            say(self.node.verify())
        with self.tell.step("The node", "starts again; the four others are still there"):
            self.node.start()
            for name, member in self.cast.people.items():
                known = member.client.has_profile(member.client.wallet.address)
                expect(known == (name != "Alice"), "everybody but Alice has a profile")

    def _application(self, name: str, draw: Callable[[DocumentHolder], bytes]) -> Application:
        """What somebody hands in, as files that anybody can look at."""
        person = passport_of(name, today=datetime.now(UTC).date())
        files = {"passport.png": draw(person), "selfie.jpg": draw_selfie(person)}
        for file, content in files.items():
            (self.folder / f"{name.lower()}-{file}").write_bytes(content)
        return Application(person.given_names, person.surname, *files.values())


def _is_gone(auditor: Consumer, copy_id: UUID) -> bool:
    try:
        auditor.read(copy_id)
    except NotFound:
        return True
    return False
