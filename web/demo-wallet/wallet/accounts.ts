/** The wallet's people. Their keys come from a constant, so that everybody has them: there is nothing to steal. */

import { utf8 } from "idos-core/bytes";
import { contentHash } from "idos-core/hash";
import { privateKeyToAddress, signMessage } from "viem/accounts";

const NAMES = ["Alice", "Bob", "Carol", "Dave", "Erin"];

export interface Account {
  readonly name: string;
  /** In the mixed case of EIP-55. */
  readonly address: string;
}

/** The person with a number, from 0: five have a name, and there are as many more as anybody likes. */
export function accountAt(number: number): Account {
  const name = NAMES[number] ?? `Person ${number + 1}`;
  return { name, address: privateKeyToAddress(keyOf(name)) };
}

/** Those with a name, and `more`. */
export function accounts(more: number): Account[] {
  return Array.from({ length: NAMES.length + more }, (_, number) => accountAt(number));
}

/** An EIP-191 personal message, signed: 65 bytes in hexadecimal with `0x`. */
export function sign({ name }: Account, message: Uint8Array): Promise<string> {
  return signMessage({ message: { raw: message }, privateKey: keyOf(name) });
}

/** The SHA-256 of `idOS demo wallet: <name>`. */
function keyOf(name: string): `0x${string}` {
  return `0x${contentHash(utf8(`idOS demo wallet: ${name}`))}`;
}
