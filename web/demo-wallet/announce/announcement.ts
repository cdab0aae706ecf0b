import type { DemoProvider } from "./provider.ts";

const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#855000"/>' +
      '<path fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round" d="M7 11h16.5a2 2 0 0 1 2 2v10a2 2 0 0 ' +
      '1-2 2H9a2 2 0 0 1-2-2Zm0 0a3 3 0 0 1 3-3h12M20 18h.5"/></svg>',
  );

/** Announce a provider now, and whenever a page asks who is there (EIP-6963). */
export function announce(page: Window, provider: DemoProvider): void {
  const info = Object.freeze({
    uuid: crypto.randomUUID(),
    name: "Demo wallet (not for real use)",
    icon: ICON,
    rdns: "org.idos-demo.wallet",
  });
  const detail = Object.freeze({ info, provider });
  const tell = () => page.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  page.addEventListener("eip6963:requestProvider", tell);
  tell();
}
