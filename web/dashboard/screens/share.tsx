/** A copy for somebody: what, for whom, until when; made in the enclave, approved in the wallet. */

import { refusalOf } from "idos-core/errors";
import { shortKey } from "idos-kit/format";
import {
  Answer,
  Answers,
  Button,
  Empty,
  Failure,
  Field,
  PartyName,
  Pending,
  Select,
  Steps,
  toast,
} from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { dateText, language } from "idos-look/text";
import type { Directory } from "idos-sdk/directory";
import { useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { titleOf } from "../model/describe.ts";
import type { Portfolio } from "../model/portfolio.ts";
import { encryptionKey, isIdentifier, type LockChoice, lockEnd } from "../model/recipient.ts";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import type { DashboardSession } from "../state/session.ts";

const MAX_PURPOSE = 200;
/** Stands for a recipient who is not in the directory. */
const TYPED = "typed";

interface ShareDraft {
  credential: string;
  recipient: string;
  identifier: string;
  key: string;
  purpose: string;
  lock: LockChoice;
  date: string;
}

export function Share() {
  const { portfolio } = useDashboard();
  const { params } = router.route.value;
  const { value, error } = portfolio;
  if (value === null) {
    return <Pending error={error} onRetry={portfolio.refresh} lines={8} />;
  }
  if (value.originals.length === 0) {
    return (
      <Empty title={t.share.nothing}>
        <a class="button" href={router.href("data")}>
          {t.credential.toData}
        </a>
      </Empty>
    );
  }
  const [credential, recipient] = [params.get("credential") ?? "", params.get("recipient") ?? ""];
  return <Form portfolio={value} credential={credential} recipient={recipient} />;
}

function Form({
  portfolio,
  credential,
  recipient,
}: {
  portfolio: Portfolio;
  credential: string;
  recipient: string;
}) {
  const dashboard = useDashboard();
  const [draft, setDraft] = useState<ShareDraft>({
    credential: portfolio.byId.has(credential) ? credential : "",
    ...recipientOf(recipient, dashboard.config.directory),
    key: "",
    purpose: "",
    lock: "none",
    date: "",
  });
  const [isTried, setTried] = useState(false);
  const [step, setStep] = useState(0);
  const { copy, errors } = checked(dashboard, portfolio, draft);
  const shown = isTried ? errors : {};
  const change = (part: Partial<ShareDraft>) => setDraft({ ...draft, ...part });
  // The same for every try at the same share: the network takes it once, whatever became of the first.
  const copyId = useMemo(() => crypto.randomUUID(), [JSON.stringify(draft)]);
  const task = useTask(async (_, wanted: ShareRequest) => {
    await share(dashboard, wanted, copyId, setStep);
    toast(t.share.done(wanted.name));
    router.go("shared");
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (copy) void task.run(copy);
  };
  return (
    <form class="measured" onSubmit={submit} noValidate>
      <Answers>
        <Answer title={t.share.what}>
          <What portfolio={portfolio} draft={draft} change={change} error={shown.credential} />
        </Answer>
        <Answer title={t.share.who}>
          <Recipient draft={draft} change={change} errors={shown} />
        </Answer>
        <Answer title={t.share.forWhat}>
          <Field
            label={t.share.purpose}
            hint={t.share.purposeHint}
            value={draft.purpose}
            onInput={(purpose) => change({ purpose })}
            maxLength={MAX_PURPOSE}
          />
        </Answer>
        <Answer title={t.share.until}>
          <Lock draft={draft} change={change} error={shown.date} />
        </Answer>
        <Answer title={t.share.after}>
          {copy && copy.lockedUntil > 0
            ? t.share.afterLocked(dateText(copy.lockedUntil * 1000))
            : t.share.afterFree}
        </Answer>
      </Answers>
      {task.isBusy && <Steps labels={t.share.steps} current={step} />}
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
      <div class="choice">
        <a class="button" href={router.href("shared")}>
          {t.share.no}
        </a>
        <Button type="submit" isBusy={task.isBusy}>
          {t.share.yes}
        </Button>
      </div>
    </form>
  );
}

/** The draft for somebody whom the network names so: a party of the directory, or typed in. */
function recipientOf(identifier: string, directory: Directory): Pick<ShareDraft, "recipient" | "identifier"> {
  if (identifier === "") return { recipient: "", identifier };
  const party = directory.byIdentifier(identifier);
  return party?.encryptionKey ? { recipient: party.url, identifier: "" } : { recipient: TYPED, identifier };
}

type Part = {
  draft: ShareDraft;
  change: (part: Partial<ShareDraft>) => void;
};

function What({
  portfolio,
  draft,
  change,
  error,
}: Part & { portfolio: Portfolio; error: string | undefined }) {
  const { config } = useDashboard();
  const options = portfolio.originals.map((original) => {
    const issuer = config.directory.byIdentifier(original.issuer)?.name ?? shortKey(original.id);
    return { value: original.id, label: `${titleOf(original)} · ${issuer}` };
  });
  return (
    <Select
      label={t.share.which}
      value={draft.credential}
      options={[{ value: "", label: t.share.choose }, ...options]}
      onChange={(credential) => change({ credential })}
      error={error ?? null}
      hint={t.share.whole}
    />
  );
}

function Recipient({ draft, change, errors }: Part & { errors: Errors }) {
  const { config } = useDashboard();
  const listed = config.directory.parties.filter(
    ({ encryptionKey, identifiers }) => encryptionKey && identifiers[0],
  );
  return (
    <fieldset class="recipients">
      <legend class="visually-hidden">{t.share.who}</legend>
      {listed.map((party) => (
        <label key={party.url} class="option">
          <input
            type="radio"
            name="recipient"
            checked={draft.recipient === party.url}
            onChange={() => change({ recipient: party.url })}
          />
          <span>
            <PartyName party={party} fallback={party.name} />
            <span class="small quiet block">{party.about[language]}</span>
          </span>
        </label>
      ))}
      <label class="option">
        <input
          type="radio"
          name="recipient"
          checked={draft.recipient === TYPED}
          onChange={() => change({ recipient: TYPED })}
        />
        <strong>{t.share.typed}</strong>
      </label>
      {draft.recipient === TYPED && (
        <div class="stack inset">
          <Field
            label={t.share.identifier}
            hint={t.share.identifierHint}
            value={draft.identifier}
            onInput={(identifier) => change({ identifier: identifier.trim() })}
            error={errors.identifier ?? null}
          />
          <Field
            label={t.share.key}
            hint={t.share.keyHint}
            value={draft.key}
            onInput={(key) => change({ key: key.trim() })}
            error={errors.key ?? null}
          />
        </div>
      )}
      {errors.recipient && (
        <p class="small error" role="alert">
          {errors.recipient}
        </p>
      )}
    </fieldset>
  );
}

function Lock({ draft, change, error }: Part & { error: string | undefined }) {
  const options = (["none", "year", "five", "date"] as const).map((value) => ({
    value,
    label: t.share.locks[value],
  }));
  return (
    <div class="stack">
      <Select
        label={t.share.lock}
        hint={t.share.lockHint}
        value={draft.lock}
        options={options}
        onChange={(lock) => change({ lock })}
      />
      {draft.lock === "date" && (
        <Field
          label={t.share.date}
          type="date"
          value={draft.date}
          onInput={(date) => change({ date })}
          error={error ?? null}
        />
      )}
    </div>
  );
}

interface ShareRequest {
  credential: string;
  label: string;
  name: string;
  isListed: boolean;
  identifier: string;
  key: Uint8Array;
  purpose: string;
  lockedUntil: number;
}

type Errors = Partial<Record<"credential" | "recipient" | "identifier" | "key" | "date", string>>;

/** What is to be made, or what is missing. */
function checked(
  dashboard: DashboardSession,
  portfolio: Portfolio,
  draft: ShareDraft,
): { copy: ShareRequest | null; errors: Errors } {
  const original = portfolio.byId.get(draft.credential);
  const party = dashboard.config.directory.parties.find(({ url }) => url === draft.recipient);
  const isTyped = draft.recipient === TYPED;
  const identifier = isTyped ? draft.identifier : (party?.identifiers[0] ?? "");
  const key = isTyped ? encryptionKey(draft.key) : (party?.encryptionKey ?? null);
  const lockedUntil = lockEnd(draft.lock, draft.date, new Date());
  const isSelf = identifier.toLowerCase() === dashboard.wallet.identifier.toLowerCase();
  const errors: Errors = {
    ...(!original && { credential: t.share.needCredential }),
    ...(draft.recipient === "" && { recipient: t.share.needRecipient }),
    ...(isTyped && !isIdentifier(identifier) && { identifier: t.share.badIdentifier }),
    ...(isTyped && isSelf && { identifier: t.share.self }),
    ...(isTyped && key === null && { key: t.share.badKey }),
    ...(lockedUntil === null && { date: t.share.badDate }),
  };
  if (Object.keys(errors).length > 0 || !original || key === null || lockedUntil === null) {
    return { copy: null, errors };
  }
  const listed = dashboard.config.directory.byIdentifier(identifier);
  const copy = {
    credential: original.id,
    label: titleOf(original),
    name: listed?.name ?? shortKey(identifier),
    isListed: listed !== null,
    identifier,
    key,
    purpose: draft.purpose.trim(),
    lockedUntil,
  };
  return { copy, errors };
}

/** Fetch, have the enclave encrypt it for the recipient, and store that with the grant. */
async function share(
  dashboard: DashboardSession,
  wanted: ShareRequest,
  copyId: string,
  report: (step: number) => void,
): Promise<void> {
  const { person, keyring, contents } = dashboard;
  report(0);
  const contentHash = await contents.hashOf(wanted.credential); // what was read here is what is meant
  const stored = await person.credential(wanted.credential);
  report(1);
  const enclave = await keyring.enclave();
  const copy = await enclave.reencrypt({
    content: stored.content,
    encryptorPublicKey: stored.encryptorPublicKey,
    recipientPublicKey: wanted.key,
    grantee: wanted.identifier,
    label: wanted.label,
    ...(contentHash !== null && { contentHash }),
    ...(wanted.isListed && { granteeName: wanted.name }),
    ...(wanted.purpose !== "" && { purpose: wanted.purpose }),
    ...(wanted.lockedUntil > 0 && { lockedUntil: wanted.lockedUntil }),
  });
  report(2);
  const { identifier: grantee, lockedUntil, credential: originalId } = wanted;
  await dashboard.change(["credentials", "grants_owned"], () =>
    person.share({ originalId, grantee, lockedUntil, copy, copyId }).catch((error) => {
      if (refusalOf(error).code !== "already_exists") throw error;
    }),
  );
}
