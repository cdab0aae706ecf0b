import "idos-kit/kit.css";
import "../style.css";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { greeted } from "idos-ports/handshake";
import { Port } from "idos-ports/port";
import { render } from "preact";
import { t } from "../messages.ts";
import { FROM_PAGE, FROM_WALLET, HELLO } from "../protocol.ts";
import { Alone } from "./alone.tsx";
import { Drawer, Tab } from "./drawer.tsx";
import { Wallet } from "./wallet.ts";

/** Serve the page that frames this one, and nobody else. */
async function serve(root: HTMLElement): Promise<void> {
  const { origin, port: end } = await greeted(window, HELLO);
  let isMenu = false;
  let isInFront = false;
  const isOpen = () => isMenu || wallet.questions.current !== null;
  const measure = () =>
    port.tell("view", { isOpen: isOpen(), height: Math.ceil(root.getBoundingClientRect().height) });
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
  const wallet = new Wallet(origin, show, (accounts) => port.tell("accounts", accounts));
  const port = new Port(
    end,
    { out: FROM_WALLET, in: FROM_PAGE },
    {
      requests: { request: (asked) => wallet.answer(asked) },
      events: {
        shown: () => {
          isInFront = true;
          show();
        },
        cancel: () => (wallet.questions.current ? wallet.questions.answer(null) : open(false)),
      },
    },
  );
  new ResizeObserver(measure).observe(root);
  show();
}

showLanguage();
showTheme(chosenTheme());
document.title = t.name;
const root = document.getElementById("app");
if (root && window.parent === window) render(<Alone />, root);
else if (root) void serve(root);
