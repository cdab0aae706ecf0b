/** A decrypted content: as a document if it is one, as text if it is that, and as a file. */

import { CredentialDocument } from "idos-kit/credential";
import { sizeText } from "idos-kit/format";
import { Button } from "idos-kit/parts";
import { save } from "idos-kit/save";
import type { ComponentChildren } from "preact";
import { t } from "../messages.ts";
import { documentOf, textOf } from "../model/document.ts";

/** `children` stand below the name in the document: who signed it; `findings` before its fields. */
export function Content({
  title,
  name,
  plaintext,
  findings,
  children,
}: {
  title: string;
  /** Of the file, when it is downloaded; without an ending. */
  name: string;
  plaintext: Uint8Array;
  findings?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const shown = documentOf(plaintext);
  const text = textOf(plaintext);
  const download = () => save(`${name}.${shown ? "json" : text === null ? "bin" : "txt"}`, plaintext);
  return (
    <>
      {shown && (
        <CredentialDocument title={shown.name ?? title} subject={shown.subject} findings={findings}>
          {children}
        </CredentialDocument>
      )}
      <div class="row">
        <Button icon="download" isSmall onClick={download}>
          {t.credential.download}
        </Button>
      </div>
      {text === null ? (
        <p class="quiet">{t.credential.notText(sizeText(plaintext.length))}</p>
      ) : (
        <details class="raw" open={!shown}>
          <summary>{t.credential.raw}</summary>
          <pre class="small">{shortened(text)}</pre>
        </details>
      )}
    </>
  );
}

const LONG = 400;

/** Pictures make a raw form endless: what is long within quotes is cut, and the file has all of it. */
function shortened(text: string): string {
  return text.replace(new RegExp(`"([^"]{80})[^"]{${LONG},}"`, "g"), '"$1…"');
}
