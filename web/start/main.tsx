import "idos-look/base.css";
import "idos-kit/kit.css";
import "./style.css";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { Start } from "./page.tsx";
import { readSites } from "./sites.ts";

showTheme(chosenTheme());
showLanguage();
const root = document.getElementById("app");
if (root) render(<Start sites={readSites(document.getElementById("sites")?.textContent ?? "")} />, root);
