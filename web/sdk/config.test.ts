import { expect, onTestFinished, test, vi } from "vitest";
import { loadConfig, networkOf, readConfig } from "./config.ts";

const PARTY = {
  name: "Neobank",
  about: { en: "A bank.", de: "Eine Bank." },
  roles: ["issuer", "consumer"],
  origins: ["http://neobank.localhost:4000"],
  url: "http://neobank.localhost:4000/",
  logo: "data:image/svg+xml;base64,PHN2Zy8+",
  identifiers: ["AB".repeat(32), "0x87F6433eae757DF1f471bF9Ce03fe32d751Ff9a0", "alice.near"],
  issuerIds: ["https://neobank.example"],
  credentialKeys: ["z6MkFirst"],
  encryptionKey: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
  credentialTypes: ["passport"],
};
const CONFIG = {
  node: "http://node.localhost:4001/",
  sites: {
    enclave: "http://enclave.localhost:4000",
    isle: "http://isle.localhost:4000",
    dashboard: "http://dashboard.localhost:4000",
    consumer: "http://consumer.localhost:4000",
  },
  directory: [PARTY],
};

test("settings are read, and sites that a deployment lacks are null", () => {
  const { node, sites, directory } = readConfig(CONFIG);
  expect(node).toBe("http://node.localhost:4001");
  expect(sites).toMatchObject({ isle: "http://isle.localhost:4000", wallet: null, start: null });
  expect(directory.issuers()).toEqual(directory.consumers());
  expect(directory.parties[0]?.encryptionKey).toHaveLength(32);
});

test("the network of the operator's node is known, that of others is not", () => {
  const config = readConfig({ ...CONFIG, network: "example-1" });
  expect(networkOf(config, "http://node.localhost:4001/")).toBe("example-1");
  expect(networkOf(config, "http://other.example")).toBeNull();
  expect(networkOf(readConfig(CONFIG), CONFIG.node)).toBeNull();
  expect(() => readConfig({ ...CONFIG, network: "" })).toThrow(
    expect.objectContaining({ code: "bad_config" }),
  );
});

test("parties are found by what they are called", () => {
  const { directory } = readConfig(CONFIG);
  const [party] = directory.parties;
  expect(directory.byIdentifier("ab".repeat(32))).toBe(party);
  expect(directory.byIdentifier("0x87f6433eae757df1f471bf9ce03fe32d751ff9a0")).toBe(party);
  expect(directory.byIdentifier("Alice.near")).toBeNull();
  expect(directory.byOrigin("http://neobank.localhost:4000")).toBe(party);
  expect(directory.byOrigin("http://neobank.localhost:4001")).toBeNull();
  expect(directory.byIssuerId("https://neobank.example")).toBe(party);
  expect(directory.byIssuerId("https://other.example")).toBeNull();
});

test.each<[string, object]>([
  ["a node that is no address", { ...CONFIG, node: "node" }],
  ["a site with a path", { ...CONFIG, sites: { ...CONFIG.sites, isle: "http://isle.localhost/a" } }],
  ["a site that is missing", { ...CONFIG, sites: { ...CONFIG.sites, isle: undefined } }],
  ["a party without a name", { ...CONFIG, directory: [{ ...PARTY, name: "" }] }],
  ["a name of two lines", { ...CONFIG, directory: [{ ...PARTY, name: "a\nb" }] }],
  ["a logo from elsewhere", { ...CONFIG, directory: [{ ...PARTY, logo: "https://x.example/a.svg" }] }],
  [
    "a logo that is large",
    { ...CONFIG, directory: [{ ...PARTY, logo: `data:image/png;base64,${"AAAA".repeat(6000)}` }] },
  ],
  ["an address with a script", { ...CONFIG, directory: [{ ...PARTY, url: "javascript:alert(1)" }] }],
  ["an unknown role", { ...CONFIG, directory: [{ ...PARTY, roles: ["owner"] }] }],
  ["a key of the wrong size", { ...CONFIG, directory: [{ ...PARTY, encryptionKey: "AA==" }] }],
  ["parties without end", { ...CONFIG, directory: Array(300).fill(PARTY) }],
])("settings with %s are refused", (_, config) => {
  expect(() => readConfig(config)).toThrow(expect.objectContaining({ code: "bad_config" }));
});

test("a logo that is not base64 is refused", () => {
  const config = { ...CONFIG, directory: [{ ...PARTY, logo: "data:image/png;base64,A" }] };
  expect(() => readConfig(config)).toThrow(expect.objectContaining({ code: "bad_config" }));
});

test.each([
  ["it is there", () => Response.json(CONFIG), null],
  ["it is missing", () => new Response("", { status: 404 }), "unreachable"],
  ["the server is away", () => Promise.reject(new TypeError("down")), "unreachable"],
  ["it is not JSON", () => new Response("{"), "bad_config"],
])("the page's settings are loaded, when %s", async (_, answer, code) => {
  vi.stubGlobal("fetch", async () => answer());
  onTestFinished(() => void vi.unstubAllGlobals());
  const loaded = loadConfig();
  if (code === null) expect((await loaded).node).toBe("http://node.localhost:4001");
  else await expect(loaded).rejects.toMatchObject({ code });
});
