// A private node: the client signs a challenge before each view call, and asks nothing else.
import {KwilSigner, Network, uuid} from '../network.mjs';
import {issueByGrant, joinAsIssuer, signUp, writeGrant} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {wallets} from '../wallets.mjs';

const {url} = given;
const neobank = await joinAsIssuer(url);
for(const [kind, wallet] of Object.entries(wallets)) {
  const name = `private-${kind.toLowerCase().replaceAll(' ', '-')}`;
  await attempt(kind, async () => {
    const person = await signUp(url, neobank, name, wallet(name));
    const ids = await issueByGrant(person, neobank, await writeGrant(person, neobank), kind, '{}');
    const [credential] = await person.network.call('get_credential_owned', ids.original);
    return credential.id === ids.original;
  });
}
const ida = await signUp(url, neobank, 'ida');
const {kwil, signer} = ida.network;
say('cookie', kwil.cookie);
await attempt('named', async () => {
  const inputs = [{$id: uuid(), $attribute_key: 'k', $value: 'v'}];
  return (await kwil.execute({namespace: 'main', name: 'add_attribute', inputs}, signer, true)).status;
});
await attempt('no signer', () => new Network(kwil).call('has_profile', ida.wallet.address));
await attempt('open to all', () => ida.network.call('has_profile', ida.wallet.address));
const impostor = new KwilSigner(wallets.EVM('eve').signer.signer, signer.identifier, 'secp256k1_ep');
await attempt('another key', () => ida.network.as(impostor).call('get_user'));
await attempt('query', () => kwil.selectQuery('SELECT * FROM info.actions'));

// A client that takes the node for an open one sends no signature, and does not log in.
const mistaken = await Network.join(url, signer);
mistaken.kwil.authMode = 'open';
await attempt('unsigned', () => mistaken.ask('get_user'));
