import { IdosError } from "idos-core/errors";
import type { Consumer } from "idos-sdk/consumer";
import type { AccessGrant } from "idos-sdk/records";
import { expect, test } from "vitest";
import { entry, id } from "../grants/samples.ts";
import { type GrantsState, GrantsStore } from "./grants.ts";

/** A node that has these grants; `fails` with a code when it has one. */
class FakeNode {
  grants: AccessGrant[] = [];
  fails = "";
  hasView = true;
  readonly rescinded: string[] = [];
  readonly asked: string[] = [];

  get consumer(): Consumer {
    const rows = async (
      shape: (row: unknown) => unknown,
      view: string,
      { page, size }: { page: number; size: number },
    ) => {
      this.asked.push(`${view} ${page}`);
      if (!this.hasView) throw new IdosError("unknown_action", "no such view");
      const part = this.grants.slice((page - 1) * size, page * size);
      const notes = { public_notes: '{"type":"passport"}', issuer_auth_public_key: "ab" };
      return part.map((grant) => shape({ id: grant.id, ...notes }));
    };
    const fake = {
      session: { rows },
      allGrants: async () => {
        if (this.fails) throw new IdosError(this.fails, "as asked");
        return [...this.grants];
      },
      credentialsSharedBy: async (owner: string) =>
        this.grants
          .filter(({ ownerUserId }) => ownerUserId === owner)
          .map(({ dataId }) => ({ id: dataId, publicNotes: '{"type":"kyc"}' })),
      rescind: async (copy: string) => {
        this.rescinded.push(copy);
        this.grants = this.grants.filter(({ dataId }) => dataId !== copy);
      },
    };
    return fake as unknown as Consumer;
  }
}

/** `states`: those after the first, which is empty. */
function open(node: FakeNode): { store: GrantsStore; state: () => GrantsState; states: GrantsState[] } {
  const states: GrantsState[] = [];
  const store = new GrantsStore(node.consumer);
  store.state.subscribe((state) => states.push(state));
  states.shift();
  return { store, states, state: () => states.at(-1) ?? expect.fail("no state yet") };
}

const ids = ({ entries }: GrantsState) => entries?.map(({ grant }) => grant.id);

test("grants are shown at once, and completed with what they are about", async () => {
  const node = new FakeNode();
  node.grants = Array.from({ length: 450 }, (_, at) => entry(at).grant);
  const { store, state, states } = open(node);
  await store.refresh();
  expect(states[0]?.entries?.[0]).toMatchObject({ about: null });
  expect(state()).toMatchObject({ isComplete: true, error: null });
  expect(state().entries?.every(({ about }) => about?.type === "passport")).toBe(true);
  expect(node.asked.map((asked) => asked.split(" ")[1])).toEqual(["1", "2", "3"]);
});

test("a node without the view is asked person by person", async () => {
  const node = new FakeNode();
  node.hasView = false;
  node.grants = [entry(1).grant, entry(2).grant];
  const { store, state } = open(node);
  await store.refresh();
  expect(state().entries?.map(({ about }) => about)).toEqual(
    Array(2).fill({ type: "kyc", level: "", status: "", issuer: "", hasOriginal: true }),
  );
});

test("what comes and goes while it is open is noted, with who did it", async () => {
  const node = new FakeNode();
  node.grants = [entry(1).grant, entry(2).grant];
  const { store, state } = open(node);
  await store.refresh();
  expect([...state().added]).toEqual([]);
  node.grants = [entry(2).grant, entry(3).grant];
  await store.refresh();
  expect(ids(state())).toEqual([id(2), id(3)]);
  expect([...state().added]).toEqual([id(3)]);
  expect(state().removed.get(id(1))).toMatchObject({ isOwnDoing: false });
  await store.giveBack(state().entries?.[0] ?? expect.fail("no entry"));
  expect(node.rescinded).toEqual([id(2002)]);
  expect(state().removed.get(id(2))).toMatchObject({ isOwnDoing: true });
});

test("a copy that could not be given back is not counted as given back", async () => {
  const node = new FakeNode();
  node.grants = [entry(1).grant];
  const { store, state } = open(node);
  await store.refresh();
  const refusing = Object.assign(node.consumer, {
    rescind: async () => {
      throw new IdosError("declined", "no");
    },
  });
  const other = new GrantsStore(refusing);
  await expect(other.giveBack(state().entries?.[0] ?? expect.fail("no entry"))).rejects.toThrow("no");
});

test("a failure is shown, and what is known stays", async () => {
  const node = new FakeNode();
  node.grants = [entry(1).grant];
  const { store, state } = open(node);
  await store.refresh();
  node.fails = "unreachable";
  await store.refresh();
  expect(state()).toMatchObject({ error: { code: "unreachable" }, isSignedOut: false });
  expect(ids(state())).toEqual([id(1)]);
  node.fails = "signed_out";
  await store.refresh();
  expect(state().isSignedOut).toBe(true);
  node.fails = "";
  await store.refresh();
  expect(state().error).toBe(null);
});

test("asked again while it reads, it reads once more and no more", async () => {
  const node = new FakeNode();
  let reads = 0;
  const consumer = Object.assign(node.consumer, {
    allGrants: async () => {
      reads += 1;
      return [];
    },
  });
  const store = new GrantsStore(consumer);
  await Promise.all([store.refresh(), store.refresh(), store.refresh()]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(reads).toBe(2);
});

test("closed, it tells nothing more", async () => {
  const node = new FakeNode();
  const { store, states } = open(node);
  store.close();
  await store.refresh();
  expect(states).toEqual([]);
});
