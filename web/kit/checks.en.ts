/** English. `outcomes` by check and code, `codes` wherever they come up. */

export interface Words {
  titles: Record<string, string>;
  outcomes: Record<string, string>;
  codes: Record<string, string>;
  passed: string;
  failed: string;
}

export const en: Words = {
  titles: {
    request: "What was asked for",
    content: "Same content",
    provenance: "Who made this copy",
    document: "Readable",
    contexts: "Known vocabulary",
    schema: "Known form",
    issuer: "Issuer",
    proof: "Signature",
    binding: "Fields in place",
    validity: "In force",
    notes: "Public notes",
    status: "Issuer stands by it",
    notes_binding: "Notes are about this",
  },
  outcomes: {
    "request: ok": "The copy is the one that was expected.",
    "request: content_hash_mismatch": "This is not the content that was expected.",
    "content: ok": "The content is the one that the grant names.",
    "content: no_hash": "The grant names no hash of the content.",
    "content: content_hash_mismatch": "This is not the content that the grant names.",
    "provenance: by_holder": "The holder may have made this copy; the credential's own proofs decide.",
    "provenance: unattested":
      "The network does not show who signed this copy; the credential's proofs decide.",
    "provenance: written_by_issuer": "The issuer encrypted and signed this copy itself.",
    "provenance: invalid_copy_signature": "The issuer's signature over this copy is wrong.",
    "document: ok": "The credential is well-formed JSON.",
    "contexts: ok": "The credential uses the known vocabulary.",
    "schema: ok": "The credential has the form of an idOS credential.",
    "issuer: ok": "The issuer is one you trust.",
    "proof: ok": "The issuer signed these values.",
    "binding: ok": "Every value stands in the field where the issuer put it.",
    "binding: content_hash_mismatch": "This is not the content the issuer attested.",
    "validity: ok": "The credential is in force.",
    "notes: ok": "The issuer signed the public notes.",
    "notes: unattested":
      "The network does not show who signed the public notes, so their status is the node's word.",
    "notes: edited_by_issuer": "The issuer edited the public notes, as the network vouches.",
    "notes: no_notes": "The original was removed, and its public notes with it.",
    "status: ok": "The issuer stands by this credential.",
    "status: no_status": "The public notes state no status.",
    "notes_binding: ok": "The public notes name this content.",
    "notes_binding: written_together": "The issuer wrote this copy and the public notes at once.",
    "notes_binding: no_notes": "There are no public notes that could state a status.",
  },
  codes: {
    owner_mismatch: "The copy is another person's than expected.",
    not_checked: "Not checked, because an earlier check failed.",
    malformed: "This is not a well-formed credential: it is not JSON.",
    duplicate_member: "This is not a well-formed credential: a member is named twice.",
    too_large: "This is not a well-formed credential: it is too large.",
    unknown_context: "This is not a well-formed credential: its vocabulary is not known here.",
    missing_member: "This is not a well-formed credential: a member is missing.",
    unknown_member: "This is not a well-formed credential: a member is not known here.",
    bad_value: "This is not a well-formed credential: a value has the wrong form.",
    missing_proof: "This is not a well-formed credential: it has no signature of the known type.",
    unsupported_proof: "This is not a well-formed credential: a proof is repeated or of an unknown type.",
    unknown_key: "The credential is signed with a key of no issuer in the directory.",
    issuer_mismatch: "The signing key is not one of the issuer named in it.",
    invalid_proof: "The signature does not match: the credential was changed.",
    not_bound: "The issuer's signature does not cover which field holds which value.",
    invalid_binding: "The fields do not hold what the issuer put there.",
    not_yet_valid: "The credential is dated in the future.",
    expired: "The credential has expired.",
    notes_mismatch: "The node shows two different public notes.",
    untrusted_notes: "The public notes are by an issuer that is not in the directory.",
    invalid_notes_signature: "The signature of the public notes is wrong.",
    revoked: "The issuer withdrew this credential.",
    not_approved: "The issuer does not stand by this credential.",
    notes_not_bound: "Nothing ties the public notes to this content.",
    invalid: "A key or signature that belongs to this check is malformed.",
  },
  passed: "Passed.",
  failed: "Failed.",
};
