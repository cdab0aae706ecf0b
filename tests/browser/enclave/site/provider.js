// The embedding side as docs/enclave.md, "Messages", describes what official websites do: a sandboxed frame in a
// container, one port per request, no ids. Everything that reaches this page is written down in `seen`.

const seen = [];
const notices = [];

class Provider {
  constructor(url) {
    this.url = new URL(url);
    this.frame = document.createElement("iframe");
    this.frame.id = "idos-enclave-iframe";
  }

  async load(options) {
    this.frame.allow = "publickey-credentials-get; storage-access";
    this.frame.referrerPolicy = options.referrerPolicy ?? "origin";
    for (const permission of ["forms", "modals", "popups", "popups-to-escape-sandbox", "same-origin", "scripts"]) {
      this.frame.sandbox.add(`allow-${permission}`);
    }
    this.frame.src = this.url.href;
    this.frame.style.cssText =
      "aspect-ratio: 4/1; background-color: transparent; border: none; display: block; overflow: hidden; width: 100%";
    document.querySelector("#enclave").append(this.frame);
    await new Promise((resolve) => this.frame.addEventListener("load", resolve, { once: true }));
    await this.request("load");
    await this.request("reconfigure", options.configuration);
  }

  request(method, ...data) {
    return this.send({ method, data });
  }

  send(message) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve, reject) => {
      port1.onmessage = ({ data }) => {
        port1.close();
        seen.push(JSON.stringify(pack(data)));
        data.error ? reject(data.error) : resolve(data.result);
      };
      this.frame.contentWindow.postMessage(message, this.url.origin, [port2]);
    });
  }
}

window.addEventListener("message", ({ data }) => {
  seen.push(JSON.stringify(pack(data)));
  if (data?.type === "idOS:interaction") notices.push(data.payload.needed);
});

// Bytes travel to and from the test as hexadecimal.
function pack(value) {
  if (value instanceof Uint8Array) return { $bytes: Array.from(value, (b) => b.toString(16).padStart(2, "0")).join("") };
  if (Array.isArray(value)) return value.map(pack);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, pack(inner)]));
}

function unpack(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unpack);
  if ("$bytes" in value) return Uint8Array.from(value.$bytes.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unpack(inner)]));
}

let provider;
const started = [];

function start(method, args) {
  const settled = provider.request(method, ...unpack(args)).then((result) => ({ result: pack(result) }), refused);
  return started.push(settled) - 1;
}

// A test does not wait for ever: Chromium under devtools loses messages to a frame that is opening a window.
function answer(index) {
  const late = new Promise((_, reject) => setTimeout(reject, 30_000, new Error("no answer in time")));
  return Promise.race([started[index], late]);
}

function refused(error) {
  return { error: { isError: error instanceof Error, code: error.cause?.code, message: error.message } };
}

// Like `start`, with a message of the test's own making.
function startRaw(message) {
  const settled = provider.send(unpack(message)).then((result) => ({ result: pack(result) }), refused);
  return started.push(settled) - 1;
}

async function embed(url, options) {
  provider = new Provider(url);
  await provider.load(options);
}
