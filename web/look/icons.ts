/** Small drawings, all decoration: what they mean is said beside them. One path each, in a field of 24 by 24. */

import { h } from "preact";

const DISC = "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0";

const PATHS = {
  again: "M19.5 5v4.5H15M19.2 9.5A8 8 0 1 0 20 13",
  alert: "M12 4 2.8 20h18.4ZM12 10v4.5M12 17.3v.2",
  building: "M5 20.5V9l7-4.5L19 9v11.5ZM9.5 20.5v-5h5v5M9 11.5h.2M14.8 11.5h.2",
  check: `${DISC}M8 12.3l2.7 2.7 5.3-5.8`,
  clock: `${DISC}M12 7v5.2l3.3 2`,
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10.5v11.5H9ZM5.5 15.5h-1v-12H15v2",
  document: "M6 3.5h8L18.5 8v12.5H6ZM13.5 3.5v5h5M9 13h6.5M9 16.5h6.5",
  dot: "M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  down: "M6 9.5l6 6 6-6",
  download: "M12 4v11M7.5 10.8l4.5 4.5 4.5-4.5M4.5 19.5h15",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  history: "M4 5v4.5h4.5M4.3 9.5A8.2 8.2 0 1 1 4 13.5M12 8v4.5l3 1.8",
  image: "M4 5h16v14H4ZM4 16l4.5-4.5 4 4 3-3 4.5 4M14.9 9.2h.2",
  info: `${DISC}M12 11v5.5M12 7.6v.2`,
  key: "M3.5 14.5a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M11.4 11.4l8.1-7.9M16 7l3 3",
  leave: "M14 4.5H5.5v15H14M10 12h10M16.5 8.5 20 12l-3.5 3.5",
  lock: "M7 10.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2ZM8 10.5V8a4 4 0 0 1 8 0v2.5",
  mail: "M3.5 6h17v12.5h-17ZM3.5 7l8.5 6.5L20.5 7",
  mark: "M12 3l7 2.6V11c0 4.4-2.9 7.7-7 9.5-4.1-1.8-7-5.1-7-9.5V5.6ZM12 11.5v4M10.5 10.3a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0",
  nodes:
    "M3.5 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M15.5 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M3.5 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M15.5 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M8.5 6h7M8.5 18h7M6 8.5v7M18 8.5v7M7.8 7.8l8.4 8.4M16.2 7.8l-8.4 8.4",
  out: "M13.5 4.5h6v6M19.5 4.5 11 13M16.5 14v5.5h-12v-12H10",
  pencil: "M4.5 19.5l.9-4L16.2 4.7l3.1 3.1L8.5 18.6Z",
  person: "M8 8a4 4 0 1 0 8 0a4 4 0 1 0-8 0M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  pin: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11ZM9.7 10a2.3 2.3 0 1 0 4.6 0a2.3 2.3 0 1 0-4.6 0",
  plus: "M12 5v14M5 12h14",
  refused: `${DISC}M8.8 8.8l6.4 6.4M15.2 8.8l-6.4 6.4`,
  right: "M9.5 6l6 6-6 6",
  search: "M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0M15.3 15.3 20 20",
  settings:
    "M4 7h8.5M17 7h3M12.5 7a2.25 2.25 0 1 0 4.5 0a2.25 2.25 0 1 0-4.5 0M4 17h3M11.5 17H20M7 17a2.25 2.25 0 1 0 4.5 0a2.25 2.25 0 1 0-4.5 0",
  share: "M8.5 3.5h7l4 4v9h-11ZM8.5 7.5h-4v13h11v-4",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.3 11v5.5M13.7 11v5.5",
  wallet:
    "M4 7.5h14.5A1.5 1.5 0 0 1 20 9v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18ZM4 7.5a2 2 0 0 1 2-2h10.5M16 13.5h.2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  const frame = { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" };
  return h("svg", frame, h("path", { d: PATHS[name] }));
}
