import { Button, Choice, Steps } from "idos-kit/parts";
import { t } from "../../messages.ts";
import type { Signing, Stage } from "../model.ts";
import { appName, Exact, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

/** A text that the wallet is to sign, in full, before the wallet shows it. */
export function SigningCard({ signing, model, dispatch }: ScreenProps & { signing: Signing }) {
  const lead = t.signing.leads[signing.purpose];
  return (
    <>
      <Heading>{t.signing.titles[signing.purpose]}</Heading>
      <Way stage={model.stage} />
      <p class="lead">{typeof lead === "string" ? lead : lead(appName(model.app))}</p>
      <Exact text={signing.text} />
      {signing.isAsked ? (
        <Choice
          no={t.signing.notNow}
          yes={t.signing.sign}
          onNo={() => dispatch({ type: "sign", isWilling: false })}
          onYes={() => dispatch({ type: "sign", isWilling: true })}
        />
      ) : (
        <Waiting>{t.signing.waiting}</Waiting>
      )}
    </>
  );
}

/** Of which way the signature is a step. */
function Way({ stage }: { stage: Stage }) {
  if (stage.at === "joining") return <Steps labels={t.join.steps} current={stage.step} />;
  if (stage.at !== "settled") return null;
  const { task } = stage;
  if (task?.does !== "share" && task?.does !== "permit") return null;
  return <Steps labels={task.does === "share" ? t.request.steps : t.offer.steps} current={task.step} />;
}

/** Signing in did not come to its end. */
export function SignedOut({ model, dispatch }: ScreenProps) {
  return (
    <>
      <Heading>{t.signing.titles["sign-in"]}</Heading>
      <p class="lead">{t.signing.leads["sign-in"]}</p>
      <Trouble problem={model.problem} app={model.app} />
      <Button kind="primary" icon="key" onClick={() => dispatch({ type: "sign-in" })}>
        {t.signing.again}
      </Button>
    </>
  );
}
