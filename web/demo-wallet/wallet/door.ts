/** Who asks: the page that frames this one, by the port that it sent first. Nobody else is heard. */

import { type Ask, HELLO } from "../wire.ts";

/** The first page that says hello, with its origin from the browser and its port. */
export function asker(window: Window): Promise<{ origin: string; port: MessagePort }> {
  return new Promise((resolve) => {
    const hear = ({ source, origin, data, ports: [port] }: MessageEvent<unknown>) => {
      if (source !== window.parent || origin === "null" || data !== HELLO || !port) return;
      window.removeEventListener("message", hear);
      resolve({ origin, port });
    };
    window.addEventListener("message", hear);
  });
}

/** A request of the page; null for anything else. */
export function askOf(data: unknown): Ask | null {
  if (typeof data !== "object" || data === null || !("id" in data) || !("method" in data)) return null;
  const { id, method } = data;
  if (!Number.isSafeInteger(id) || typeof method !== "string") return null;
  return { id: id as number, method, params: "params" in data ? data.params : undefined };
}
