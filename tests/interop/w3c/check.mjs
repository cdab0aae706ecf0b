// Judges credentials with the packages the official SDK verifies with, unmodified.
// stdin: {contexts: {url: document}, key: verification method, now, credentials: [...]}
// stdout: [{official: boolean, integrity: boolean, error: string}]
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import * as vc from '@digitalbazaar/vc';
import jsigs from 'jsonld-signatures';
import {text} from 'node:stream/consumers';

const {contexts, key, now, credentials} = JSON.parse(await text(process.stdin));

const controller = {
  '@context': 'https://w3id.org/security/v2',
  id: key.controller,
  assertionMethod: [key.id],
};
const documents = {
  ...contexts,
  [key.id]: {...key, '@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey'},
  [key.controller]: controller,
};

async function documentLoader(url) {
  if(!(url in documents)) {
    throw new Error(`not pinned: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents[url]};
}

async function official(credential) {
  const suite = new Ed25519Signature2020({key: await Ed25519VerificationKey2020.from(key)});
  return vc.verifyCredential({credential, suite, controller, documentLoader, now: new Date(now)});
}

async function integrity(credential) {
  const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
  const purpose = new jsigs.purposes.AssertionProofPurpose({controller});
  return jsigs.verify(credential, {suite, purpose, documentLoader});
}

const verdicts = [];
for(const credential of credentials) {
  const first = await official(structuredClone(credential));
  const second = await integrity(structuredClone(credential));
  verdicts.push({
    official: first.verified,
    integrity: second.verified,
    error: [first, second].flatMap(r => r.error ?? []).map(e => e.errors?.[0]?.message ?? e.message).join('; '),
  });
}
process.stdout.write(JSON.stringify(verdicts));
