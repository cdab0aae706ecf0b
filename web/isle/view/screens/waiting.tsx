import { Button } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import { t } from "../../messages.ts";
import type { Standing } from "../model.ts";
import { appName, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

type Of<Is extends Standing["is"]> = Extract<Standing, { is: Is }>;

/** The check goes on elsewhere. */
export function Verifying({ model, dispatch, standing }: ScreenProps & { standing: Of<"verifying"> }) {
  const { url } = standing;
  return (
    <div class="centred">
      <span class="clock">
        <Icon name="clock" />
      </span>
      <Heading>{t.verifying.title}</Heading>
      <p>{t.verifying.lead}</p>
      <Trouble problem={model.problem} app={model.app} />
      {url !== null && (
        <>
          <p class="small quiet">{t.verifying.notDone}</p>
          <Button onClick={() => dispatch({ type: "go", url })}>{t.verifying.resume}</Button>
        </>
      )}
    </div>
  );
}

export function Issuing({ model }: ScreenProps) {
  return (
    <>
      <Heading>{t.issuing.title}</Heading>
      <Waiting>{t.issuing.lead(appName(model.app))}</Waiting>
    </>
  );
}

/** The documents were not accepted, or the credential could not be written. */
export function Refused({
  model,
  dispatch,
  standing,
}: ScreenProps & { standing: Of<"rejected" | "failed"> }) {
  const words = t[standing.is];
  return (
    <>
      <Heading>{words.title}</Heading>
      <p class="lead">{words.lead}</p>
      {standing.reasons.length > 0 && (
        <section class="reasons" aria-labelledby="reasons">
          <h2 id="reasons">{t.rejected.reasons}</h2>
          <ul>
            {standing.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </section>
      )}
      <Trouble problem={model.problem} app={model.app} />
      {standing.canRetry ? (
        <>
          <Button kind="primary" icon="again" onClick={() => dispatch({ type: "retry" })}>
            {t.rejected.retry}
          </Button>
          <p class="small quiet">{t.rejected.still}</p>
        </>
      ) : (
        <p>{t.rejected.final(appName(model.app))}</p>
      )}
    </>
  );
}
