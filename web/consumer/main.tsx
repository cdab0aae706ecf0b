import "idos-kit/kit.css";
import "idos-kit/credential.css";
import "./style.css";
import { WithConfig } from "idos-kit/config";
import { showPage } from "idos-kit/page";
import { lookForWallets } from "idos-kit/wallets";
import { App } from "./app.tsx";
import { t } from "./messages.ts";
import { router } from "./routes.ts";

router.follow();
lookForWallets();
showPage(<WithConfig brand={t.brand}>{(config) => <App config={config} />}</WithConfig>);
