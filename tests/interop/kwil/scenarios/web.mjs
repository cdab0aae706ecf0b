// The browser's client, on a page of the given origin: the browser keeps the cookie, and asks about CORS.
import {JSDOM, VirtualConsole} from 'jsdom';
import {attempt, given, say} from '../scenario.mjs';

// The client decides what it runs in when it is loaded.
const {window} = new JSDOM('', {url: given.origin, virtualConsole: new VirtualConsole()});
Object.assign(globalThis, {window, document: window.document, XMLHttpRequest: window.XMLHttpRequest});
const {Network, WebKwil, uuid} = await import('../network.mjs');
const {joinAsIssuer, signUp} = await import('../people.mjs');

const {url} = given;
const options = {Kwil: WebKwil};

await attempt('chain', async () => (await Network.join(url, undefined, options)).kwil.chainId);
await attempt('session', async () => {
  const neobank = await joinAsIssuer(url, options);
  const jane = await signUp(url, neobank, `jane of ${given.origin}`, undefined, options);
  const [user] = await jane.network.call('get_user');
  say('user', user.id === jane.id);
  await jane.network.execute('add_attribute', uuid(), 'k', 'v');
  say('attributes', (await jane.network.call('get_attributes')).map(({value}) => value));
  say('cookie of the client', jane.network.kwil.cookie);
  say('cookie for scripts', window.document.cookie);
  await jane.network.as(neobank.signer).call('get_user');
  say('the page asks as another', (await jane.network.call('get_user'))[0].id === jane.id);
  await jane.network.kwil.auth.logoutKGW();
  const passive = await Network.join(url, jane.wallet.signer, {...options, autoAuthenticate: false});
  return (await passive.ask('get_user')).authCode;
});
