// Transactions: waiting for their block or not, looked up again, refused, failed, and several at once.
import {setTimeout as sleep} from 'node:timers/promises';
import {KwilSigner, Network, NodeKwil, uuid} from '../network.mjs';
import {joinAsIssuer, signUp} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {wallets} from '../wallets.mjs';

const {url} = given;
const neobank = await joinAsIssuer(url);
const fay = await signUp(url, neobank, 'fay');
const gus = await signUp(url, neobank, 'gus', wallets.FaceSign('gus'));
const {kwil, signer} = fay.network;
const types = ['uuid', 'text', 'text'].map(name => ({name, is_array: false, metadata: [0, 0]}));
const attribute = (value, more = {}) => ({
  namespace: 'main', name: 'add_attribute', description: 'for a test',
  inputs: [[uuid(), 'n', value]], types, ...more,
});
const shown = ({data: {tx, ...rest}}) => ({
  ...rest,
  tx: {
    ...tx,
    sender: Buffer.from(tx.sender).toString('hex'),
    body: {...tx.body, fee: tx.body.fee.toString(), payload: tx.body.payload.length},
    signature: {type: tx.signature.type, sig: tx.signature.sig.length},
  },
});
async function inBlock(hash) {
  for(;;) {
    const info = await kwil.txInfo(hash);
    if(info.data.height > 0) {
      return shown(info);
    }
    await sleep(20);
  }
}

say('ping', (await kwil.ping()).data);
say('chain', (await kwil.chainInfo()).data);
say('fresh account', (await kwil.getAccount(signer.identifier)).data);

const sync = (await kwil.execute(attribute('1'), signer, true)).data.tx_hash;
say('sync', {hash: sync, info: shown(await kwil.txInfo(sync))});
say('sender', Buffer.from(signer.identifier).toString('hex'));
const unwaited = (await kwil.execute(attribute('2'), signer)).data.tx_hash;
say('async', {hash: unwaited, info: await inBlock(unwaited)});
say('account', (await kwil.getAccount(signer.identifier)).data);
const pending = new NodeKwil({kwilProvider: url, chainId: kwil.chainId, unconfirmedNonce: true});
say('pending account', (await pending.getAccount(signer.identifier)).data);

// Several at once
const batch = attribute('', {inputs: [[uuid(), 'n', '3'], [uuid(), 'n', '4']]});
await attempt('batch', async () => (await kwil.execute(batch, signer, true)).status);
await Promise.all([fay, gus].map(async ({network: {kwil, signer}}) => {
  const {data: {nonce}} = await kwil.getAccount(signer.identifier);
  await kwil.execute(attribute('5', {nonce: nonce + 1}), signer);
  await kwil.execute(attribute('6', {nonce: nonce + 2}), signer);
  await kwil.execute(attribute('7', {nonce: nonce + 3}), signer, true);
}));
const next = (await kwil.getAccount(signer.identifier)).data.nonce + 1;
const race = ['8', '8'].map(value => kwil.execute(attribute(value, {nonce: next}), signer, true));
const ends = (await Promise.allSettled(race)).map(({status, reason}) => [status, reason?.message ?? null]);
say('a race for one nonce', ends.sort());
const values = async ({network}) => (await network.call('get_attributes')).map(({value}) => value).sort();
say('values', {fay: await values(fay), gus: await values(gus)});

// Refused and failed
const {nonce} = (await kwil.getAccount(signer.identifier)).data;
const send = (value, more, by = signer) => kwil.execute(attribute(value, more), by, true);
await attempt('used nonce', () => send('x', {nonce}));
await attempt('nonce ahead', () => send('x', {nonce: nonce + 2}));
const elsewhere = new Network(new NodeKwil({kwilProvider: url, chainId: 'elsewhere'}), signer);
await attempt('another chain', () => elsewhere.execute('add_attribute', uuid(), 'n', 'x'));
const impostor = new KwilSigner(wallets.EVM('eve').signer.signer, signer.identifier, 'secp256k1_ep');
await attempt('another key', () => send('x', {}, impostor));
await attempt('long description', () => send('x', {description: 'd'.repeat(201)}));
await attempt('failed', () => fay.network.execute('revoke_access_grant', uuid()));
const failing = attribute('', {name: 'remove_credential', inputs: [[uuid()]]});
say('failed later', await inBlock((await kwil.execute(failing, signer)).data.tx_hash));
await attempt('unknown transaction', () => kwil.txInfo('69b69b'.repeat(16)));
await attempt('raw statement', () => kwil.execSql('DELETE FROM users', {}, signer, true));
await attempt('too large', () => send('x'.repeat(5_000_000)));
await attempt('afterwards', async () => (await send('9')).status);
