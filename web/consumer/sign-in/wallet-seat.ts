/** The wallet that signed in, kept in its place: found again after a reload, gone when it turns to somebody else. */

import { ADAPTERS } from "idos-wallets/adapters";
import { type DiscoveredWallet, discoverWallets } from "idos-wallets/discovery";
import { useEffect } from "preact/hooks";
import type { Account } from "../account.ts";

export function useWalletSeat(account: Account): void {
  useEffect(() => {
    if (account.wallet === null) return;
    const endings: (() => void)[] = [];
    let isOver = false;
    const found = async ({ kind, provider }: DiscoveredWallet) => {
      const { reconnect, onAccountsChanged, onConnect, onDisconnect } = await ADAPTERS[kind]();
      const sit = async () => {
        const signer = await reconnect(provider).catch(() => null);
        if (isOver) return;
        account.seat.fill(signer?.identifier === account.seat.identifier ? signer : null);
      };
      await sit();
      if (isOver) return;
      endings.push(onAccountsChanged(provider, () => void sit()));
      endings.push(onDisconnect(provider, () => account.seat.fill(null)));
      endings.push(onConnect(provider, () => void sit()));
    };
    let isFound = false;
    endings.push(
      discoverWallets((wallets) => {
        const wallet = wallets.find(({ rdns }) => rdns === account.wallet);
        if (!wallet || isFound) return;
        isFound = true;
        void found(wallet);
      }),
    );
    return () => {
      isOver = true;
      for (const end of endings) end();
    };
  }, [account]);
}
