/** How two pages come to have a channel that nobody else holds: one hands the other an end of it. */

import { EmbeddingPage, listen } from "./sender.ts";

/** Post a message to a window, if it shows a page of this origin, with one end of a new channel. Gives the other. */
export function handOver(target: Window, origin: string, message: unknown): MessagePort {
  const { port1, port2 } = new MessageChannel();
  target.postMessage(message, origin, [port2]);
  return port1;
}

/** An embedding page, by the first message that it sent. */
export interface Greeting {
  origin: string;
  port: MessagePort;
}

/** The embedding page's first message of this type that comes with a port. Those after it are passed over. */
export function greeted(own: Window, type: string): Promise<Greeting> {
  return new Promise((resolve) => {
    const page = new EmbeddingPage(own);
    const stop = listen(
      own,
      page,
      (message, port) => (isOfType(message, type) ? port : null),
      (port) => {
        stop();
        resolve({ origin: page.origin ?? "", port });
      },
    );
  });
}

function isOfType(message: unknown, type: string): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === type;
}
