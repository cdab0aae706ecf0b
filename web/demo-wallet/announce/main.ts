/** The script that a page includes: it announces the demo wallet as an extension would (EIP-6963). */

import { announce } from "./announcement.ts";
import { Drawer } from "./drawer.ts";
import { DemoProvider } from "./provider.ts";

const site = new URL(import.meta.url);
const drawer = new Drawer(site.origin, document.documentElement.lang);
announce(window, new DemoProvider(drawer));
