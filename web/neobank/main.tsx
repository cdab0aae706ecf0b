import "idos-kit/kit.css";
import "idos-kit/storefront.css";
import "./style.css";
import { useView } from "idos-kit/storefront";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { Landing } from "./landing.tsx";
import { Opening } from "./opening.tsx";

function Neobank() {
  const [view, go] = useView(["home", "open", "sign-in"]);
  if (view === "home") return <Landing onOpen={(hasAccount) => go(hasAccount ? "sign-in" : "open")} />;
  return <Opening isKnown={view === "sign-in"} onKnown={() => go("sign-in")} />;
}

showTheme(chosenTheme());
showLanguage();
const root = document.getElementById("app");
if (root) render(<Neobank />, root);
