/** The screens, and their addresses. */

import { type RouteOf, Router } from "idos-app/router";

export const router = new Router(
  {
    data: "data",
    credential: "data/:id",
    edit: "data/:id/edit",
    add: "data/add",
    import: "data/import",
    attributes: "attributes",
    shared: "shared",
    share: "shared/add",
    received: "received",
    wallets: "wallets",
    activity: "activity",
    settings: "settings",
    password: "settings/password",
    erase: "settings/erase",
  },
  "data",
);

export type Route = RouteOf<typeof router>;
export type Screen = Route["screen"];
