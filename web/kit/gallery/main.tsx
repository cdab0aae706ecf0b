/** Every part in one page, for the tests and the eye. It is not shipped. */

import "../kit.css";
import { IdosError } from "idos-core/errors";
import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { render } from "preact";
import { useState } from "preact/hooks";
import {
  Answer,
  Answers,
  Badge,
  Button,
  Card,
  Check,
  Choice,
  Dialog,
  Empty,
  Failure,
  Field,
  FieldList,
  KeyText,
  Nav,
  PartyName,
  Progress,
  Section,
  Select,
  Shell,
  Skeleton,
  Status,
  Steps,
  Table,
  toast,
  Until,
  When,
} from "../parts.ts";
import { useLoaded, useTask } from "../task.ts";

const KEY = "0x5Dc39f4778A5A80D39EB32925C64a6Cd9b8bCcd3";
const NEOBANK = {
  name: "Neobank",
  logo: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='%23246'/%3E%3C/svg%3E",
};
const FIELDS = ["firstName", "familyName", "dateOfBirth", "nationality", "idDocumentNumber"];
const MORE_FIELDS = [...FIELDS, "idDocumentType", "selfieFile", "email", "phoneNumber", "taxResidence"];
const PEOPLE = [
  { name: "Alice", at: 1_700_000_000 },
  { name: "Bob", at: 1_900_000_000 },
];

function Gallery() {
  const [page, setPage] = useState("Overview");
  return (
    <Shell
      brand="Gallery"
      title={page}
      lead="Every part of the kit, as pages use it."
      nav={
        <Nav
          label="Main"
          items={["Overview", "Consent", "States"].map((label) => ({
            href: `#${label}`,
            label,
            isCurrent: label === page,
          }))}
        />
      }
      actions={
        <Button isSmall onClick={() => setPage(page === "Overview" ? "Consent" : "Overview")}>
          Turn the page
        </Button>
      }
      footer="idOS"
    >
      <Consent />
      <Values />
      <Controls />
      <States />
      <Work />
    </Shell>
  );
}

function Consent() {
  return (
    <Section title="A consent">
      <Steps labels={["Prove your wallet", "Set your key", "Profile made"]} current={1} />
      <Answers>
        <Answer title="Who asks">
          <PartyName party={NEOBANK} fallback={KEY} />
        </Answer>
        <Answer title="Which fields">
          <FieldList names={MORE_FIELDS} />
        </Answer>
        <Answer title="Until when">
          <Until at={1_935_500_000} />
        </Answer>
      </Answers>
      <Choice no="Decline" yes="Accept" onNo={() => toast("Declined.")} onYes={() => toast("Accepted.")} />
    </Section>
  );
}

function Values() {
  return (
    <Section title="Values" actions={<Button isSmall>Add</Button>}>
      <Table
        caption="People"
        rows={PEOPLE}
        keyOf={({ name }) => name}
        columns={[
          { title: "Name", cell: ({ name }) => name },
          { title: "Since", cell: ({ at }) => <When at={at} /> },
          { title: "Key", cell: () => <KeyText text={KEY} label="Address" /> },
          { title: "Lock", cell: ({ at }) => <Until at={at} /> },
          { title: "Actions", isTitleHidden: true, cell: () => <Button isSmall>Revoke</Button> },
        ]}
      />
      <Card>
        <p>
          <Badge tone="ok">Verified</Badge> <Badge tone="waiting">Waiting</Badge>{" "}
          <Badge tone="bad">Revoked</Badge> <Badge tone="quiet">Yours</Badge>
        </p>
        <PartyName party={null} fallback={KEY} />
        <p>
          <Until at={0} /> · <When at={Number.MAX_SAFE_INTEGER} hasTime />
        </p>
      </Card>
    </Section>
  );
}

function Controls() {
  const [text, setText] = useState("");
  const [kind, setKind] = useState<"a" | "b">("a");
  const [isChecked, setChecked] = useState(false);
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Controls">
      <Field
        label="Type"
        hint="What it is called."
        error={text === "wrong" ? "This is wrong." : null}
        value={text}
        onInput={setText}
      />
      <Field label="Notes" lines={3} value="" onInput={() => {}} />
      <Select
        label="Kind"
        value={kind}
        options={[
          { value: "a", label: "One" },
          { value: "b", label: "Another" },
        ]}
        onChange={setKind}
      />
      <Check isChecked={isChecked} onChange={setChecked}>
        I have read it
      </Check>
      <Button kind="danger" icon="trash" onClick={() => setOpen(true)}>
        Erase
      </Button>
      {isOpen && (
        <Dialog title="Erase the profile?" onClose={() => setOpen(false)}>
          <p>What is locked stays until its lock ends.</p>
          <Choice no="Keep it" yes="Erase it" onNo={() => setOpen(false)} onYes={() => setOpen(false)} />
        </Dialog>
      )}
    </Section>
  );
}

function States() {
  return (
    <Section title="States">
      <Skeleton lines={2} />
      <Empty title="No credentials yet">
        <p class="quiet">An issuer gives you one.</p>
      </Empty>
      <Failure error={{ code: "unreachable", message: "connection refused" }} />
      <Progress label="Deleting" done={3} total={10} />
      <Progress label="Making the key" done={0.42} />
    </Section>
  );
}

/** Work of the tests' choosing: they settle it. */
function Work() {
  const [subject, setSubject] = useState("first");
  const task = useTask(async ({ signal, report }, name: string) => {
    report(0.5);
    const outcome = await new Promise<string>((settle, refuse) => {
      signal.addEventListener("abort", () => refuse(signal.reason));
      Object.assign(window, { settle });
    });
    if (outcome !== "done") throw new IdosError(outcome, "As the test wanted.");
    return `${name} is done`;
  });
  const loaded = useLoaded(async () => `read ${subject}`, [subject]);
  return (
    <Section title="Work">
      <Status>{task.result}</Status>
      {task.done !== null && <Progress label="Working" done={task.done} />}
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
      <p id="loaded">{loaded.result}</p>
      <Button kind="primary" isBusy={task.isBusy} onClick={() => void task.run(subject)}>
        Work
      </Button>
      <Button onClick={() => void task.run("the newer")}>Work anew</Button>
      <Button onClick={task.reset}>Give up</Button>
      <Button onClick={() => setSubject("second")}>Turn to the second</Button>
    </Section>
  );
}

showLanguage();
showTheme(chosenTheme());
const root = document.getElementById("app");
if (root) render(<Gallery />, root);
