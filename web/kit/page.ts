/** A page in its document. */

export { showPage, WithConfig } from "./parts/page.tsx";
