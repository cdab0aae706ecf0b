/** Whose dashboard this is, for every part of it. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { DashboardSession } from "../state/session.ts";

export const SessionContext = createContext<DashboardSession | null>(null);

export function useDashboard(): DashboardSession {
  const dashboard = useContext(SessionContext);
  if (dashboard === null) throw new Error("shown while nobody is signed in");
  return dashboard;
}
