import "idos-kit/kit.css";
import "idos-kit/credential.css";
import "idos-kit/storefront.css";
import "./style.css";
import { Views } from "idos-app/views";
import { showPage } from "idos-kit/page";
import { Landing, StorefrontShell } from "idos-kit/storefront";
import { AccountPage } from "./account.tsx";
import { t } from "./messages.ts";

const PROMISE_ICONS = ["document", "clock", "leave"] as const;
const views = new Views("home", "account");

function Charlie() {
  if (views.current.value === "account") return <AccountPage />;
  return (
    <StorefrontShell words={t} title={t.home.title} lead={t.home.lead}>
      <Landing
        brand={t.brand}
        words={t.home}
        promiseIcons={PROMISE_ICONS}
        onOpen={() => views.go("account")}
      />
    </StorefrontShell>
  );
}

showPage(<Charlie />);
