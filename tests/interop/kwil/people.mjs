// Signing people up, and the delegated write grant by which an issuer writes to them.
import {contentHash, encryptionKeys, issue} from './credentials.mjs';
import {Network, uuid} from './network.mjs';
import {server, wallets} from './wallets.mjs';

/** The issuer that the network was founded with. */
export async function joinAsIssuer(url, options) {
  const keys = server('neobank');
  const network = await Network.join(url, keys.signer, options);
  return {...keys, encryption: encryptionKeys('neobank'), network};
}

/** A person whose profile and first wallet the issuer added. */
export async function signUp(url, issuer, name, wallet = wallets.EVM(name), options) {
  const person = {id: uuid(), wallet_id: uuid(), wallet, encryption: encryptionKeys(name)};
  const proof = `I am ${name}, and this wallet is mine.`;
  await issuer.network.execute('add_user_as_inserter', person.id, person.encryption.publicText, 'user');
  await issuer.network.execute(
    'upsert_wallet_as_inserter', person.wallet_id, person.id,
    wallet.address, wallet.public_key, wallet.wallet_type, proof, await wallet.prove(proof)
  );
  return {...person, network: await Network.join(url, wallet.signer, options)};
}

const moment = seconds => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, '');

/** What the person's wallet signs, as the node words it, and all that the issuer hands in with it. */
export async function writeGrant(person, issuer) {
  const {address, public_key, wallet_type} = person.wallet;
  const owner = ['NEAR', 'FaceSign'].includes(wallet_type) ? public_key : address;
  const terms = [owner, issuer.address, issuer.address, uuid(), moment(3600), moment(-60), moment(3600)];
  const [{message}] = await person.network.call('dwg_message', ...terms);
  return {message, terms, signature: await person.wallet.prove(message)};
}

/** Issue by a write grant: an original for the person, and a copy for the issuer itself. */
export async function issueByGrant(person, issuer, grant, plaintext, notes) {
  const original = issue(plaintext, person.encryption, notes, issuer.secretKey);
  const copy = issue(plaintext, issuer.encryption, '', issuer.secretKey);
  const ids = {original: uuid(), copy: uuid()};
  await issuer.network.execute(
    'create_credentials_by_dwg',
    original.issuer_auth_public_key, original.encryptor_public_key, ids.original, original.content,
    original.public_notes, original.public_notes_signature, original.broader_signature,
    copy.encryptor_public_key, ids.copy, copy.content, copy.public_notes_signature, copy.broader_signature,
    contentHash(plaintext), ...grant.terms, grant.signature
  );
  return ids;
}

/** Share a credential's plaintext with a grantee. */
export async function share(person, originalId, plaintext, grantee, encryption, lockedUntil = 0) {
  const copy = issue(plaintext, encryption);
  const id = uuid();
  await person.network.execute(
    'share_credential', id, originalId, '', copy.public_notes_signature, copy.broader_signature, copy.content,
    contentHash(plaintext), copy.encryptor_public_key, copy.issuer_auth_public_key, grantee, lockedUntil
  );
  return id;
}
