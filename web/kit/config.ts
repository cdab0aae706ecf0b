/** A page that needs the configuration of these pages first. */

export { WithConfig } from "./parts/config.tsx";
