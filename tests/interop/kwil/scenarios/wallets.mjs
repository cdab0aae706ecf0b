// Each kind of wallet: its proof, its login, its transactions, and its signature on a write grant.
import {uuid} from '../network.mjs';
import {issueByGrant, joinAsIssuer, signUp, writeGrant} from '../people.mjs';
import {attempt, given} from '../scenario.mjs';
import {wallets} from '../wallets.mjs';

const {url} = given;
const neobank = await joinAsIssuer(url);

for(const [kind, wallet] of Object.entries(wallets)) {
  await attempt(kind, async () => {
    const name = kind.toLowerCase().replaceAll(' ', '-');
    const person = await signUp(url, neobank, name, wallet(name));
    const {network} = person;
    const [user] = await network.call('get_user');
    const grant = await writeGrant(person, neobank);
    await issueByGrant(person, neobank, grant, kind, '{}');
    const [credential] = await network.call('get_credentials');
    // The client knows no account type for a secp256k1 key of XRPL, so it can not ask for the nonce.
    const nonce = kind === 'XRPL secp256k1' ? 1 : undefined;
    const body = {namespace: 'main', name: 'add_attribute', inputs: [[uuid(), 'kind', kind]], nonce};
    const types = ['uuid', 'text', 'text'].map(type => ({name: type, is_array: false, metadata: [0, 0]}));
    await network.kwil.execute({...body, types}, network.signer, true);
    const attributes = await network.call('get_attributes');
    return {
      user: user.id === person.id,
      credential: credential.user_id === person.id,
      attributes: attributes.map(({value}) => value),
    };
  });
}
