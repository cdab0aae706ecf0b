import "idos-kit/kit.css";
import "idos-kit/storefront.css";
import "./style.css";
import { Views } from "idos-app/views";
import { showPage } from "idos-kit/page";
import { Landing, StorefrontShell } from "idos-kit/storefront";
import { t } from "./messages.ts";
import { AccountOpening } from "./opening.tsx";

const PROMISE_ICONS = ["key", "eye", "history"] as const;
const views = new Views("home", "open", "sign-in");

function Neobank() {
  const view = views.current.value;
  if (view !== "home") {
    return <AccountOpening isKnown={view === "sign-in"} onKnown={() => views.go("sign-in")} />;
  }
  return (
    <StorefrontShell words={t} title={t.home.title} lead={t.home.lead}>
      <Landing
        brand={t.brand}
        words={t.home}
        promiseIcons={PROMISE_ICONS}
        onOpen={(hasAccount) => views.go(hasAccount ? "sign-in" : "open")}
      />
    </StorefrontShell>
  );
}

showPage(<Neobank />);
