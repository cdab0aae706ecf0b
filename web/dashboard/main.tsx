import "./style.css";
import { WithConfig } from "idos-kit/config";
import { showPage } from "idos-kit/page";
import { lookForWallets } from "idos-kit/wallets";
import type { Config } from "idos-sdk/config";
import { useEffect, useMemo } from "preact/hooks";
import { App } from "./app.tsx";
import { t } from "./messages.ts";
import { router } from "./routes.ts";
import { DashboardAuthentication } from "./state/authentication.ts";

function Dashboard({ config }: { config: Config }) {
  const authentication = useMemo(() => new DashboardAuthentication(config), [config]);
  useEffect(() => void authentication.resume(), [authentication]);
  return <App authentication={authentication} config={config} />;
}

router.follow();
lookForWallets();
showPage(<WithConfig brand={t.brand}>{(config) => <Dashboard config={config} />}</WithConfig>);
