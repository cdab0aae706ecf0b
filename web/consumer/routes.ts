/** The screens, and their addresses. */

import { type RouteOf, Router } from "idos-app/router";

export const router = new Router(
  { grants: "grants", grant: "grants/:id", alerts: "alerts", company: "company" },
  "grants",
);

export type Screen = RouteOf<typeof router>["screen"];
