// Signing in at the gateway, which the client does by itself when a view call needs it.
import {Network, WebKwil, uuid} from '../network.mjs';
import {joinAsIssuer, signUp} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {server} from '../wallets.mjs';

const {url} = given;
const neobank = await joinAsIssuer(url);
say('before', neobank.network.kwil.cookie);
say('ed25519', (await neobank.network.ask('get_user_as_inserter', uuid())).data);
const eve = await signUp(url, neobank, 'eve');
const [user] = await eve.network.call('get_user');
say('evm', user.id === eve.id);
const {kwil} = eve.network;
const cookie = kwil.cookie;
say('cookie', cookie);
await eve.network.call('get_user');
say('cookie kept', kwil.cookie === cookie);

// Another signer on the same client is not the one that signed in.
const [found] = await eve.network.as(neobank.signer).call('get_user_as_inserter', eve.id);
say('another signer', {id: found.id === eve.id, cookieReplaced: kwil.cookie !== cookie});
say('the first again', (await eve.network.call('get_user'))[0].id === eve.id);
await attempt('no signer', () => new Network(new kwil.constructor(kwil.config)).call('get_user'));
say('open to all', await eve.network.as(undefined).call('has_profile', eve.wallet.address));

// A cookie given for one call, by an application that keeps it itself.
const passive = await Network.join(url, eve.wallet.signer, {autoAuthenticate: false});
const asked = {namespace: 'main', name: 'get_user', inputs: [], types: []};
say('without login', await passive.kwil.call(asked, passive.signer));
const present = kwil.cookie;
const rowsWith = async cookie => (await passive.kwil.call({...asked, cookie}, passive.signer)).data.result.length;
say('with a cookie', await rowsWith(present));
say('with its pair alone', await rowsWith(present.split(';')[0]));
say('a stolen cookie', await passive.kwil.call({...asked, cookie: present}, server('mallory').signer));
say('an invented cookie', await passive.kwil.call({...asked, cookie: 'kgw_session=abc'}, passive.signer));

// Leaving
await kwil.auth.logoutKGW();
say('after logout', kwil.cookie);
say('a session that ended', await passive.kwil.call({...asked, cookie: present}, passive.signer));
say('in again', (await eve.network.call('get_user'))[0].id === eve.id);
await kwil.auth.logoutKGW(eve.network.signer);
say('after logout with the signer', kwil.cookie);

// Other spellings of the node's address
for(const [step, other] of [['a slash', `${url}/`], ['by name', url.replace('127.0.0.1', 'localhost')]]) {
  const network = await Network.join(other, eve.wallet.signer);
  await attempt(step, async () => (await network.call('get_user')).length);
}

// Without a browser around it the browser's client keeps the cookie itself.
const web = await Network.join(url, eve.wallet.signer, {Kwil: WebKwil});
say('the client for browsers', {rows: (await web.call('get_user')).length, cookie: web.kwil.cookie});
