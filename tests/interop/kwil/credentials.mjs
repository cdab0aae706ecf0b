// Credentials as the official SDK makes them: NaCl boxes for holder and grantee, signed by the issuer.
import {createHash} from 'node:crypto';
import nacl from 'tweetnacl';
import {seedOf} from './wallets.mjs';

const base64 = bytes => Buffer.from(bytes).toString('base64');
const bytes = text => new Uint8Array(Buffer.from(text, 'base64'));

/** The X25519 keys to which a person's data is encrypted. */
export function encryptionKeys(name) {
  const keys = nacl.box.keyPair.fromSecretKey(seedOf(`${name}'s encryption`));
  return {...keys, publicText: base64(keys.publicKey)};
}

/** The content and the ephemeral key of a plaintext for a receiver. */
export function seal(plaintext, receiver) {
  const ephemeral = nacl.box.keyPair();
  const nonce = nacl.randomBytes(nacl.box.nonceLength);
  const box = nacl.box(Buffer.from(plaintext), nonce, receiver.publicKey, ephemeral.secretKey);
  return {content: base64(Buffer.concat([nonce, box])), encryptor_public_key: base64(ephemeral.publicKey)};
}

/** The plaintext of a stored credential; null when it is for somebody else. */
export function unseal({content, encryptor_public_key}, receiver) {
  const sealed = bytes(content);
  const nonce = sealed.subarray(0, nacl.box.nonceLength);
  const box = sealed.subarray(nacl.box.nonceLength);
  const plain = nacl.box.open(box, nonce, bytes(encryptor_public_key), receiver.secretKey);
  return plain && Buffer.from(plain).toString();
}

/** The two signatures of an issuer: over the notes, and over that signature with the content. */
export function sign(secretKey, notes, content) {
  const notesSignature = nacl.sign.detached(Buffer.from(notes), secretKey);
  const broader = Buffer.concat([notesSignature, bytes(content)]);
  return {
    issuer_auth_public_key: Buffer.from(secretKey.subarray(32)).toString('hex'),
    public_notes_signature: base64(notesSignature),
    broader_signature: base64(nacl.sign.detached(broader, secretKey)),
  };
}

/** A credential for a receiver, issued. Copies are signed with a key that is thrown away. */
export function issue(plaintext, receiver, notes = '', secretKey = nacl.sign.keyPair().secretKey) {
  const sealed = seal(plaintext, receiver);
  return {...sealed, public_notes: notes, ...sign(secretKey, notes, sealed.content)};
}

export const contentHash = plaintext => createHash('sha256').update(plaintext).digest('hex');
