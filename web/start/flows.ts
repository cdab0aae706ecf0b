/** The four flows: who takes part, and what goes from whom to whom. Their words are in the messages. */

import type { Arrow, Place } from "./diagram.tsx";
import { t } from "./messages.ts";
import type { Site } from "./sites.ts";

export interface Flow {
  name: keyof typeof t.flows;
  places: Place[];
  arrows: Arrow[];
  /** Where it can be tried. */
  site: Site;
}

const { places: p } = t;

const person = (at: Place["at"], label: string): Place => ({ at, icon: "person", tone: "person", label });
const wallet = (at: Place["at"], label: string): Place => ({ at, icon: "wallet", tone: "person", label });
const nodes = (at: Place["at"]): Place => ({ at, icon: "nodes", tone: "network", label: p.nodes });
const isle = (at: Place["at"]): Place => ({ at, icon: "mark", tone: "own", label: p.isle });
const enclave = (at: Place["at"]): Place => ({ at, icon: "lock", tone: "own", label: p.enclave });

export const FLOWS: Flow[] = [
  {
    name: "join",
    site: "neobank",
    places: [
      person([0, 0], p.alice),
      wallet([2, 0], p.wallet),
      { at: [0, 1], icon: "document", tone: "company", label: p.verification },
      { at: [1, 1], icon: "building", tone: "company", label: p.neobank },
      nodes([2, 1]),
      isle([0, 2]),
      enclave([2, 2]),
    ],
    arrows: [
      { from: 0, to: 3, step: 1, lane: -1 },
      { from: 5, to: 3, step: 2, lane: -1, isTwoWay: true },
      { from: 1, to: 3, step: 3, lane: 1 },
      { from: 6, to: 3, step: 4, lane: 1, isTwoWay: true },
      { from: 0, to: 2, step: 5 },
      { from: 2, to: 3, step: 6 },
      { from: 3, to: 4, step: 7 },
    ],
  },
  {
    name: "own",
    site: "dashboard",
    places: [
      enclave([1, 0]),
      person([0, 1], p.alice),
      { at: [1, 1], icon: "mark", tone: "own", label: p.dashboard },
      nodes([2, 1]),
      wallet([0, 2], p.wallet),
    ],
    arrows: [
      { from: 1, to: 2, step: 1 },
      { from: 4, to: 2, step: 2 },
      { from: 3, to: 2, step: 3, lane: -1 },
      { from: 0, to: 2, step: 4, isTwoWay: true },
      { from: 2, to: 3, step: 5, lane: 1 },
    ],
  },
  {
    name: "share",
    site: "charlie",
    places: [
      enclave([1, 0]),
      person([0, 1], p.alice),
      { at: [1, 1], icon: "building", tone: "company", label: p.charlie },
      nodes([2, 1]),
      wallet([0, 2], p.wallet),
      isle([2, 2]),
    ],
    arrows: [
      { from: 1, to: 2, step: 1 },
      { from: 5, to: 2, step: 2, lane: 1, isTwoWay: true },
      { from: 4, to: 2, step: 3, lane: -1 },
      { from: 0, to: 2, step: 4, isTwoWay: true },
      { from: 2, to: 3, step: 5 },
    ],
  },
  {
    name: "retrieve",
    site: "consumer",
    places: [
      { at: [1, 0], icon: "building", tone: "company", label: p.server },
      person([0, 1], p.charlie),
      { at: [1, 1], icon: "mark", tone: "own", label: p.dashboard },
      nodes([2, 1]),
      { at: [0, 2], icon: "key", tone: "person", label: p.keys },
    ],
    arrows: [
      { from: 1, to: 2, step: 1 },
      { from: 4, to: 2, step: 2 },
      { from: 3, to: 2, step: 3 },
      { from: 0, to: 3, step: 4, isTwoWay: true },
    ],
  },
];
