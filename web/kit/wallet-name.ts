/** What the pages call a wallet that tells them no name. */

import { inLanguage } from "idos-look/text";

/** The name of the wallet that a browser puts into each page (`window.ethereum`). */
export const INJECTED_WALLET: string = inLanguage({
  en: "Wallet of this browser",
  de: "Wallet dieses Browsers",
});
