import "../style.css";
import { showLanguage } from "idos-look/text";
import { render } from "preact";
import { Database } from "../keys/database.ts";
import { migrate } from "../keys/legacy.ts";
import { Vault } from "../keys/vault.ts";
import { Approvals } from "./approvals.ts";
import { type Desk, deskOf, RESTING } from "./desk.ts";
import { Keeper } from "./keeper.ts";
import { answer } from "./methods.ts";
import { Parent } from "./parent.ts";
import { type Scene, Stage } from "./stage.tsx";

function show(scene: Scene): void {
  const root = document.getElementById("app");
  if (root) render(<Stage {...scene} />, root);
}

async function openKeeper(desk: Desk): Promise<Keeper> {
  const db = await Database.open();
  const vault = new Vault(db, sessionStorage);
  await vault.sweep(Date.now());
  await migrate(localStorage, vault, Date.now());
  return new Keeper({ db, vault, approvals: new Approvals(sessionStorage), desk });
}

function start(): void {
  showLanguage();
  document.documentElement.dataset.page = "frame";
  const desk = deskOf(show, (needed) => door.notify({ type: "idOS:interaction", payload: { needed } }));
  show(RESTING);
  const keeper = openKeeper(desk);
  const door = new Parent(window, async ({ method, args, ...limits }, requester) =>
    answer(await keeper, { requester, ...limits }, method, args),
  );
  door.listen();
}

if (window.parent === window) location.replace("/consents.html");
else start();
