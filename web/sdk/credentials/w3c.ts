/** W3C Verifiable Credentials with Ed25519 as a credential format. */

import { CREDENTIALS_V1 } from "./contexts.ts";
import type { CredentialFormat } from "./format.ts";
import { read } from "./shape.ts";
import { verifyCredential } from "./verify.ts";

export const W3C: CredentialFormat = {
  name: "w3c",
  recognises(plaintext) {
    try {
      const contexts = read(plaintext)["@context"];
      return Array.isArray(contexts) && contexts[0] === CREDENTIALS_V1;
    } catch {
      return false;
    }
  },
  verify: verifyCredential,
};
