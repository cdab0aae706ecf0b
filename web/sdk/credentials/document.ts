/** A credential and its proofs, as JSON holds them. docs/protocol/w3c.md §2, §4, §5. */

/** A credential without its proofs: flat, and made of plain text. */
export interface Credential {
  "@context": string[];
  id: string;
  issuer: string;
  level: string;
  issuanceDate: string;
  issued?: string;
  approvedAt?: string;
  expirationDate?: string;
  credentialSubject: Record<string, string>;
}

export const LINKED = "Ed25519Signature2020";
export const INTEGRITY = "DataIntegrityProof";
export const CRYPTOSUITE = "eddsa-jcs-2022";
export const PURPOSE = "assertionMethod";

export type ProofType = typeof LINKED | typeof INTEGRITY;

export interface Proof {
  type: ProofType;
  created: string;
  verificationMethod: string;
  proofPurpose: string;
  proofValue: string;
  cryptosuite?: string;
  "@context"?: string[];
}
