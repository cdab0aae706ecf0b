/**
 * Challenges that say whose they are, so that no node passes on another's: the twin of `idos.protocol.challenges`
 * (docs/protocol/reads.md §2).
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, sameBytes, utf8 } from "idos-core/bytes";
import { prefixedText } from "./binary.ts";

const RANDOM_SIZE = 16;
const SIZE = 32;
const TAG = utf8("idos challenge 1\0");

/** The challenge of the node at `url`, on the network `chainId`: 16 random bytes, and 16 that name the two. */
export function challengeOf(url: string, chainId: string, random: Uint8Array): Uint8Array {
  const named = concat(prefixedText(new URL(url).origin), prefixedText(chainId));
  return concat(random, sha256(concat(TAG, named, random)).subarray(0, SIZE - RANDOM_SIZE));
}

/** Whether the challenge is of the node that was asked at `url`, on the network `chainId`. */
export function isChallengeOf(challenge: Uint8Array, url: string, chainId: string): boolean {
  return sameBytes(challenge, challengeOf(url, chainId, challenge.subarray(0, RANDOM_SIZE)));
}
