/** `<idos-isle>` in a page made of parts. The page's document loads its script: docs/isle.md. */

import type { ConsumerHost, IsleElement, IsleStateDetail, IssuerHost } from "idos-isle/host";
import { language } from "idos-look/text";
import { chosenTheme, isTheme } from "idos-look/theme";
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";

const TAG = "idos-isle";

/** Before the Isle says anything. */
export const UNKNOWN_STATE: IsleStateDetail = { state: "initializing", address: null, profileId: null };

/** The Isle, in the page's language and theme. `host` stays the same for as long as it is shown. */
export function Isle({
  host,
  onState,
}: {
  host: { issuer: IssuerHost } | { consumer: ConsumerHost };
  onState: (detail: IsleStateDetail) => void;
}) {
  const element = useRef<IsleElement>(null);
  const tell = useRef(onState);
  tell.current = onState;
  useEffect(() => {
    const isle = element.current;
    if (!isle) return;
    const hear = ({ detail }: CustomEvent<IsleStateDetail>) => tell.current(detail);
    isle.addEventListener("idos-state", hear);
    // Properties count only once the script has made the element what it is.
    void customElements.whenDefined(TAG).then(() => Object.assign(isle, host));
    const follow = new MutationObserver(() => showTheme(isle));
    follow.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      follow.disconnect();
      isle.removeEventListener("idos-state", hear);
    };
  }, [host]);
  return h(TAG, { ref: element, lang: language, theme: chosenTheme() });
}

function showTheme(isle: IsleElement): void {
  const { theme } = document.documentElement.dataset;
  if (isTheme(theme)) isle.setAttribute("theme", theme);
}
