/** Where the enclave's frame is: out of sight, and in front of everything while it waits for a click. */

import { Button } from "idos-kit/parts";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages.ts";
import { useCell } from "../state/cell.ts";
import { useHome } from "./home.ts";

export function Dock() {
  const { keyring } = useHome();
  const isNeeded = useCell(keyring.isNeeded);
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    keyring.place = place.current;
  }, [keyring]);
  useEffect(() => {
    const element = dialog.current;
    if (isNeeded && element && !element.open) element.showModal();
    if (!isNeeded) element?.close();
  }, [isNeeded]);
  const cancel = (event?: Event) => {
    event?.preventDefault();
    void keyring.cancel();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog dock"
      aria-labelledby="dock-title"
      onCancel={cancel}
      // A browser may close a dialog against its will, on a second Escape.
      onClose={() => keyring.isNeeded.value && cancel()}
    >
      <h2 id="dock-title">{t.dock.title}</h2>
      <p class="quiet">{t.dock.lead}</p>
      <div class="enclave" ref={place} />
      <Button onClick={() => cancel()}>{t.dock.cancel}</Button>
    </dialog>
  );
}
