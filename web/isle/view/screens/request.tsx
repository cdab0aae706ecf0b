import { levelText, typeName } from "idos-kit/fields";
import { Answer, Answers, Choice, FieldList, PartyName, Status, Steps } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import { dateText, dateTimeText, relativeText } from "idos-look/text";
import { readNotes } from "idos-sdk/credentials/attestation";
import type { Directory } from "idos-sdk/directory";
import type { CredentialInfo } from "idos-sdk/records";
import { useState } from "preact/hooks";
import { t } from "../../messages.ts";
import type { Aside, Request, Task } from "../model.ts";
import { lockEnd, textOf } from "../standing.ts";
import { Aside as Afterwards } from "./aside.tsx";
import { AppName, appName, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

const TWO_DAYS = 2 * 86_400;
/** So many letters of an id tell a person's credentials apart. */
const SHORT_ID = 8;

interface RequestProps extends ScreenProps {
  request: Request;
  directory: Directory;
  task: Task | null;
  aside: Aside;
}

/** The consent card: five questions and their answers, the credential to share, and two buttons of equal weight. */
export function RequestCard({ model, dispatch, request, directory, task, aside }: RequestProps) {
  const name = appName(model.app);
  if (aside !== null) {
    const words = aside === "declined" ? t.request.declined(name) : t.request.revoked(name);
    const title = aside === "declined" ? t.request.declinedTitle : t.request.revokedTitle;
    return (
      <Afterwards title={title} again={t.request.again} dispatch={dispatch}>
        {words}
      </Afterwards>
    );
  }
  if (task?.does === "share") return <Sharing model={model} step={task.step} />;
  return <Asking model={model} dispatch={dispatch} request={request} directory={directory} />;
}

function Asking({ model, dispatch, request, directory }: Omit<RequestProps, "task" | "aside">) {
  const { asked, choices } = request;
  const [only] = choices.length === 1 ? choices : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const name = appName(model.app);
  const accept = () => {
    const id = only?.id ?? choices.find((choice) => choice.id === chosen)?.id;
    setMissing(id === undefined);
    if (id !== undefined) dispatch({ type: "share", request, originalId: id });
  };
  return (
    <>
      <Heading>{t.request.title(name)}</Heading>
      <Answers>
        <Answer title={t.request.who}>
          <AppName app={model.app} />
        </Answer>
        <Answer title={t.request.what}>{asked.purpose}</Answer>
        <Answer title={t.request.fields}>
          {asked.fields.length > 0 && (
            <>
              <p class="small quiet">{t.request.fieldsText(name)}</p>
              <FieldList names={asked.fields} />
            </>
          )}
          <p class="whole small">{t.request.whole}</p>
        </Answer>
        <Answer title={t.request.until}>
          <Lock lockSeconds={asked.lockSeconds} />
        </Answer>
        <Answer title={t.request.after}>{t.request.afterText(name)}</Answer>
      </Answers>
      {only ? (
        <div class="from">
          <p class="small quiet">{t.request.from}</p>
          <Credential credential={only} directory={directory} />
        </div>
      ) : (
        <Choices
          choices={choices}
          directory={directory}
          chosen={chosen}
          onChoose={setChosen}
          isMissing={isMissing && chosen === null}
        />
      )}
      <Trouble problem={model.problem} app={model.app} />
      <Choice
        no={t.request.no}
        yes={t.request.yes}
        onNo={() => dispatch({ type: "aside", aside: "declined" })}
        onYes={accept}
      />
    </>
  );
}

function Choices({
  choices,
  directory,
  chosen,
  onChoose,
  isMissing,
}: {
  choices: readonly CredentialInfo[];
  directory: Directory;
  chosen: string | null;
  onChoose: (id: string) => void;
  isMissing: boolean;
}) {
  return (
    <fieldset class="choices">
      <legend>{t.request.choose}</legend>
      {choices.map((choice) => (
        <label class="card" key={choice.id}>
          <input
            type="radio"
            name="credential"
            checked={choice.id === chosen}
            onChange={() => onChoose(choice.id)}
          />
          <Credential credential={choice} directory={directory} isOneOfSeveral />
        </label>
      ))}
      {isMissing && (
        <p class="small error" role="alert">
          {t.request.chooseFirst}
        </p>
      )}
    </fieldset>
  );
}

/** A credential by what everybody may know of it: its kind, its issuer, and how much was checked. */
function Credential({
  credential,
  directory,
  isOneOfSeveral = false,
}: {
  credential: CredentialInfo;
  directory: Directory;
  isOneOfSeveral?: boolean;
}) {
  const notes = readNotes(credential.publicNotes);
  const level = textOf(notes.level);
  const issuer = credential.issuerAuthPublicKey;
  return (
    <div class="credential">
      <span>{t.request.credential(typeName(textOf(notes.type) ?? ""))}</span>
      <PartyName party={directory.byIdentifier(issuer)} fallback={issuer} />
      <span class="small quiet">
        {level !== null && levelText(level)}
        {isOneOfSeveral && (
          <span class="code block">{t.request.number(credential.id.slice(0, SHORT_ID))}</span>
        )}
      </span>
    </div>
  );
}

function Lock({ lockSeconds }: { lockSeconds: number }) {
  if (lockSeconds === 0) return <>{t.request.noLock}</>;
  const at = lockEnd(lockSeconds) * 1000;
  const date = lockSeconds < TWO_DAYS ? dateTimeText(at) : dateText(at);
  return (
    <p class="lock">
      <Icon name="lock" />
      <span>
        <strong>{t.request.lock(date, relativeText(at, Date.now()))}</strong> {t.request.lockMeans}
      </span>
    </p>
  );
}

function Sharing({ model, step }: { model: ScreenProps["model"]; step: number }) {
  const says = [t.request.enclaveLoading, t.signing.waiting, t.request.storing];
  return (
    <>
      <Heading>{t.request.sharing(appName(model.app))}</Heading>
      <Steps labels={t.request.steps} current={step} />
      {model.isKeyAsked ? <Status>{t.request.enclave}</Status> : <Waiting>{says[step]}</Waiting>}
    </>
  );
}
