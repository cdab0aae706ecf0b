/** Whose dashboard this is, for every part of it. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Home } from "../state/home.ts";

export const HomeContext = createContext<Home | null>(null);

export function useHome(): Home {
  const home = useContext(HomeContext);
  if (home === null) throw new Error("shown outside of a home");
  return home;
}
