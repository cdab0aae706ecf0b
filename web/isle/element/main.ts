import { Isle } from "./isle.ts";

// A second copy of the script on a page leaves the first one's element in place.
if (!customElements.get("idos-isle")) customElements.define("idos-isle", Isle);
