import { utf8 } from "idos-core/bytes";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Enclave, type EnclaveOptions } from "./enclave.ts";

const URL = "https://enclave.example/";
const KEY = new Uint8Array(32).fill(7);
const KEY_TEXT = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const SEALED = { content: utf8("sealed"), encryptorPublicKey: KEY };
const OPTIONS: EnclaveOptions = {
  mode: "existing",
  userId: "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11",
  expectedUserEncryptionPublicKey: KEY,
  scopes: ["decrypt"],
  theme: "auto",
};

interface Wire {
  method: string;
  data: unknown[];
  id: number;
  timeout: number;
}

/** A frame whose page answers each method as the test says; what has no answer stays open. */
class Frame extends EventTarget {
  readonly style = {};
  readonly sent: { wire: Wire; origin: string }[] = [];
  readonly answers: Record<string, unknown> = { load: {}, reconfigure: {} };
  hidden = false;
  isRemoved = false;
  isSilent = false;
  contentWindow: object | null = {
    postMessage: (wire: Wire, origin: string, [port]: [MessagePort]) => {
      this.sent.push({ wire, origin });
      if (wire.method in this.answers) {
        port.postMessage({ ...Object(this.answers[wire.method]), version: 1, id: wire.id });
      }
    },
  };

  setAttribute(): void {}

  remove(): void {
    this.isRemoved = true;
    this.contentWindow = null;
  }
}

let frame: Frame;
const container = {
  append: (added: Frame) => added.isSilent || queueMicrotask(() => added.dispatchEvent(new Event("load"))),
} as unknown as Element;

beforeEach(() => {
  frame = new Frame();
  vi.stubGlobal("document", { createElement: () => frame });
  vi.stubGlobal("window", new EventTarget());
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function answering(answers: Record<string, unknown>): Promise<Enclave> {
  const enclave = await Enclave.mount(container, URL, OPTIONS);
  Object.assign(frame.answers, answers);
  return enclave;
}

function post(data: unknown, from: { source?: unknown; origin?: string } = {}): void {
  const event = new Event("message");
  window.dispatchEvent(
    Object.assign(event, { data, source: frame.contentWindow, origin: "https://enclave.example", ...from }),
  );
}

test("it is configured when it has loaded, and spoken to at its origin only", async () => {
  await answering({});
  expect(frame.sent.map(({ wire, origin }) => [wire.method, origin])).toEqual([
    ["load", "https://enclave.example"],
    ["reconfigure", "https://enclave.example"],
  ]);
  expect(frame.sent[1]?.wire.data).toEqual([{ ...OPTIONS, expectedUserEncryptionPublicKey: KEY_TEXT }]);
  expect(frame.hidden).toBe(true);
});

test("what is not changed is not named, and no key is null", async () => {
  const enclave = await answering({});
  await enclave.reconfigure({ theme: "dark" });
  await enclave.reconfigure({ mode: "new", expectedUserEncryptionPublicKey: null });
  expect(frame.sent.slice(2).map(({ wire }) => wire.data)).toEqual([
    [{ theme: "dark" }],
    [{ mode: "new", expectedUserEncryptionPublicKey: null }],
  ]);
});

test("results are read by method", async () => {
  const enclave = await answering({
    ensureUserEncryptionProfile: { result: { userId: "u", userEncryptionPublicKey: KEY_TEXT } },
    encrypt: { result: SEALED },
    decrypt: { result: utf8("plain") },
    filterCredentials: { result: [{ id: "b", content: "" }] },
    confirm: { result: false },
    reencrypt: { result: { ...SEALED, contentHash: "ab" } },
    prepareKeyChange: { result: { userEncryptionPublicKey: KEY_TEXT } },
    reencryptForKeyChange: { result: SEALED },
    backupUserEncryptionProfile: {},
    cancel: {},
    reset: {},
  });
  const items = ["a", "b"].map((id) => ({ id, ...SEALED }));
  expect(await enclave.ensureProfile()).toEqual({ userId: "u", userEncryptionPublicKey: KEY });
  expect(await enclave.encrypt(utf8("plain"), KEY)).toEqual(SEALED);
  expect(await enclave.decrypt(SEALED)).toEqual(utf8("plain"));
  expect(await enclave.filter(items, { pick: {}, omit: {} })).toEqual([items[1]]);
  expect(await enclave.confirm("Sure?")).toBe(false);
  const copy = await enclave.reencrypt({ ...SEALED, recipientPublicKey: KEY, grantee: "g" });
  expect(copy).toEqual({ ...SEALED, contentHash: "ab" });
  expect(await enclave.prepareKeyChange()).toEqual(KEY);
  expect(await enclave.reencryptForKeyChange(SEALED)).toEqual(SEALED);
  await expect(Promise.all([enclave.backup(), enclave.cancel(), enclave.reset()])).resolves.toHaveLength(3);
});

test.each([
  ["ensureUserEncryptionProfile", null, (enclave: Enclave) => enclave.ensureProfile()],
  [
    "ensureUserEncryptionProfile",
    { userId: "u", userEncryptionPublicKey: "AAAA" },
    (enclave: Enclave) => enclave.ensureProfile(),
  ],
  ["decrypt", "plain", (enclave: Enclave) => enclave.decrypt(SEALED)],
  ["encrypt", { content: utf8("x") }, (enclave: Enclave) => enclave.encrypt(KEY, KEY)],
  ["confirm", "yes", (enclave: Enclave) => enclave.confirm("Sure?")],
  ["filterCredentials", {}, (enclave: Enclave) => enclave.filter([], { pick: {}, omit: {} })],
  [
    "reencrypt",
    SEALED,
    (enclave: Enclave) => enclave.reencrypt({ ...SEALED, recipientPublicKey: KEY, grantee: "g" }),
  ],
])("%s does not take %j for an answer", async (method, result, ask) => {
  const enclave = await answering({ [method]: { result } });
  await expect(ask(enclave)).rejects.toMatchObject({ code: "bad_response" });
});

test("a refusal comes with its code", async () => {
  const enclave = await answering({ decrypt: { error: new Error("No."), code: "declined" } });
  await expect(enclave.decrypt(SEALED)).rejects.toMatchObject({ code: "declined" });
});

test("it shows itself while it needs a click, and hears its own frame only", async () => {
  const enclave = await answering({});
  const seen: boolean[] = [];
  enclave.onInteraction((isNeeded) => seen.push(isNeeded));
  const notice = (needed: unknown) => ({ type: "idOS:interaction", payload: { needed } });
  post(notice(true), { source: {} });
  post(notice(true), { origin: "https://evil.example" });
  for (const data of [null, "text", {}, { type: "other", payload: { needed: true } }]) post(data);
  post({ type: "idOS:interaction", payload: null });
  expect([seen, frame.hidden]).toEqual([[], true]);
  post(notice(true));
  expect([seen, frame.hidden]).toEqual([[true], false]);
  post(notice("yes"));
  expect([seen, frame.hidden]).toEqual([[true, false], true]);
});

test("when it is removed, what waits is refused, and nothing more is asked", async () => {
  const enclave = await answering({});
  const waiting = expect(enclave.decrypt(SEALED)).rejects.toMatchObject({ code: "superseded" });
  enclave.destroy();
  await waiting;
  expect(frame.isRemoved).toBe(true);
  await expect(enclave.decrypt(SEALED)).rejects.toMatchObject({ code: "superseded" });
});

test.each([true, false])("one that does not answer is unavailable (silent: %s)", async (isSilent) => {
  vi.useFakeTimers();
  frame.isSilent = isSilent;
  delete frame.answers.load;
  const mounted = expect(Enclave.mount(container, URL, OPTIONS)).rejects.toMatchObject({
    code: "unavailable",
  });
  await vi.advanceTimersByTimeAsync(60_000);
  await mounted;
  expect(frame.isRemoved).toBe(true);
});
