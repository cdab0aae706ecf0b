import "../style.css";
import { dateTimeText, relativeText, showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Database } from "../keys/database.ts";
import { type Consent, Registry } from "../keys/registry.ts";
import { scopeText, t } from "../messages.ts";
import { Failure, Page, Status, shortName, Who } from "../parts.tsx";
import type { Use } from "../protocol.ts";

interface Lists {
  consents: Consent[];
  uses: Use[];
}

function Consents({ registry }: { registry: Registry }) {
  const [lists, setLists] = useState<Lists | null>(null);
  const [status, setStatus] = useState("");
  const read = async () =>
    setLists({ consents: await registry.consents(Date.now()), uses: await registry.uses() });
  useEffect(() => {
    void read();
  }, []);
  const withdraw = async ({ id, requester }: Consent) => {
    await registry.withdraw(id);
    await read();
    setStatus(t.consents.withdrawn(shortName(requester)));
    document.querySelector("h1")?.focus();
  };
  const clear = async () => {
    await registry.clearUses();
    await read();
    setStatus(t.consents.cleared);
  };
  return (
    <Page title={t.consents.title}>
      <p class="lead">{t.consents.lead}</p>
      <Status>{status}</Status>
      {lists ? <ConsentList consents={lists.consents} onWithdraw={withdraw} /> : <Skeleton />}
      <section aria-labelledby="uses">
        <div class="ends">
          <h2 id="uses">{t.consents.uses}</h2>
          {lists && lists.uses.length > 0 && (
            <button class="button small" type="button" onClick={clear}>
              {t.consents.clear}
            </button>
          )}
        </div>
        <p class="small quiet">{t.consents.usesHint}</p>
        {lists ? <UseList uses={lists.uses} /> : <Skeleton />}
      </section>
    </Page>
  );
}

function Skeleton() {
  return <div class="card skeleton" aria-hidden="true" />;
}

function ConsentList({
  consents,
  onWithdraw,
}: {
  consents: Consent[];
  onWithdraw: (consent: Consent) => Promise<void>;
}) {
  if (consents.length === 0) {
    return (
      <div class="card empty">
        <p>
          <strong>{t.consents.empty}</strong>
        </p>
        <p class="quiet">{t.consents.emptyHint}</p>
      </div>
    );
  }
  return (
    <ul class="consents">
      {consents.map((consent) => (
        <li class="card" key={consent.id}>
          <p>
            <Who requester={consent.requester} />
          </p>
          <ul class="scopes">
            {consent.scopes.map((scope) => (
              <li key={scope}>{scopeText(scope)}</li>
            ))}
          </ul>
          <div class="ends">
            <p class="small quiet">
              {t.consents.granted(dateTimeText(consent.grantedAt))}
              <br />
              {t.consents.until(dateTimeText(consent.until), relativeText(consent.until, Date.now()))}
            </p>
            <button class="button small" type="button" onClick={() => onWithdraw(consent)}>
              {t.consents.withdraw}
              <span class="visually-hidden"> {shortName(consent.requester)}</span>
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function UseList({ uses }: { uses: Use[] }) {
  if (uses.length === 0) return <p class="card empty quiet">{t.consents.noUses}</p>;
  return (
    <ol class="card uses">
      {uses.map((use) => (
        <li key={`${use.at} ${use.scope} ${use.detail}`}>
          <span>{useText(use)}</span>
          <span class="small quiet">
            {shortName(use.requester)} · <time>{dateTimeText(use.at)}</time>
          </span>
        </li>
      ))}
    </ol>
  );
}

function useText({ scope, detail }: Use): string {
  if (scope === "share" && detail !== null) return t.consents.copyFor(detail);
  if (scope === "filter" && detail !== null) return t.consents.checked(Number(detail));
  return t.consents.verbs[scope];
}

async function start(root: HTMLElement): Promise<void> {
  showLanguage();
  showTheme(chosenTheme());
  try {
    render(<Consents registry={new Registry(await Database.open())} />, root);
  } catch {
    render(
      <Page title={t.consents.title}>
        <Failure>{t.consents.failed}</Failure>
      </Page>,
      root,
    );
  }
}

const root = document.getElementById("app");
if (root) void start(root);
