/** Whose session this is, for every part of it. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ConsumerSession } from "./session.ts";

export const SessionContext = createContext<ConsumerSession | null>(null);

export function useConsumerSession(): ConsumerSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("shown while nobody is signed in");
  return session;
}
