/** Which node the person chose in this browser, instead of the one of these pages. */

import { ofOrigin, plain } from "idos-app/memory";
import { text } from "idos-core/shape";
import { nodeUrl } from "idos-sdk/node";

const memory = ofOrigin(
  "node",
  plain((value) => (value === "" ? "" : nodeUrl(text(value)))),
);

/** Its address, in this tab or another one; empty for none. */
export function chosenNode(): string {
  return memory.value ?? "";
}

/** An empty address chooses that of these pages. */
export function chooseNode(address: string): void {
  memory.value = address;
}

export function isNodeUrl(address: string): boolean {
  try {
    return nodeUrl(address) !== "";
  } catch {
    return false;
  }
}
