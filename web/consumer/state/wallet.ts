/** The wallet that signed in: found again after a reload, and gone when it turns to somebody else. */

import { wallets } from "idos-kit/wallets";
import { ADAPTERS } from "idos-wallets/adapters";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import type { Login } from "./login.ts";

/** Attach the wallet's signer while the wallet shows its account. Ends when the function given back is called. */
export function followWallet({ signer, wallet: rdns }: Login): () => void {
  if (rdns === null) return () => undefined;
  const ends: (() => void)[] = [];
  let isOver = false;
  let isFound = false;
  const follow = async ({ kind, provider }: DiscoveredWallet) => {
    const { reconnect, onAccountsChanged, onConnect, onDisconnect } = await ADAPTERS[kind]();
    const attach = async () => {
      const shown = await reconnect(provider).catch(() => null);
      if (isOver) return;
      if (shown?.identifier === signer.identifier) signer.attach(shown);
      else signer.detach();
    };
    await attach();
    if (isOver) return;
    ends.push(
      onAccountsChanged(provider, () => void attach()),
      onDisconnect(provider, () => signer.detach()),
      onConnect(provider, () => void attach()),
    );
  };
  const stop = wallets.subscribe((list) => {
    const wallet = list.find((each) => each.rdns === rdns);
    if (!wallet || isFound) return;
    isFound = true;
    void follow(wallet);
  });
  return () => {
    isOver = true;
    stop();
    for (const end of ends) end();
  };
}
