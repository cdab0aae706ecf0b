/**
 * The texts with which the rules refuse, by the code that each stands for: the twin of `idos.protocol.refusals`.
 *
 * A failed action carries only its text, so a client finds the code here.
 */

import { IdosError } from "idos-core/errors";
import { oneLine } from "./binary.ts";

export const REFUSALS: Readonly<Record<string, string>> = {
  unauthorized_inserter: "Unauthorized inserter",
  inserter_not_found: "the inserter does not exist",
  delegate_not_found: "the delegate does not exist",
  no_profile: "the caller has no profile",
  ambiguous_caller: "the caller's key belongs to more than one profile",
  user_not_found: "the user does not exist",
  user_erased: "the id belonged to a profile that was erased",
  user_not_inserted_by_caller: "the user was not created by this inserter",
  user_has_wallets: "the user has a wallet, and adds further ones with it",
  user_has_credentials: "the encryption key of a user with credentials can not be replaced by an inserter",
  user_chose_key: "the user changed the encryption key, no inserter can replace it any more",
  invalid_password_store: "encryption_password_store must be user or mpc",
  invalid_encryption_key: "recipient_encryption_public_key must be a base64 X25519 key",
  encryption_key_replaced: "the profile's encryption key was replaced meanwhile",
  reencryption_incomplete: "not every credential is encrypted to the new key",
  reencryption_outdated: "the content to re-encrypt was replaced meanwhile",
  unsupported_wallet_type: "unsupported wallet type",
  invalid_wallet: "wallet is invalid",
  wallet_needs_public_key: "wallet require a public_key to be given",
  wallet_key_exists: "wallet public key already exists in idos",
  wallet_address_exists: "wallet address already exists in idos",
  wallet_in_use:
    "You can not delete a wallet you are connected with. To delete this wallet you have to connect other wallet.",
  invalid_credential_signature: "signature is wrong",
  invalid_original_signature: "an original credential signature is wrong",
  invalid_copy_signature: "a copy credential signature is wrong",
  credential_replanted: "the same credential is already stored",
  credential_of_others: "the credential belongs to another inserter, user or issuer",
  credential_shared: "can not edit shared credential",
  credential_not_owned: "the credential does not belong to the caller",
  credential_locked: "there are locked access grants for this credential",
  credential_not_shared_with_caller: "can not find the credential shared to you",
  credential_not_readable: "the credential is not shared with the caller",
  credential_not_found: "credential not found",
  credential_missing: "the credential does not exist",
  original_not_owned: "original credential does not belong to the caller",
  copy_with_notes: "shared credentials cannot have public_notes, it must be an empty string",
  invalid_content: "content must be base64",
  invalid_encryptor_key: "encryptor_public_key must be a base64 X25519 key",
  invalid_issuer_key: "issuer_auth_public_key must be 64 lower-case hex digits",
  write_grant_issuer_mismatch: "credentials issuer must be an issuer of delegated write grant",
  write_grant_owner_not_found: "dwg_owner not found",
  write_grant_times_reversed: "dwg_not_before must be before dwg_not_after",
  write_grant_not_usable_now:
    "this write grant can only be used after dwg_not_before and before dwg_not_after",
  write_grant_signature: "verify owner failed",
  write_grant_consumed: 'duplicate key value violates unique constraint "consumed_write_grants_pkey"',
  write_grant_lock_too_long: "access_grant_timelock is further away than this network allows",
  message_times_reversed: "not_usable_before must be before not_usable_after",
  attribute_shared: "Can not edit shared attribute",
  attribute_not_owned: "original attribute does not belong to the caller",
  grant_not_found: "the access grant not found",
  grant_locked: "the grant is locked",
  grant_exists: "a grant with the same grantee, copy_credential_id, and locked_until already exists",
  grant_data_not_found: "the credential, that the AG is for, does not exist",
  grant_lock_too_long: "locked_until is further away than this network allows",
  offer_owner_not_found: "dag_owner not found",
  offer_signature: "the dag_signature is invalid",
  offer_data_not_owned: "the data_id does not belong to the owner",
  page_not_positive: "page has to be a positive integer",
  size_not_positive: "size has to be a positive integer",
  size_too_large: "size is larger than this network allows",
  too_large: "a value is larger than this network allows",
  unasked_exceeded:
    "the inserter has written as much to the user as it may without a write grant: it did not create it",
  invalid_ids: "ids must be UUIDs in lower case, with commas between them",
  quota_exceeded: "the profile's quota is used up",
  upgrade_not_later: "the network has this rules version, or a later one",
  upgrade_scheduled: "an upgrade is scheduled already: cancel it first",
  upgrade_notice: "the time must be notice_seconds to a year away, and the height not negative",
  upgrade_not_found: "no upgrade to this version is scheduled",
  unknown_limit: "the rules have no limit of this name",
  limit_out_of_range: "the limit can not have this value",
  invalid_owners: "these can not be the owners",
  invalid_threshold: "the threshold is between 1 and the number of owners",
  ownership_offered: "an ownership is offered already: withdraw it first",
  ownership_not_offered: "no such ownership is offered, or not to the caller",
  ownership_accepted: "the caller accepted this ownership already",
  act_not_found: "no such act waits for approval",
  act_approved: "the caller approved this act already",
  too_many_acts: "too many of the owner's proposals wait: withdraw one",
  delegate_acts: "the key acts for this inserter: it is no former delegate",
  delegate_of_another: "the key acts, or acted, for another inserter",
  inserter_keys_exceeded: "the inserter has as many keys as this network allows, former ones counted",
  call_is_not_alone: "the action has to be the only call of its transaction",
  too_much_work: "these calls are too much work for one transaction: send them in several",

  invalid_token: "invalid token",
  invalid_ethereum_address: "invalid ethereum address",
  no_balance: "no wallet with balance found",
  unknown_action: "unknown action",
  action_is_private: "action is private",
  action_is_owner_only: "action can only be executed by the owner",
  action_is_not_a_view: "connection is read-only: the action is not a view",
  action_is_a_view: "a view action can not be executed in a transaction",
  caller_unknown: "the action needs a signed-in caller",
  already_exists: "duplicate key value violates unique constraint",
};

const LONGEST_FIRST = Object.entries(REFUSALS).sort(([, left], [, right]) => right.length - left.length);

/** The error that a node's text stands for: of the longest text that it contains, else `action_failed`. */
export function refusalOf(text: string): IdosError {
  const shown = oneLine(text);
  const known = LONGEST_FIRST.find(([, refusal]) => shown.includes(refusal));
  return new IdosError(known?.[0] ?? "action_failed", shown);
}
