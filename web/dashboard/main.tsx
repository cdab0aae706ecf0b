import "./style.css";
import { refusalOf } from "idos-core/errors";
import { Failure, Shell } from "idos-kit/parts";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { loadConfig } from "idos-sdk/config";
import { type JSX, render } from "preact";
import { App } from "./app.tsx";
import { t } from "./messages.ts";
import { Account } from "./state/account.ts";
import { followAddress } from "./state/navigation.ts";
import { lookForWallets } from "./state/wallets.ts";

function show(view: JSX.Element): void {
  const root = document.getElementById("app");
  if (root) render(view, root);
}

async function start(): Promise<void> {
  showLanguage();
  showTheme(chosenTheme());
  followAddress();
  lookForWallets();
  try {
    const config = await loadConfig();
    const account = new Account(config);
    show(<App account={account} config={config} />);
    await account.resume();
  } catch (error) {
    show(
      <Shell brand={t.brand} title={t.brand}>
        <Failure error={refusalOf(error)} onRetry={() => location.reload()} />
      </Shell>,
    );
  }
}

void start();
