import { Empty, Status } from "idos-kit/parts";
import { t } from "../../messages.ts";
import type { WalletInfo } from "../../protocol.ts";
import { appName, Heading, type ScreenProps, Trouble } from "./parts.tsx";

/** The wallets that announced themselves, and what one is where there is none. */
export function Choosing({ model, dispatch }: ScreenProps) {
  const { app, wallets, problem } = model;
  return (
    <>
      <Heading>{t.connect.title}</Heading>
      <p class="lead">{t.connect.lead(appName(app))}</p>
      <Trouble problem={problem} app={app} />
      {wallets.length === 0 ? (
        <Empty title={t.connect.emptyTitle} icon="wallet">
          <p class="quiet">{t.connect.empty}</p>
        </Empty>
      ) : (
        <ul class="wallets" aria-label={t.connect.list}>
          {wallets.map((wallet) => (
            <li key={wallet.id}>
              <button class="button" type="button" onClick={() => dispatch({ type: "connect", wallet })}>
                <img src={wallet.icon} alt="" />
                <span>{wallet.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Connecting({ wallet }: { wallet: WalletInfo }) {
  return (
    <div class="centred">
      <img class="large" src={wallet.icon} alt="" />
      <Heading>{t.connect.waiting(wallet.name)}</Heading>
      <Status>{t.connect.waitingLead}</Status>
    </div>
  );
}
