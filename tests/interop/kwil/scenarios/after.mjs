// The same person at the same node, started again.
import {Network} from '../network.mjs';
import {attempt, given, say} from '../scenario.mjs';
import {wallets} from '../wallets.mjs';

const {url, hash, cookie} = given;
const kim = await Network.join(url, wallets.EVM('kim').signer, {autoAuthenticate: false});
kim.kwil.cookie = cookie;
say('old session', (await kim.ask('get_attributes')).authCode);
kim.kwil.autoAuthenticate = true;
say('attributes', (await kim.call('get_attributes')).map(({value}) => value));
await attempt('transaction', async () => (await kim.kwil.txInfo(hash)).data.tx_result);
say('account', (await kim.kwil.getAccount(kim.signer.identifier)).data.nonce);
