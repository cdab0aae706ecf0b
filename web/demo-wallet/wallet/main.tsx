import "idos-kit/kit.css";
import "../style.css";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { t } from "../messages.ts";
import { CANCEL, ProviderError, SHOWN, type Told } from "../wire.ts";
import { Alone } from "./alone.tsx";
import { asker, askOf } from "./door.ts";
import { Drawer, Tab } from "./drawer.tsx";
import { Wallet } from "./wallet.ts";

async function serve(root: HTMLElement): Promise<void> {
  const { origin, port } = await asker(window);
  const tell = (told: Told) => port.postMessage(told);
  let isMenu = false;
  let isInFront = false;
  const isOpen = () => isMenu || wallet.desk.current !== null;
  const measure = () =>
    tell({ type: "view", isOpen: isOpen(), height: Math.ceil(root.getBoundingClientRect().height) });
  const show = () => {
    isInFront &&= isOpen();
    document.documentElement.dataset.view = isOpen() ? "drawer" : "tab";
    const drawer = <Drawer wallet={wallet} isInFront={isInFront} onClose={() => open(false)} />;
    render(isOpen() ? drawer : <Tab onOpen={() => open(true)} />, root);
    measure();
  };
  const open = (isWanted: boolean) => {
    isMenu = isWanted;
    show();
  };
  const wallet = new Wallet(origin, show, (accounts) => tell({ type: "accounts", accounts }));
  new ResizeObserver(measure).observe(root);
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === SHOWN) {
      isInFront = true;
      return show();
    }
    if (data === CANCEL) return wallet.desk.current ? wallet.desk.answer(null) : open(false);
    const ask = askOf(data);
    if (ask) void answer(wallet, ask, tell);
  };
  show();
}

async function answer(
  wallet: Wallet,
  { id, method, params }: { id: number; method: string; params: unknown },
  tell: (told: Told) => void,
): Promise<void> {
  try {
    tell({ type: "result", id, result: await wallet.request(method, params) });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    tell({ type: "refusal", id, code: error.code, message: error.message });
  }
}

showLanguage();
showTheme(chosenTheme());
document.title = t.name;
const root = document.getElementById("app");
if (root && window.parent === window) render(<Alone />, root);
else if (root) void serve(root);
