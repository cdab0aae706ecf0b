// Wallets of each kind, signing with their ecosystem's own library.
//
// A wallet has the columns of `wallets` (address, public_key, wallet_type), `signer` for the client, and
// `prove(text)`: the proof of ownership as the wallet gives it to the official SDK.
import {createHash, randomBytes} from 'node:crypto';
import {Keypair} from '@stellar/stellar-base';
import {serialize} from 'borsh';
import {Wallet, encodeBase58} from 'ethers';
import ripple from 'ripple-keypairs';
import nacl from 'tweetnacl';
import {KwilSigner} from './network.mjs';

const sha256 = data => createHash('sha256').update(data).digest();
const hex = bytes => Buffer.from(bytes).toString('hex');
const bytes = text => new Uint8Array(Buffer.from(text, 'hex'));

/** Everybody's secret comes from a name. */
export const seedOf = name => sha256(`interop ${name}`);

const NEP413 = {
  struct: {
    tag: 'u32',
    message: 'string',
    nonce: {array: {type: 'u8', len: 32}},
    recipient: 'string',
    callbackUrl: {option: 'string'},
  },
};

export function evm(seed) {
  const wallet = new Wallet(`0x${hex(seed)}`);
  return {
    address: wallet.address,
    public_key: null,
    wallet_type: 'EVM',
    signer: new KwilSigner(wallet, wallet.address),
    prove: text => wallet.signMessage(text),
  };
}

/** A wallet whose signer is a function over bytes, with the proof written in hex. */
function custom(columns, sign, sender, type) {
  return {
    ...columns,
    signer: new KwilSigner(async message => sign(message), sender, type),
    prove: async text => hex(sign(Buffer.from(text))),
  };
}

/** Wallets sign for `idos.network`, servers for `idos-issuer`; a wallet that redirects adds its callback. */
export function near(seed, {account, recipient = 'idos.network', callbackUrl = null, nonce} = {}) {
  const {publicKey, secretKey} = nacl.sign.keyPair.fromSeed(seed);
  const sign = bytesToSign => {
    const message = Buffer.from(bytesToSign).toString();
    const terms = {message, nonce: nonce ?? randomBytes(32), recipient, callbackUrl};
    const payload = Buffer.from(serialize(NEP413, {tag: 2 ** 31 + 413, ...terms}));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(payload.length);
    return new Uint8Array(Buffer.concat([length, payload, nacl.sign.detached(sha256(payload), secretKey)]));
  };
  const columns = {address: account, public_key: `ed25519:${encodeBase58(publicKey)}`, wallet_type: 'NEAR'};
  return custom(columns, sign, publicKey, 'nep413');
}

/** From a family seed, which tells the kind of key. */
export function xrpl(familySeed) {
  const {publicKey, privateKey} = ripple.deriveKeypair(familySeed);
  const sign = message => bytes(ripple.sign(hex(message), privateKey));
  const columns = {address: ripple.deriveAddress(publicKey), public_key: publicKey, wallet_type: 'XRPL'};
  return custom(columns, sign, bytes(publicKey), 'xrpl');
}

/** `named` says by which bytes the wallet is named, `sep53` whether it signs as that standard says. */
export function stellar(seed, {named = 'key', sep53 = false} = {}) {
  const keys = Keypair.fromRawEd25519Seed(seed);
  const digest = message => sha256(Buffer.concat([Buffer.from('Stellar Signed Message:\n'), message]));
  const sign = message => new Uint8Array(keys.sign(sep53 ? digest(message) : Buffer.from(message)));
  const address = keys.publicKey();
  const key = new Uint8Array(keys.rawPublicKey());
  const sender = named === 'key' ? key : new Uint8Array(Buffer.from(address));
  const columns = {address, public_key: hex(key), wallet_type: 'Stellar'};
  return custom(columns, sign, sender, sep53 ? 'sep53' : 'ed25519');
}

export function faceSign(seed) {
  const {publicKey, secretKey} = nacl.sign.keyPair.fromSeed(seed);
  const columns = {address: hex(publicKey), public_key: hex(publicKey), wallet_type: 'FaceSign'};
  const wallet = custom(columns, message => nacl.sign.detached(message, secretKey), publicKey, 'ed25519');
  return {...wallet, prove: async text => (await wallet.prove(text)).toUpperCase()};
}

/** The Ed25519 key of a server: an issuer or a consumer. */
export function server(name) {
  const {address, signer} = faceSign(seedOf(name));
  return {address, signer, secretKey: nacl.sign.keyPair.fromSeed(seedOf(name)).secretKey};
}

const nearOf = (name, options) => near(seedOf(name), {account: `${name}.testnet`, ...options});
const xrplOf = (name, algorithm) =>
  xrpl(ripple.generateSeed({entropy: seedOf(name).subarray(0, 16), algorithm}));

/** Somebody's wallet of each kind. */
export const wallets = {
  EVM: name => evm(seedOf(name)),
  NEAR: name => nearOf(name),
  'NEAR of a server': name => nearOf(name, {recipient: 'idos-issuer'}),
  'NEAR with a callback': name => nearOf(name, {callbackUrl: 'https://dashboard.example/callback?x=1'}),
  'XRPL ed25519': name => xrplOf(name, 'ed25519'),
  'XRPL secp256k1': name => xrplOf(name, 'ecdsa-secp256k1'),
  'Stellar by key': name => stellar(seedOf(name)),
  'Stellar by address': name => stellar(seedOf(name), {named: 'address'}),
  'Stellar SEP-53': name => stellar(seedOf(name), {named: 'address', sep53: true}),
  FaceSign: name => faceSign(seedOf(name)),
};
