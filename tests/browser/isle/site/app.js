// An app as docs/isle.md describes one. Its handlers are the test's: each asks the test, as others ask a server.

const isle = document.querySelector("idos-isle");
window.states = [];

isle.addEventListener("idos-state", ({ detail }) => window.states.push(detail));

const HANDLERS = [
  "challenge", "prove", "createProfile", "permission", "verify", "application", "retry", "granted",
];

async function ask(name, args) {
  const reply = await window.appServer(name, args);
  if ("error" in reply) throw Object.assign(new Error("no"), { code: reply.error });
  return reply.result;
}

const { role, ...values } = await ask("settings", null);
const handlers = Object.fromEntries(HANDLERS.map((name) => [name, (args) => ask(name, args)]));
isle[role] = { ...values, ...handlers };
