/** Providers as they come: that never answer, throw texts, and have no events. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, EvmWallet, onAccountsChanged, onConnect, onDisconnect, reconnect } from "./evm.ts";
import { ask, type Provider } from "./provider.ts";

const ACCOUNT = `0x${"ab".repeat(20)}`;
const MIXED = new EvmWallet({ request: async () => null }, ACCOUNT).address;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A wallet that gives these answers, or throws what is an `Error`; and a way to tell its events. */
function wallet(answers: Record<string, unknown>) {
  const listeners: [string, (value: unknown) => void][] = [];
  const provider: Provider = {
    request: async ({ method }) => {
      if (answers[method] instanceof Error) throw answers[method];
      return answers[method];
    },
    on: (event, listener) => listeners.push([event, listener]),
    removeListener: (_, listener) => {
      const at = listeners.findIndex(([, other]) => other === listener);
      if (at >= 0) listeners.splice(at, 1);
    },
  };
  const tell = async (event: string, value?: unknown) => {
    for (const [name, listener] of [...listeners]) if (name === event) listener(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { provider, tell };
}

const inside = (code: number) => ({ code: -32603, data: { originalError: { code } } });

test.each([
  [{ code: 4001 }, "declined"],
  [{ code: "4001" }, "declined"],
  [{ code: 5000 }, "declined"],
  [inside(4001), "declined"],
  [{ code: "UNKNOWN_ERROR", error: { code: 4001 } }, "declined"],
  [{ code: "ACTION_REJECTED" }, "declined"],
  [new Error("wrapped", { cause: { code: 4001 } }), "declined"],
  [new Error("User rejected the request."), "declined"],
  [new Error("MetaMask Message Signature: User denied message signature."), "declined"],
  ["User cancelled", "declined"],
  ["Request rejected by user", "declined"],
  [{ code: -32002 }, "wallet_busy"],
  [new Error("Request of type 'wallet_requestPermissions' already pending"), "wallet_busy"],
  [{ code: 4100 }, "wallet_not_connected"],
  [{ code: 4200 }, "wallet_unsupported"],
  [{ code: -32601 }, "wallet_unsupported"],
  [{ code: 4900 }, "wallet_failed"],
  [{ code: -32603, message: "secret" }, "wallet_failed"],
  ["broken", "wallet_failed"],
  ["", "wallet_failed"],
  [undefined, "wallet_failed"],
  [null, "wallet_failed"],
  [7, "wallet_failed"],
  [Object.create(null), "wallet_failed"],
])("what a wallet throws, %o, is %s", async (thrown, code) => {
  const rejecting: Provider = { request: () => Promise.reject(thrown) };
  const throwing: Provider = {
    request: () => {
      throw thrown;
    },
  };
  for (const provider of [rejecting, throwing]) {
    const error = await ask(provider, "personal_sign").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain("secret");
  }
});

test("an error that is a trap is a failure", async () => {
  const trap = {
    get code() {
      throw new Error("trap");
    },
  };
  await expect(ask({ request: () => Promise.reject(trap) }, "x")).rejects.toMatchObject({
    code: "wallet_failed",
  });
});

test("an error that goes round in circles comes to an end", async () => {
  const error: Record<string, unknown> = {};
  error.cause = error;
  await expect(ask({ request: () => Promise.reject(error) }, "x")).rejects.toMatchObject({
    code: "wallet_failed",
  });
});

test("a question that is never answered ends, sooner where nobody is asked", async () => {
  const silent: Provider = { request: () => new Promise(() => undefined) };
  const ends: string[] = [];
  connect(silent).catch(({ code }) => ends.push(`connect: ${code}`));
  reconnect(silent).catch(({ code }) => ends.push(`reconnect: ${code}`));
  await vi.advanceTimersByTimeAsync(6_000);
  expect(ends).toEqual(["reconnect: wallet_silent"]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(ends).toEqual(["reconnect: wallet_silent", "connect: wallet_silent"]);
});

test.each([
  [[ACCOUNT]],
  [[`0x${"AB".repeat(20)}`]],
  [[`0X${"AB".repeat(20)}`]],
  [[MIXED]],
  [["bc1qother", 7, null, ACCOUNT]],
])("%j connects the account, in mixed case", async (accounts) => {
  const { provider } = wallet({ eth_requestAccounts: accounts, eth_accounts: accounts });
  expect((await connect(provider)).address).toBe(MIXED);
  expect((await reconnect(provider))?.address).toBe(MIXED);
});

test.each([[null], [undefined], [[]]])("%j connects nobody", async (accounts) => {
  const { provider } = wallet({ eth_requestAccounts: accounts, eth_accounts: accounts });
  await expect(connect(provider)).rejects.toMatchObject({ code: "wallet_failed" });
  expect(await reconnect(provider)).toBeNull();
});

test.each([[["0xabc"]], [ACCOUNT], [{ length: 1 }], [Array(300).fill(ACCOUNT)]])(
  "%j is no list of accounts",
  async (accounts) => {
    const { provider } = wallet({ eth_requestAccounts: accounts, eth_accounts: accounts });
    await expect(connect(provider)).rejects.toMatchObject({ code: "wallet_failed" });
    await expect(reconnect(provider)).rejects.toMatchObject({ code: "wallet_failed" });
  },
);

test("a turn to another account is told, and to none, whatever the wallet says", async () => {
  const { provider, tell } = wallet({});
  const heard: (string | null)[] = [];
  const end = onAccountsChanged(provider, (address) => heard.push(address));
  for (const said of [[ACCOUNT.toUpperCase().replace("0X", "0x")], [], undefined, "x"]) {
    await tell("accountsChanged", said);
  }
  end();
  await tell("accountsChanged", [ACCOUNT]);
  expect(heard).toEqual([MIXED, null, null, null]);
});

test.each([
  ["a change of network", { code: 1013 }, { eth_accounts: [ACCOUNT] }],
  ["a change of network while the wallet is busy", { code: 1013 }, { eth_accounts: new Error("busy") }],
  ["the loss of a chain", { code: 4901 }, { eth_accounts: [ACCOUNT] }],
  ["nothing in particular", undefined, { eth_accounts: [ACCOUNT] }],
])("a disconnect for %s keeps the account", async (_, said, answers) => {
  const { provider, tell } = wallet(answers);
  const lost = vi.fn();
  onDisconnect(provider, lost);
  await tell("disconnect", said);
  expect(lost).not.toHaveBeenCalled();
});

test.each([
  ["has no account any more", { eth_accounts: [] }],
  ["answers with errors", { eth_accounts: new Error("gone") }],
  ["does not answer", { eth_accounts: new Promise(() => undefined) }],
])("a wallet that disconnects and %s is lost", async (_, answers) => {
  const { provider, tell } = wallet(answers);
  const [lost, unheard] = [vi.fn(), vi.fn()];
  onDisconnect(provider, lost);
  const end = onDisconnect(provider, unheard);
  await tell("disconnect", { code: 4900 });
  end();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(lost).toHaveBeenCalledOnce();
});

test("a wallet that is back is heard", async () => {
  const { provider, tell } = wallet({});
  const back = vi.fn();
  onConnect(provider, back);
  await tell("connect", { chainId: "0x1" });
  expect(back).toHaveBeenCalledOnce();
});

const answering: Provider = { request: async () => null };
const refusing = (): never => {
  throw new Error("no");
};

test.each<[string, Provider]>([
  ["no events", answering],
  ["events that throw", { ...answering, on: refusing, removeListener: refusing }],
  ["events that cannot be ended", { ...answering, on: () => undefined }],
])("a wallet with %s is listened to without harm", (_, provider) => {
  for (const listen of [onAccountsChanged, onConnect, onDisconnect]) listen(provider, vi.fn())();
});
