import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";

/**
 * A question in front of the page. It is open for as long as it is rendered; Escape asks to close it, unless it
 * `isBusy`. Nothing behind it can be reached meanwhile, and focus goes back to where it was.
 */
export function Dialog({
  title,
  onClose,
  isBusy = false,
  isWide = false,
  children,
}: {
  title: string;
  onClose: () => void;
  isBusy?: boolean;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isOver = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      isOver.current = true;
      element?.close();
    };
  }, []);
  useHeading(dialog);
  const cancel = (event: Event) => {
    event.preventDefault();
    if (!isBusy) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={isWide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onCancel={cancel}
      // A browser may close a dialog against its will, on a second Escape.
      onClose={() => isOver.current || onClose()}
    >
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Focus starts at the heading, so that no answer is one key away. */
function useHeading(dialog: { current: HTMLDialogElement | null }): void {
  useEffect(() => dialog.current?.querySelector("h2")?.focus(), []);
}
