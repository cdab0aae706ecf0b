import { typeName } from "idos-kit/fields";
import { Answer, Answers, Choice, Steps, Until, When } from "idos-kit/parts";
import { t } from "../../messages.ts";
import type { Aside, Offer, Task } from "../model.ts";
import { Aside as Declined } from "./aside.tsx";
import { AppName, appName, Exact, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

interface OfferProps extends ScreenProps {
  offer: Offer;
  task: Task | null;
  aside: Aside;
}

/** What an issuer asks leave to write: decided before the person goes to have documents checked. */
export function OfferCard({ model, dispatch, offer, task, aside }: OfferProps) {
  const name = appName(model.app);
  if (aside === "declined") {
    return (
      <Declined title={t.offer.declinedTitle} again={t.offer.again} dispatch={dispatch}>
        {t.offer.declined(name)}
      </Declined>
    );
  }
  if (task?.does === "permit") {
    return (
      <>
        <Heading>{t.offer.title(name)}</Heading>
        <Steps labels={t.offer.steps} current={task.step} />
        <Waiting>{t.leaving}</Waiting>
      </>
    );
  }
  return (
    <>
      <Heading>{t.offer.title(name)}</Heading>
      <p class="lead">{t.offer.lead}</p>
      <Answers>
        <Answer title={t.offer.who}>
          <AppName app={model.app} />
        </Answer>
        <Answer title={t.offer.what}>{t.offer.whatText(typeName(offer.credentialType))}</Answer>
        <Answer title={t.offer.fields}>
          {t.offer.fieldsText} {t.offer.own(name)}
        </Answer>
        <Answer title={t.offer.until}>
          <Terms offer={offer} name={name} />
        </Answer>
        <Answer title={t.offer.after}>{t.offer.afterText(name)}</Answer>
      </Answers>
      <details>
        <summary>{t.offer.text}</summary>
        <Exact text={offer.text} />
      </details>
      <Trouble problem={model.problem} app={model.app} />
      <Choice
        no={t.offer.no}
        yes={t.offer.yes}
        onNo={() => dispatch({ type: "aside", aside: "declined" })}
        onYes={() => dispatch({ type: "permit", offer })}
      />
    </>
  );
}

function Terms({ offer, name }: { offer: Offer; name: string }) {
  return (
    <>
      <p>
        {name} {t.offer.untilText} <When at={offer.usableUntil} hasTime />
      </p>
      {offer.lockedUntil === 0 ? (
        <p>{t.offer.noLock(name)}</p>
      ) : (
        <p>
          {t.offer.lock(name)} <Until at={offer.lockedUntil} />
        </p>
      )}
    </>
  );
}
