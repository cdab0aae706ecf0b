/** What the company should know of, line by line. */

import { typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import { Badge, Empty, Skeleton, type Tone, When } from "idos-kit/parts";
import { dateTimeText } from "idos-look/text";
import { t } from "../messages.ts";
import { router } from "../routes.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Alert } from "./alerts.ts";

const TONES: Record<Alert["kind"], Tone> = {
  status: "bad",
  withdrawn: "bad",
  expired: "bad",
  expiring: "waiting",
  newer: "ok",
  lock: "lock",
};

export function AlertsScreen() {
  const { grants, last, alerts: current } = useConsumerSession();
  const alerts = current.value;
  if (!grants.state.value.entries) return <Skeleton count={3} lines={3} />;
  return (
    <>
      <p class="quiet">{last ? t.alerts.since(dateTimeText(last.at)) : t.alerts.first}</p>
      {alerts.length === 0 ? (
        <Empty title={t.alerts.none} icon="check">
          <p class="quiet">{t.alerts.noneHint}</p>
        </Empty>
      ) : (
        <ul class="alerts">
          {alerts.map((alert) => (
            <li key={`${alert.kind} ${idOf(alert)}`} class="card">
              <AlertLine alert={alert} />
            </li>
          ))}
        </ul>
      )}
      <p class="small quiet">{t.alerts.expiryNote}</p>
    </>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const isGone = alert.kind === "withdrawn";
  const type = isGone ? alert.past.type : (alert.entry.about?.type ?? "");
  const owner = isGone ? alert.past.owner : alert.entry.grant.ownerUserId;
  return (
    <>
      <div class="alert-head">
        <Badge tone={TONES[alert.kind]}>{t.alerts.kinds[alert.kind]}</Badge>
        {!isGone && alert.at > 0 && <When at={alert.at} />}
      </div>
      <p>
        <strong>{type ? typeName(type) : t.detail.title("")}</strong>{" "}
        <span class="quiet">
          {t.alerts.of} <span class="code">{shortKey(owner)}</span>
        </span>
      </p>
      <p class="quiet">{textOf(alert)}</p>
      {!isGone && (
        <a href={router.href("grant", alert.entry.grant.id)}>
          {t.alerts.open}
          <span class="visually-hidden">
            : {type ? typeName(type) : ""} {shortKey(owner)}
          </span>
        </a>
      )}
    </>
  );
}

function textOf(alert: Alert): string {
  if (alert.kind === "status") return t.alerts.text.status(alert.entry.about?.status ?? "");
  return t.alerts.text[alert.kind];
}

function idOf(alert: Alert): string {
  return alert.kind === "withdrawn" ? alert.past.id : alert.entry.grant.id;
}
