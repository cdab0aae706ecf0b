/** Shows wallets that were linked to the profile, or unlinked, elsewhere. */

import { Banner, Button } from "idos-kit/parts";
import { t } from "../messages.ts";
import { router } from "../routes.ts";
import { useDashboard } from "./session.ts";

export function WalletNotice() {
  const { walletChanges } = useDashboard();
  const { added, removed } = walletChanges.unseen.value;
  if (added.length + removed.length === 0) return null;
  return (
    <Banner title={t.walletChanges.title(added.length, removed.length)} role="alert">
      <ul class="plain">
        {added.map((address) => (
          <li key={`+${address}`}>
            {t.walletChanges.added} <span class="code long">{address}</span>
          </li>
        ))}
        {removed.map((address) => (
          <li key={`-${address}`}>
            {t.walletChanges.removed} <span class="code long">{address}</span>
          </li>
        ))}
      </ul>
      {added.length > 0 && <p>{t.walletChanges.addedMeans}</p>}
      {removed.length > 0 && <p>{t.walletChanges.removedMeans}</p>}
      <div class="row">
        <a class="button small" href={router.href("wallets")}>
          {t.walletChanges.see}
        </a>
        <Button isSmall onClick={() => walletChanges.acknowledge()}>
          {t.walletChanges.known}
        </Button>
      </div>
    </Banner>
  );
}
