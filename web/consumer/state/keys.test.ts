import type { Keys } from "idos-sdk/keystore";
import type { Signer } from "idos-sdk/signer";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CompanyKeys } from "./keys.ts";
import type { Login } from "./login.ts";
import { DetachableSigner, KEY_NEEDED } from "./signer.ts";

function signerOf(identifier: string): Signer {
  return { authType: "nep413", sender: new Uint8Array(2), identifier, sign: async (message) => message };
}

/** Keys of a file, which say whether they were forgotten. */
function keysOf(identifier = "acme"): Keys & { forget: ReturnType<typeof vi.fn> } {
  return { signer: signerOf(identifier), encryptionKey: new Uint8Array(32), forget: vi.fn() } as never;
}

function openKeys({ wallet = null, keys = null }: { wallet?: string | null; keys?: Keys | null } = {}) {
  const signer = new DetachableSigner(signerOf("acme"));
  return { signer, keys: new CompanyKeys({ signer, wallet } as Login, keys) };
}

let page: EventTarget;

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", new EventTarget());
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the key that reads is asked for once, and is there until it is closed", async () => {
  const { keys, signer } = openKeys();
  const asking = keys.open();
  expect(keys.asked).toBe("read");
  const opened = keysOf();
  keys.take(opened);
  expect(await asking).toBe(opened);
  expect([keys.asked, await keys.open(), signer.isAttached]).toEqual([null, opened, true]);
  keys.close("closed");
  expect([keys.opened.value, keys.notice.value, signer.isAttached]).toEqual([null, "closed", false]);
  expect(opened.forget).toHaveBeenCalledOnce();
});

test("a user who declines opens nothing", async () => {
  const { keys } = openKeys();
  const [reading, signing] = [keys.open(), openKeys().keys];
  keys.decline();
  expect(await reading).toBeNull();
  const answer = signing.openSigner();
  signing.decline();
  expect(await answer).toBe(false);
});

test("the keys of another company do not sign", async () => {
  const { keys, signer } = openKeys();
  const asking = keys.openSigner();
  expect(() => keys.take(keysOf("other"))).toThrow(expect.objectContaining({ code: "other_key" }));
  expect(keys.asked).toBe("sign");
  keys.take(keysOf("acme"));
  expect([await asking, signer.isAttached]).toEqual([true, true]);
});

test("a wallet signs beside a key file that reads", async () => {
  const { keys, signer } = openKeys({ wallet: "com.example" });
  const asking = keys.openSigner();
  keys.takeWallet(signerOf("acme"));
  expect([await asking, await keys.openSigner()]).toEqual([true, true]);
  void keys.open();
  keys.take(keysOf("other")); // the company's key for reading need not be the wallet's
  keys.close("");
  expect(signer.isAttached).toBe(true);
});

test("a key that nobody uses is closed", () => {
  const { keys } = openKeys({ keys: keysOf() });
  const stop = keys.closeWhenIdle();
  vi.advanceTimersByTime(9 * 60_000);
  page.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(9 * 60_000);
  expect(keys.opened.value).not.toBeNull();
  vi.advanceTimersByTime(2 * 60_000);
  expect(keys.opened.value).toBeNull();
  stop();
});

test("a signer without its key says that it is needed", async () => {
  const signer = new DetachableSigner(signerOf("acme"));
  await expect(signer.sign(new Uint8Array(1))).rejects.toMatchObject({ code: KEY_NEEDED });
  signer.attach(signerOf("acme"));
  expect(await signer.sign(new Uint8Array([7]))).toEqual(new Uint8Array([7]));
  signer.detach();
  expect(signer.isAttached).toBe(false);
});
