/** What an error means for the person: what happened, what of her data, what to do. */

import { inLanguage } from "idos-look/text";
import { de } from "./words.de.ts";
import { type ErrorText, en } from "./words.en.ts";

export type { ErrorText } from "./words.en.ts";

type Case = keyof typeof en;

/** Codes by what they come to; the first that matches counts. */
const CASES: readonly [Case, RegExp][] = [
  ["unreachable", /^(unavailable|unreachable|network|http_refused|node_(failed|timeout|internal))$/],
  ["slow", /^(timeout|busy|too_many_requests)$/],
  ["network", /^wrong_network$/],
  ["sessions", /^reads_not_signed$/],
  ["fee", /^fee_too_high$/],
  ["session", /^(signed_out|sign_in_(needed|expired)|challenge_(needed|expired)|unauthorized)$/],
  ["node", /^(bad_(response|config|page|challenge)|(message|login|challenge)_mismatch|node_refused)$/],
  ["unknown", /^unknown_(outcome|fault)$/],
  ["stale", /^(stale|rejected_nonce|encryption_key_replaced|reencryption_(incomplete|outdated))$/],
  ["declined", /^declined$/],
  ["cancelled", /^cancelled$/],
  ["superseded", /^(superseded|closed|no_key_change)$/],
  ["popup", /^popup_blocked$/],
  ["storage", /^storage_unavailable$/],
  ["password", /^wrong_(key_)?password$/],
  ["key", /^(wrong_key|other_key|no_expected_key|no_user)$/],
  ["node", /^content_hash_mismatch$/],
  ["file", /^(not_a_key_file|wrong_key_kind)$/],
  ["unreadable", /^(cannot_decrypt|malformed)$/],
  ["mpc", /^mpc_unsupported$/],
  ["contract", /^wallet_contract$/],
  ["signer", /^wallet_other_signer$/],
  ["busy", /^wallet_busy$/],
  ["wallet", /^(no_wallet|wallet_(failed|silent|not_connected|unsupported))$/],
  ["locked", /(^|_)locked$/],
  ["exists", /_(exists|consumed|replanted)$/],
  ["missing", /_(not_found|missing)$|^(not_found|no_profile|user_erased)$/],
  ["large", /^(too_large|too_much_work|(quota|unasked)_exceeded)$/],
  ["invalid", /^(invalid|bad_|not_a_|message_times_reversed|\w+_not_positive|\w+_too_(large|long))/],
  // What is left of the codes of the rules: docs/protocol/actions.md.
  [
    "denied",
    /^(denied|unauthorized|call_is_not_alone|user|ambiguous|invalid|unsupported|wallet|credential|original|copy|write_grant|attribute|offer|act|caller|unknown_action|unknown_limit|no_balance|rejected|upgrade|limit|ownership|too_many_acts|delegate|inserter|unasked)/,
  ],
];

const texts = inLanguage<Record<Case, ErrorText>>({ en, de });

/** The text of a code; one that is not known is something that failed inside. */
export function errorText(code: string): ErrorText {
  return texts[CASES.find(([, pattern]) => pattern.test(code))?.[0] ?? "internal"];
}
