import "idos-kit/kit.css";
import "idos-kit/credential.css";
import "idos-kit/storefront.css";
import "./style.css";
import { useView } from "idos-kit/storefront";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { AccountPage } from "./account.tsx";
import { Landing } from "./landing.tsx";

function Charlie() {
  const [view, go] = useView(["home", "account"]);
  return view === "home" ? <Landing onOpen={() => go("account")} /> : <AccountPage />;
}

showTheme(chosenTheme());
showLanguage();
const root = document.getElementById("app");
if (root) render(<Charlie />, root);
