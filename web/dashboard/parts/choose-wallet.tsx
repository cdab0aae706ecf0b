/** The wallets of this browser, to choose one. */

import { Empty, Skeleton } from "idos-kit/parts";
import { WalletChoice, wallets } from "idos-kit/wallets";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { useEffect, useState } from "preact/hooks";
import { t } from "../messages.ts";

/** How long to look before it is said that there is none, in milliseconds. */
const LOOKING = 1_000;

export function ChooseWallet({ onChoose }: { onChoose: (wallet: DiscoveredWallet) => void }) {
  const found = wallets.value;
  const [isLooking, setLooking] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setLooking(false), LOOKING);
    return () => clearTimeout(timer);
  }, []);
  if (found.length === 0 && isLooking) return <Skeleton lines={1} count={2} />;
  if (found.length === 0) {
    return (
      <Empty title={t.signIn.none} icon="wallet">
        <p class="quiet">{t.signIn.noneHelp}</p>
      </Empty>
    );
  }
  return <WalletChoice wallets={found} labelOf={t.signIn.with} onChoose={onChoose} />;
}
