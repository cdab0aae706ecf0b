/** Asking for a key that is needed now: to read, or to sign. */

import { Button, Dialog } from "idos-kit/parts";
import type { Directory } from "idos-sdk/directory";
import type { Keys } from "idos-sdk/keystore";
import type { Account } from "../account.ts";
import { t } from "../messages.ts";
import { KeyFileForm } from "./key-file.tsx";
import { WalletList } from "./wallets.tsx";

/** What the key is needed for. */
export type Purpose = "read" | "sign";

/** `onOpened` gets the keys of a file; null when a wallet is back in place. */
export function Unlock({
  account,
  directory,
  purpose,
  onOpened,
  onClose,
}: {
  account: Account;
  directory: Directory;
  purpose: Purpose;
  onOpened: (keys: Keys | null) => void;
  onClose: () => void;
}) {
  const { seat, wallet } = account;
  const take = (keys: Keys) => {
    if (wallet === null) seat.fill(keys.signer);
    onOpened(keys);
  };
  const isWallets = purpose === "sign" && wallet !== null;
  return (
    <Dialog title={t.unlock.title} onClose={onClose}>
      <p class="quiet">
        {isWallets ? t.unlock.wallet : purpose === "sign" ? t.unlock.forSigning : t.unlock.lead}
      </p>
      {isWallets ? (
        <WalletList
          only={wallet}
          onConnected={(signer) => {
            seat.fill(signer);
            onOpened(null);
          }}
        />
      ) : (
        <KeyFileForm directory={directory} submit={t.unlock.submit} onOpened={take} />
      )}
      <Button onClick={onClose}>{t.unlock.cancel}</Button>
    </Dialog>
  );
}
