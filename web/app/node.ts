/** Which node the person chose in this browser, instead of the one of these pages. */

import { nodeUrl } from "idos-sdk/node";
import type { Shape } from "idos-sdk/wire";
import { text } from "idos-sdk/wire";
import { ofOrigin, plain, remembered } from "./memory.ts";

const choice: Shape<string> = (value) => (value === "" ? "" : nodeUrl(text(value)));

/** Its address; empty for none. */
export const chosenNode = remembered(ofOrigin("node", plain(choice)), "");

export function isNodeUrl(address: string): boolean {
  try {
    return nodeUrl(address) !== "";
  } catch {
    return false;
  }
}
