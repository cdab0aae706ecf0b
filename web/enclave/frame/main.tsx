import "../style.css";
import { showLanguage } from "idos-look/text";
import { render } from "preact";
import { Database } from "../keys/database.ts";
import { migrate } from "../keys/legacy.ts";
import { Vault } from "../keys/vault.ts";
import { Approvals } from "./approvals.ts";
import { KeyService } from "./key-service.ts";
import { answer } from "./methods.ts";
import { Parent } from "./parent.ts";
import { Prompter } from "./prompter.ts";
import { View, type ViewState } from "./view.tsx";

function show(state: ViewState): void {
  const root = document.getElementById("app");
  if (root) render(<View state={state} />, root);
}

async function openKeys(prompter: Prompter): Promise<KeyService> {
  const db = await Database.open();
  const vault = new Vault(db, sessionStorage);
  await vault.sweep(Date.now());
  await migrate(localStorage, vault, Date.now());
  return new KeyService({ db, vault, approvals: new Approvals(sessionStorage), prompter });
}

function start(): void {
  showLanguage();
  document.documentElement.dataset.page = "frame";
  const prompter = new Prompter(show, (needed) =>
    parent.notify({ type: "idOS:interaction", payload: { needed } }),
  );
  show(null);
  const keys = openKeys(prompter);
  const parent = new Parent(window, async ({ method, args, ...limits }, requester) =>
    answer(await keys, { requester, ...limits }, method, args),
  );
  parent.listen();
}

if (window.parent === window) location.replace("/consents.html");
else start();
