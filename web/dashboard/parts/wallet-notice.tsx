/** Tells of wallets that came to the profile, or went, without her doing. */

import { Button } from "idos-kit/parts";
import { t } from "../messages.ts";
import { hrefOf } from "../routes.ts";
import { useCell } from "../state/cell.ts";
import { Banner } from "./banner.tsx";
import { useHome } from "./home.ts";

export function WalletNotice() {
  const { walletNews } = useHome();
  const { added, removed } = useCell(walletNews);
  if (added.length + removed.length === 0) return null;
  return (
    <Banner title={t.walletNews.title(added.length, removed.length)} role="alert">
      <ul class="plain">
        {added.map((address) => (
          <li key={`+${address}`}>
            {t.walletNews.added} <span class="code long">{address}</span>
          </li>
        ))}
        {removed.map((address) => (
          <li key={`-${address}`}>
            {t.walletNews.removed} <span class="code long">{address}</span>
          </li>
        ))}
      </ul>
      {added.length > 0 && <p>{t.walletNews.addedMeans}</p>}
      {removed.length > 0 && <p>{t.walletNews.removedMeans}</p>}
      <div class="row">
        <a class="button small" href={hrefOf("wallets")}>
          {t.walletNews.see}
        </a>
        <Button isSmall onClick={() => walletNews.acknowledge()}>
          {t.walletNews.known}
        </Button>
      </div>
    </Banner>
  );
}
