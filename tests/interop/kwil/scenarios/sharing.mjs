// Issuing, sharing, reading, taking back: what an issuer, a holder and two grantees do.
import {contentHash, encryptionKeys, issue, unseal} from '../credentials.mjs';
import {Network, uuid} from '../network.mjs';
import {issueByGrant, joinAsIssuer, share, signUp, writeGrant} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {server, wallets} from '../wallets.mjs';

const {url} = given;
const PLAINTEXT = JSON.stringify({credentialSubject: {firstName: 'Zoë', familyName: 'Ådahl'}});
const NOTES = JSON.stringify({id: 'https://neobank.example/credentials/1', type: 'kyc', status: 'approved'});

const neobank = await joinAsIssuer(url);
const bob = await signUp(url, neobank, 'bob');
const grantee = async name => {
  const keys = server(name);
  return {...keys, encryption: encryptionKeys(name), network: await Network.join(url, keys.signer)};
};
const [charlie, dave] = [await grantee('charlie'), await grantee('dave')];

// Issuing
const grant = await writeGrant(bob, neobank);
say('grant', grant);
const forged = {...grant, signature: await wallets.EVM('mallory').prove(grant.message)};
await attempt('a forged write grant', () => issueByGrant(bob, neobank, forged, PLAINTEXT, NOTES));
const {original, copy} = await issueByGrant(bob, neobank, grant, PLAINTEXT, NOTES);
say('ids', {original, copy, bob: bob.id});
say('given', {plaintext: PLAINTEXT, notes: NOTES, hash: contentHash(PLAINTEXT)});
await attempt('a grant used twice', () => issueByGrant(bob, neobank, grant, PLAINTEXT, NOTES));
say('credentials', await bob.network.call('get_credentials'));
const [owned] = await bob.network.call('get_credential_owned', original);
say('bob reads', {plaintext: unseal(owned, bob.encryption), notes: owned.public_notes});
const [kept] = await neobank.network.call('get_credential_shared', copy);
say('neobank reads', {plaintext: unseal(kept, neobank.encryption), notes: kept.public_notes});
say('neobank asks', await neobank.network.call('credential_exist_as_inserter', original));

// Sharing
const shared = await share(bob, original, PLAINTEXT, charlie.address.toUpperCase(), charlie.encryption);
const second = await share(bob, original, PLAINTEXT, charlie.address, charlie.encryption, 1);
say('shares', [shared, second]);
say('granted count', await charlie.network.call('get_access_grants_granted_count', null));
say('granted count of bob', await charlie.network.call('get_access_grants_granted_count', bob.id));
say('granted page 1', await charlie.network.call('get_access_grants_granted', null, 1, 1));
say('granted page 2', await charlie.network.call('get_access_grants_granted', bob.id, 2, 1));
say('granted page 3', await charlie.network.call('get_access_grants_granted', null, 3, 1));
await attempt('granted page 0', () => charlie.network.ask('get_access_grants_granted', null, 0, 1));
const [read] = await charlie.network.call('get_credential_shared', shared);
say('charlie reads', {plaintext: unseal(read, charlie.encryption), notes: read.public_notes});
say('charlie cannot open', unseal(read, dave.encryption));
say('of bob', await charlie.network.call('get_credentials_shared_by_user', bob.id, null));
say('sibling', await charlie.network.call('get_sibling_credential_id', contentHash(PLAINTEXT)));
say('on the credential', await charlie.network.call('get_access_grants_for_credential', shared));
say('dave reads', await dave.network.ask('get_credential_shared', shared));

// Taking back
const grantOn = async id => {
  const grants = await bob.network.call('get_access_grants_owned');
  return grants.find(({data_id}) => data_id === id);
};
await bob.network.execute('revoke_access_grant', (await grantOn(shared)).id);
say('charlie reads after revoking', await charlie.network.ask('get_credential_shared', shared));
const lockedUntil = Math.floor(Date.now() / 1000) + 3600;
const locked = await share(bob, original, PLAINTEXT, dave.address, dave.encryption, lockedUntil);
say('locked until', [`${lockedUntil}`, (await grantOn(locked)).locked_until]);
say('has a lock', await bob.network.call('has_locked_access_grants', locked));
await attempt('revoke a locked grant', async () =>
  bob.network.execute('revoke_access_grant', (await grantOn(locked)).id)
);
await charlie.network.execute('rescind_shared_credential', second);
await dave.network.execute('rescind_shared_credential', locked);
say('grants left', await bob.network.call('get_access_grants_owned'));

// An offer, which its holder turns into a grant
const offered = await share(bob, original, PLAINTEXT, charlie.address, charlie.encryption);
const offer = [bob.wallet.address, dave.address, offered, 0, contentHash(PLAINTEXT)];
const [{message}] = await bob.network.call('dag_message', ...offer);
say('offer', message);
say('offered', {copy: offered, grantee: dave.address, owner: bob.wallet.address});
const signature = await bob.wallet.prove(message);
await dave.network.execute('create_ag_by_dag_for_copy', ...offer, signature);
say('granted by offer', await dave.network.call('get_access_grants_granted', bob.id, 1, 10));

// What issuer and holder edit
await neobank.network.execute('edit_public_notes_as_issuer', JSON.parse(NOTES).id, '{"status":"revoked"}');
say('notes edited', (await charlie.network.call('get_credential_shared', offered))[0].public_notes);
const own = uuid();
const {secretKey} = server('bob himself');
const first = issue('first', bob.encryption, '{"id":"own"}', secretKey);
await bob.network.execute(
  'add_credential', own, first.issuer_auth_public_key, first.encryptor_public_key, first.content,
  first.public_notes, first.public_notes_signature, first.broader_signature
);
const edit = issued => bob.network.execute(
  'edit_credential', own, issued.public_notes, issued.public_notes_signature, issued.broader_signature,
  issued.content, issued.encryptor_public_key, issued.issuer_auth_public_key
);
await edit(issue('second', bob.encryption, '{"id":"own"}', secretKey));
say('own', unseal((await bob.network.call('get_credential_owned', own))[0], bob.encryption));
await attempt('not by its issuer', () => edit(issue('third', bob.encryption, '{"id":"own"}')));

// Leaving nothing
await bob.network.execute('remove_credential', original);
await bob.network.execute('remove_credential', own);
say('credentials left', await bob.network.call('get_credentials'));
say('dave reads at the end', await dave.network.ask('get_credential_shared', offered));
