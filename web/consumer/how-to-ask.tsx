/** How a company comes to be shared with: its keys, and three steps. */

import * as box from "idos-core/box";
import { toBase64 } from "idos-core/bytes";
import { Answer, Answers, Button, KeyText } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import { t } from "./messages.ts";
import { useConsumerSession } from "./state/context.ts";

const SNIPPET = `<script type="module" src="ISLE/isle.js"></script>
<idos-isle></idos-isle>`;

export function HowToAsk({ isEmpty = false }: { isEmpty?: boolean }) {
  const { config, keys, login } = useConsumerSession();
  const opened = keys.opened.value;
  const { sites, directory } = config;
  const known = directory.byIdentifier(login.signer.identifier)?.encryptionKey;
  const key = opened ? box.publicKeyOf(opened.encryptionKey) : known;
  const asker = sites.charlie ?? sites.start;
  return (
    <section class="how-to-ask" aria-label={t.company.ask}>
      {isEmpty ? (
        <div class="teach">
          <Icon name="share" />
          <h2>{t.empty.title}</h2>
          <p class="quiet">{t.empty.lead}</p>
        </div>
      ) : (
        <h2>{t.company.ask}</h2>
      )}
      <ol class="card teach-steps">
        {t.empty.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Answers>
        <Answer title={t.empty.identifier}>
          <KeyText text={login.signer.identifier} label={t.empty.identifier} />
        </Answer>
        <Answer title={t.empty.encryption}>
          {key ? (
            <KeyText text={toBase64(key)} label={t.empty.encryption} />
          ) : (
            <>
              <p class="quiet">{t.empty.openKey}</p>
              <Button isSmall icon="key" onClick={() => void keys.open()}>
                {t.company.open}
              </Button>
            </>
          )}
        </Answer>
      </Answers>
      <pre class="card code snippet">{SNIPPET.replace("ISLE", sites.isle)}</pre>
      {asker && (
        <p>
          <a href={asker} target="_blank" rel="noopener">
            {t.empty.see} <Icon name="out" />
          </a>
        </p>
      )}
    </section>
  );
}
