/** `WithConfig` loads the configuration of these pages before it shows a page. */

export { WithConfig } from "./parts/config.tsx";
