/** Everything about the profile that is not data: key, locking, taking data along, the node, leaving. */

import { toBase64 } from "idos-core/bytes";
import { Button, Card, Check, Failure, KeyText, Progress, Section, Select, toast } from "idos-kit/parts";
import { save } from "idos-kit/save";
import { useLoaded, useTask } from "idos-kit/task";
import type { ComponentChildren } from "preact";
import { t } from "../messages.ts";
import { exportFile, fileName } from "../model/portable.ts";
import { collectExport } from "../parts/export.ts";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import { IDLE_MINUTES, idleMinutes, locksWhenHidden } from "../state/locking.ts";

export function Settings() {
  return (
    <>
      <Section title={t.settings.key}>
        <Card class="rows">
          <Line title={t.settings.password} help={t.settings.passwordHelp}>
            <a class="button" href={router.href("password")}>
              {t.settings.password}
            </a>
          </Line>
          <Kit />
        </Card>
      </Section>
      <Locking />
      <Section title={t.settings.data}>
        <Card class="rows">
          <Export />
          <Line title={t.settings.import} help={t.settings.importHelp}>
            <a class="button" href={router.href("import")}>
              {t.settings.importDo}
            </a>
          </Line>
        </Card>
      </Section>
      <Profile />
      <Section title={t.settings.erase}>
        <Card class="rows">
          <Line title={t.settings.erase} help={t.settings.eraseHelp}>
            <a class="button danger" href={router.href("erase")}>
              {t.settings.eraseDo}
            </a>
          </Line>
        </Card>
      </Section>
    </>
  );
}

function Line({ title, help, children }: { title: string; help: string; children: ComponentChildren }) {
  return (
    <div class="line">
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        <p class="small quiet">{help}</p>
      </div>
      {children}
    </div>
  );
}

function Kit() {
  const { keyring } = useDashboard();
  const task = useTask(async () => {
    await (await keyring.enclave()).backup();
    toast(t.settings.kitDone);
  });
  return (
    <>
      <Line title={t.settings.kit} help={t.settings.kitHelp}>
        <Button isBusy={task.isBusy} onClick={() => void task.run()}>
          {t.settings.kitOpen}
        </Button>
      </Line>
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
    </>
  );
}

function Locking() {
  const options = IDLE_MINUTES.map((value) => ({ value, label: t.settings.minutes(Number(value)) }));
  const chooseMinutes = (minutes: (typeof IDLE_MINUTES)[number]) => {
    idleMinutes.value = minutes;
  };
  const chooseHidden = (isHiddenToo: boolean) => {
    locksWhenHidden.value = isHiddenToo ? "yes" : "no";
  };
  return (
    <Section title={t.settings.locking}>
      <Card class="form">
        <Select
          label={t.settings.idle}
          value={idleMinutes.value}
          options={options}
          onChange={chooseMinutes}
        />
        <Check isChecked={locksWhenHidden.value === "yes"} onChange={chooseHidden}>
          {t.settings.hidden}
        </Check>
      </Card>
    </Section>
  );
}

function Export() {
  const dashboard = useDashboard();
  const task = useTask(async (work) => {
    await dashboard.contents.unlock();
    const all = await collectExport(dashboard, work);
    save(fileName(all.exportedAt), exportFile(all));
    const unread = all.credentials.filter(({ plaintext }) => plaintext === null).length;
    return { written: all.credentials.length - unread, unread };
  });
  return (
    <>
      <Line title={t.settings.export} help={t.settings.exportHelp}>
        <Button icon="download" isBusy={task.isBusy} onClick={() => void task.run()}>
          {t.settings.exportDo}
        </Button>
      </Line>
      {task.isBusy && task.done !== null && <Progress label={t.settings.exporting} done={task.done} />}
      {task.result && !task.isBusy && (
        <p role="status">
          {t.settings.exported(task.result.written)}{" "}
          {task.result.unread > 0 && t.settings.exportedPartly(task.result.unread)}
        </p>
      )}
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
    </>
  );
}

function Profile() {
  const { session, profile } = useDashboard();
  const { value } = profile;
  const chain = useLoaded(() => session.node.chain(), []);
  const facts: [string, ComponentChildren][] = [
    [t.settings.profileId, value && <KeyText text={value.id} label={t.settings.profileId} />],
    [
      t.settings.publicKey,
      value && <KeyText text={toBase64(value.encryptionPublicKey)} label={t.settings.publicKey} />,
    ],
    [t.settings.nodeAddress, session.node.url],
    [t.settings.network, chain.result?.chainId ?? "…"],
    [t.settings.height, chain.result?.blockHeight ?? "…"],
  ];
  return (
    <Section title={t.settings.profile}>
      <Card>
        <dl class="facts">
          {facts.map(([title, content]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{content}</dd>
            </div>
          ))}
        </dl>
        <p class="small quiet">{t.settings.publicKeyHelp}</p>
      </Card>
    </Section>
  );
}
