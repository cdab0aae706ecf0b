import "../style.css";
import { refusalOf } from "idos-core/errors";
import { Failure } from "idos-kit/parts";
import { showLanguage } from "idos-look/text";
import { isTheme, showTheme } from "idos-look/theme";
import { type Greeting, greeted } from "idos-ports/handshake";
import { type Config, loadConfig } from "idos-sdk/config";
import { render } from "preact";
import { t } from "../messages.ts";
import { HELLO } from "../protocol.ts";
import { Isle } from "./card.tsx";
import { Embedder } from "./embedder.ts";
import { showLook } from "./look.ts";
import { type Model, publicState } from "./model.ts";
import { Store } from "./store.ts";

const root = document.getElementById("app") as HTMLElement;
const enclavePlace = document.getElementById("enclave") as HTMLElement;

/** Show the Isle for one embedding page, for as long as that page is there. */
function attend({ origin, port }: Greeting, config: Config): void {
  const embedder = new Embedder(port, {
    look: showLook,
    facts: (facts) => dispatch({ type: "facts", facts }),
    wallets: (wallets) => dispatch({ type: "wallets", wallets }),
    account: (account) => dispatch({ type: "account", account }),
    shown: ({ isOpen }) => dispatch({ type: "shown", isOpen }),
  });
  const app = { origin, party: config.directory.byOrigin(origin) };
  const store = new Store({ app, config, embedder, enclavePlace }, (model) => show(model, dispatch, config));
  const { dispatch } = store;
  store.begin();
  const measure = () => embedder.tell("height", { height: Math.ceil(document.documentElement.offsetHeight) });
  new ResizeObserver(measure).observe(document.documentElement);
}

function show(model: Model, dispatch: Store["dispatch"], config: Config): void {
  document.documentElement.dataset.state = publicState(model);
  document.documentElement.dataset.shape = model.isOpen ? "card" : "pill";
  render(<Isle model={model} dispatch={dispatch} config={config} />, root);
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
  const greeting = greeted(window, HELLO);
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
