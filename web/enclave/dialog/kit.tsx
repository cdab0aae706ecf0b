/** The sheet that keeps a password when memory does not. Made for paper. */

import { dateText } from "idos-look/text";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Page } from "../parts.tsx";

export function Kit({
  userId,
  publicKey,
  password,
  note,
  done,
  onDone,
}: {
  userId: string;
  publicKey: string;
  password: string;
  /** What else the person must know of this kit before relying on it. */
  note?: string;
  done: string;
  onDone: () => void;
}) {
  const [isStored, setStored] = useState(false);
  const [isShown, setShown] = useState(false);
  return (
    <Page title={t.kit.title}>
      <p class="lead">{t.kit.lead}</p>
      {note && <p class="note">{note}</p>}
      <section class="card kit" aria-labelledby="kit-heading">
        <h2 id="kit-heading">{t.kit.heading}</h2>
        <dl>
          <Line title={t.kit.password}>
            <span class="secret" data-masked={isShown ? undefined : ""}>
              {password}
            </span>
            {!isShown && (
              <span class="masked small quiet">
                {t.kit.masked}{" "}
                <button class="link" type="button" onClick={() => setShown(true)}>
                  {t.kit.show}
                </button>
              </span>
            )}
          </Line>
          <Line title={t.kit.user}>{userId}</Line>
          <Line title={t.kit.publicKey}>{publicKey}</Line>
          <Line title={t.kit.at}>{location.origin}</Line>
          <Line title={t.kit.made}>{dateText(Date.now())}</Line>
        </dl>
        <p class="small">{t.kit.advice}</p>
      </section>
      <div class="kit-actions">
        <button class="button" type="button" onClick={() => window.print()}>
          {t.kit.print}
        </button>
        <label class="check">
          <input type="checkbox" checked={isStored} onChange={() => setStored(!isStored)} />
          <span>{t.kit.stored}</span>
        </label>
        <button class="button primary" type="button" disabled={!isStored} onClick={onDone}>
          {done}
        </button>
      </div>
    </Page>
  );
}

function Line({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="small quiet">{title}</dt>
      <dd class="code">{children}</dd>
    </div>
  );
}
