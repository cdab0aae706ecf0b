/** The wallets of this browser, to choose one. */

export { WalletChoice } from "./parts/wallets.tsx";
