// What the wallets sign, to be compared with what the official SDK's signers signed. Needs no node.
import {given, say} from '../scenario.mjs';
import {evm, faceSign, near, stellar, xrpl} from '../wallets.mjs';

const bytes = text => new Uint8Array(Buffer.from(text, 'hex'));
const makers = {
  EVM: ({secret}) => evm(bytes(secret)),
  NEAR: ({secret, nonce, recipient}) => near(bytes(secret), {recipient, nonce: bytes(nonce)}),
  XRPL: ({secret}) => xrpl(secret),
  Stellar: ({secret}) => stellar(Buffer.from(secret, 'hex')),
  FaceSign: ({secret}) => faceSign(bytes(secret)),
};

for(const {step, kind, message, ...keys} of given.asked) {
  const {signer, identifier} = makers[kind](keys).signer;
  const signature = await (signer.signMessage ? signer.signMessage(bytes(message)) : signer(bytes(message)));
  const text = typeof signature === 'string' ? signature.slice(2) : Buffer.from(signature).toString('hex');
  say(step, {sender: Buffer.from(identifier).toString('hex'), signature: text});
}
