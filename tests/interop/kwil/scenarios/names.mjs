// Actions by name: what the client asks about them, how it then sends named values, and the public views.
import {Network, Utils, uuid} from '../network.mjs';
import {joinAsIssuer, signUp} from '../people.mjs';
import {attempt, given, say} from '../scenario.mjs';

const {url} = given;
const neobank = await joinAsIssuer(url);
const hal = await signUp(url, neobank, 'hal');
const {kwil, signer} = hal.network;
const named = (name, ...inputs) => ({namespace: 'main', name, inputs});
const execute = (name, ...inputs) => kwil.execute(named(name, ...inputs), signer, true);
const attribute = {$id: uuid(), $attribute_key: 'a key', $value: 'a value'};

const actions = (await kwil.getActions('main')).data;
say('actions', actions);
await attempt('execute', async () => (await execute('ADD_attribute', attribute)).status);
const legacy = Utils.ActionInput.of().put('$id', uuid()).put('$attribute_key', 'legacy').put('$value', '1');
await attempt('execute as of old', async () => (await execute('add_attribute', legacy)).status);
say('attributes', (await hal.network.call('get_attributes')).map(({attribute_key}) => attribute_key).sort());
const asked = {namespace: 'main', name: 'has_profile', inputs: {$address: hal.wallet.address}};
await attempt('call', async () => (await kwil.call(asked)).data.result);
await attempt('call in capitals', async () =>
  (await kwil.call({namespace: 'MAIN', name: 'HAS_PROFILE', inputs: [hal.wallet.address]})).data.result
);

// What the client itself refuses, from what it was told
await attempt('unknown name', () => execute('no_such_action', {$id: uuid()}));
await attempt('unknown parameter', () => execute('add_attribute', {...attribute, $x: '1'}));
await attempt('view as transaction', () => execute('has_profile', {$address: '0x'}));
await attempt('transaction as view', () =>
  kwil.call({...asked, name: 'remove_wallet', inputs: {$id: uuid()}})
);
await attempt('unknown namespace', () => kwil.call({...asked, namespace: 'nowhere'}));

// What the node refuses
const call = (name, ...inputs) => kwil.call({namespace: 'main', name, inputs}, signer);
await attempt('unknown action', () => call('no_such_action'));
await attempt('a private action', () => call('get_inserter'));
await attempt('not a view', () => call('remove_wallet', uuid()));
await attempt('too few', () => call('has_profile'));
await attempt('a text that looks like a UUID', () => call('has_profile', uuid()));
await attempt('null where a value must be', () => call('has_profile', null));
await attempt('namespace of nobody', () =>
  kwil.call({namespace: 'nowhere', name: 'has_profile', inputs: ['0x']})
);
await attempt('a view in a transaction', () => execute('has_profile', ['0x']));
await attempt('a failing view', () => call('get_credential_shared', uuid()));
await attempt('no values', () => kwil.execute({namespace: 'main', name: 'action_costing_gas'}, signer, true));
await attempt('a fraction', () => execute('action_costing_idos_token', [1.5]));
const whole = {...named('action_costing_idos_token', [2]), types: [Utils.DataType.Numeric(78, 0)]};
await attempt('a number of the right type', () => kwil.execute(whole, signer, true));

// Views
const select = async (query, params) => (await kwil.selectQuery(query, params)).data;
await attempt('db owner', () => select('SELECT * FROM info.db_owner'));
await attempt('one action', () =>
  select('SELECT name FROM info.actions WHERE namespace = $n AND name = $a', {$n: 'main', $a: 'get_user'})
);
await attempt('no rows', () => select('SELECT * FROM info.actions WHERE namespace = $n', {$n: 'nowhere'}));
await attempt('people', () => select('SELECT * FROM users'));
await attempt('of old', () => kwil.selectQuery('main', 'SELECT * FROM users'));
say('network', (await Network.join(`${url}/`)).kwil.chainId);
