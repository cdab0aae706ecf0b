/** Where the enclave's frame is: out of sight, and in front of everything while it waits for a click. */

import { Button } from "idos-kit/parts";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages.ts";
import { useDashboard } from "./session.ts";

export function EnclaveDialog() {
  const { keyring } = useDashboard();
  const isNeeded = keyring.isNeeded.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  // The event of a close comes later; the enclave may need the person again by then.
  const ownCloses = useRef(0);
  useEffect(() => {
    keyring.place = place.current;
  }, [keyring]);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === isNeeded) return;
    if (isNeeded) return element.showModal();
    ownCloses.current += 1;
    element.close();
  }, [isNeeded]);
  const cancel = (event?: Event) => {
    event?.preventDefault();
    void keyring.cancel();
  };
  const closed = () => {
    if (ownCloses.current > 0) ownCloses.current -= 1;
    else cancel();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog enclave-dialog"
      aria-labelledby="enclave-title"
      onCancel={cancel}
      // A browser may close a dialog against its will, on a second Escape.
      onClose={closed}
    >
      <h2 id="enclave-title">{t.enclaveDialog.title}</h2>
      <p class="quiet">{t.enclaveDialog.lead}</p>
      <div class="enclave" ref={place} />
      <Button onClick={() => cancel()}>{t.enclaveDialog.cancel}</Button>
    </dialog>
  );
}
