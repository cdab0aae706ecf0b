// Joining: the owner of the network admits an issuer, the issuer creates a profile, its holder keeps it.
import {encryptionKeys} from '../credentials.mjs';
import {Network, uuid} from '../network.mjs';
import {signUp} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {server, wallets} from '../wallets.mjs';

const {url} = given;
const owner = await Network.join(url, wallets.EVM('owner').signer);
const acme = {...server('acme'), encryption: encryptionKeys('acme')};
acme.network = await Network.join(url, acme.signer);

await attempt('not admitted', () => signUp(url, acme, 'nobody'));
const inserter = uuid();
await owner.execute('add_inserter_as_owner', inserter, 'acme');
await owner.execute('add_delegate_as_owner', acme.address.toUpperCase(), inserter);
await attempt('not the owner', () => acme.network.execute('add_inserter_as_owner', uuid(), 'mallory'));

const stranger = await Network.join(url);
const {address} = wallets.EVM('ann');
say('profile before', await stranger.call('has_profile', address));
const ann = await signUp(url, acme, 'ann');
say('ann', {id: ann.id, wallet_id: ann.wallet_id, key: ann.encryption.publicText, address});
say('profile', await stranger.call('has_profile', address.toLowerCase()));
say('user', await ann.network.call('get_user'));
say('user for the inserter', await acme.network.call('get_user_as_inserter', ann.id));
say('allowance', await ann.network.call('get_allowance'));

const city = uuid();
await ann.network.execute('add_attribute', city, 'city', 'Zürich');
say('attributes', await ann.network.call('get_attributes'));
await ann.network.execute('edit_attribute', city, 'city', 'Bern');
say('attributes edited', await ann.network.call('get_attributes'));
await ann.network.execute('remove_attribute', city);
say('attributes removed', await ann.network.call('get_attributes'));

const second = wallets['XRPL ed25519']('ann');
const secondId = uuid();
const proof = 'This one is mine, too.';
const addSecond = signature => ann.network.execute(
  'add_wallet', secondId, second.address, second.public_key, 'XRPL', proof, signature
);
await attempt('a forged proof', async () => addSecond(await wallets['XRPL ed25519']('eve').prove(proof)));
await addSecond(await second.prove(proof));
say('wallets', await ann.network.call('get_wallets'));
const bySecond = await Network.join(url, second.signer);
say('user by the second wallet', await bySecond.call('get_user'));
await attempt('the connected wallet', () => ann.network.execute('remove_wallet', ann.wallet_id));
await ann.network.execute('remove_wallet', secondId);
say('user by a removed wallet', await bySecond.call('get_user'));
