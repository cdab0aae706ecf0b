// What is left behind on a node that then stops: a profile, a transaction, a session.
import {uuid} from '../network.mjs';
import {joinAsIssuer, signUp} from '../people.mjs';
import {given, say} from '../scenario.mjs';

const kim = await signUp(given.url, await joinAsIssuer(given.url), 'kim');
say('hash', await kim.network.execute('add_attribute', uuid(), 'k', 'kept'));
await kim.network.call('get_user');
say('cookie', kim.network.kwil.cookie);
