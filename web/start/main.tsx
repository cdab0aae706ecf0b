import "idos-look/base.css";
import "idos-kit/kit.css";
import "./style.css";
import { showPage } from "idos-kit/page";
import { Start } from "./page.tsx";
import { readSites } from "./sites.ts";

showPage(<Start sites={readSites(document.getElementById("sites")?.textContent ?? "")} />);
