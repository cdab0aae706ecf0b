import type { DiscoveredWallet } from "idos-wallets/discovery";

/** `labelOf` says what choosing a wallet of that name does. While it is busy, nothing is chosen. */
export function WalletChoice({
  wallets,
  labelOf,
  isBusy = false,
  onChoose,
}: {
  wallets: readonly DiscoveredWallet[];
  labelOf: (name: string) => string;
  isBusy?: boolean;
  onChoose: (wallet: DiscoveredWallet) => void;
}) {
  return (
    <ul class="wallets">
      {wallets.map((wallet) => (
        <li key={wallet.uuid}>
          <button
            class="button"
            type="button"
            aria-disabled={isBusy || undefined}
            onClick={() => isBusy || onChoose(wallet)}
          >
            <img src={wallet.icon} alt="" />
            <span>{labelOf(wallet.name)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
