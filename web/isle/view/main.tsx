import "../style.css";
import { refusalOf } from "idos-core/errors";
import { Failure } from "idos-kit/parts";
import { showLanguage } from "idos-look/text";
import { isTheme, showTheme } from "idos-look/theme";
import { type Config, loadConfig } from "idos-sdk/config";
import { render } from "preact";
import { t } from "../messages.ts";
import * as wire from "../wire.ts";
import { Isle } from "./card.tsx";
import { Embedder, type Greeting, greeted } from "./embedder.ts";
import { Guide } from "./guide.ts";
import { showLook } from "./look.ts";
import { type Model, publicState } from "./model.ts";

const root = document.getElementById("app") as HTMLElement;
const enclavePlace = document.getElementById("enclave") as HTMLElement;

/** Show the person's view of one embedding page, for as long as that page is there. */
function attend({ origin, port }: Greeting, config: Config): void {
  const guide = new Guide(
    {
      app: { origin, party: config.directory.byOrigin(origin) },
      config,
      enclavePlace,
      embedder: new Embedder(port, {
        look: (data) => showLook(wire.look(data)),
        facts: (data) => guide.facts(wire.facts(data)),
        wallets: (data) => guide.dispatch({ type: "wallets", wallets: wire.wallets(data) }),
        account: (data) => guide.account(wire.accountOrNone(data)),
        shown: (data) => guide.show(wire.shown(data).isOpen),
      }),
    },
    (model) => show(model, guide, config),
  );
  guide.begin();
  new ResizeObserver(() => guide.measured(document.documentElement.offsetHeight)).observe(
    document.documentElement,
  );
}

function show(model: Model, guide: Guide, config: Config): void {
  document.documentElement.dataset.state = publicState(model);
  document.documentElement.dataset.shape = model.isOpen ? "card" : "pill";
  render(<Isle model={model} guide={guide} config={config} />, root);
}

/** Opened by itself: there is no app here that could ask for anything. */
async function standAlone(): Promise<void> {
  const { sites } = await loadConfig();
  document.documentElement.dataset.shape = "alone";
  render(
    <main class="isle card alone">
      <h1>{t.alone.title}</h1>
      <p>{t.alone.lead}</p>
      <a class="button" href={sites.dashboard}>
        {t.alone.dashboard}
      </a>
    </main>,
    root,
  );
}

async function start(): Promise<void> {
  showLanguage();
  document.title = t.title;
  const theme = new URLSearchParams(location.search).get("theme");
  if (isTheme(theme)) showTheme(theme);
  if (window.parent === window) return standAlone();
  const greeting = greeted(window);
  attend(await greeting, await loadConfig());
}

start().catch((error: unknown) => {
  render(
    <main class="isle card alone">
      <h1 class="visually-hidden">{t.broken.title}</h1>
      <Failure error={refusalOf(error)} onRetry={() => location.reload()} />
    </main>,
    root,
  );
});
