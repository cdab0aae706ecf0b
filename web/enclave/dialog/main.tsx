import "../style.css";
import { refusalOf } from "idos-core/errors";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { type JSX, render } from "preact";
import { Database } from "../keys/database.ts";
import { Registry } from "../keys/registry.ts";
import { refusalText, t } from "../messages.ts";
import { Failure, Page, Status } from "../parts.tsx";
import type { Duration, Intents, KeyQuestion, PopupRequest, ShareQuestion } from "../protocol.ts";
import { Backup } from "./backup.tsx";
import { Change } from "./change.tsx";
import { Confirm } from "./confirm.tsx";
import { AllowUse } from "./consent.tsx";
import { Create } from "./create.tsx";
import { endOf } from "./duration.tsx";
import { type Asked, DECLINED, whenAsked } from "./opener.ts";
import { Share } from "./share.tsx";
import { Unlock } from "./unlock.tsx";

type View = (question: never, asked: Asked, registry: Registry) => JSX.Element | Promise<JSX.Element>;

const VIEWS: Record<keyof Intents, View> = {
  getPasswordContext: keyView,
  share: shareView,
  confirm: (question: Intents["confirm"]["question"], { answer }) => (
    <Confirm question={question} onAnswer={(confirmed) => answer({ confirmed })} />
  ),
  backupPasswordContext: (question: Intents["backupPasswordContext"]["question"], { answer, refuse }) => (
    <Backup
      question={question}
      onDone={() => answer({ type: "idOS:backupUserEncryptionProfile", status: "success" })}
      onDecline={() => refuse(DECLINED)}
    />
  ),
  changePassword: (question: Intents["changePassword"]["question"], { answer, refuse }) => (
    <Change
      question={question}
      onDone={(secretKey) => answer({ secretKey })}
      onDecline={() => refuse(DECLINED)}
    />
  ),
};

async function keyView(question: KeyQuestion, { answer, refuse }: Asked, registry: Registry) {
  const { userId, requester, scopes, hasKey, mode, expectedPublicKey } = question;
  const subject = { userId, requester };
  const standing = await registry.standing(subject, scopes, Date.now());
  const grant = (duration: Duration) => {
    const now = Date.now();
    return registry.grant(subject, { scopes, until: endOf(duration, now) }, now);
  };
  const ends = { onDone: answer, onDecline: () => refuse(DECLINED) };
  if (hasKey && standing) {
    answer({ secretKey: null, duration: 0, approval: standing });
    return <Notice title={t.consent.returning} />;
  }
  if (hasKey) return <AllowUse question={question} grant={grant} {...ends} />;
  if (mode === "new" || expectedPublicKey === null) {
    return <Create question={question} grant={grant} {...ends} />;
  }
  return <Unlock {...{ question, expectedPublicKey, standing, grant }} {...ends} />;
}

/** What is agreed to here is done at once, and so listed here: the framed page could tell of it only later. */
function shareView(question: ShareQuestion, { answer, refuse }: Asked, registry: Registry) {
  const { requester, grantee, granteeName } = question;
  const share = async () => {
    await registry.record([{ at: Date.now(), requester, scope: "share", detail: granteeName ?? grantee }]);
    answer({ agreed: true });
  };
  return <Share question={question} onShare={share} onDecline={() => refuse(DECLINED)} />;
}

function Notice({ title, lead }: { title: string; lead?: string }) {
  return (
    <Page title={title}>
      <Status>{lead}</Status>
    </Page>
  );
}

/** Nobody waits for the answer. The kit of a profile that exists is as good without one; that of a new key is not. */
function gone(asked: Asked | null): void {
  if (asked?.request.intent === "backupPasswordContext") return;
  const hasKit = document.querySelector(".kit") !== null;
  show(
    <Page title={t.gone.title}>
      <p class="lead">{t.gone.lead}</p>
      {hasKit && <Failure>{t.gone.kit}</Failure>}
    </Page>,
  );
}

function show(view: JSX.Element): void {
  const root = document.getElementById("app");
  if (root) render(view, root);
}

async function serve(asked: Asked): Promise<void> {
  const { intent, message, configuration }: PopupRequest = asked.request;
  if (chosenTheme() === "auto") showTheme(configuration.theme);
  try {
    const registry = new Registry(await Database.open());
    await registry.record(message.uses);
    show(await VIEWS[intent](message as never, asked, registry));
  } catch (error) {
    show(
      <Page title={t.alone.title}>
        <Failure>{refusalText(refusalOf(error).code)}</Failure>
      </Page>,
    );
  }
}

showLanguage();
showTheme(chosenTheme());
if (window.opener) whenAsked(window.opener, (asked) => void serve(asked), gone);
else show(<Notice title={t.alone.title} lead={t.alone.lead} />);
