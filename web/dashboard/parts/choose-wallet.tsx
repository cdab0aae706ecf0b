/** The wallets of this browser, to choose one. */

import { Empty, Skeleton } from "idos-kit/parts";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { useEffect, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { useCell } from "../state/cell.ts";
import { wallets } from "../state/wallets.ts";

/** How long to look before it is said that there is none, in milliseconds. */
const LOOKING = 1_000;

export function ChooseWallet({ onChoose }: { onChoose: (wallet: DiscoveredWallet) => void }) {
  const found = useCell(wallets);
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
  return (
    <ul class="wallets">
      {found.map((wallet) => (
        <li key={wallet.uuid}>
          <button class="button wallet" type="button" onClick={() => onChoose(wallet)}>
            <img src={wallet.icon} alt="" />
            <span>{t.signIn.with(wallet.name)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
