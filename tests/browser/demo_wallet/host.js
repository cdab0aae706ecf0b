// A page that uses wallets as any dApp does: it looks for them (EIP-6963) and asks (EIP-1193).

const announced = [];
const told = [];
const started = [];

window.addEventListener("eip6963:announceProvider", ({ detail }) => announced.push(detail));
window.dispatchEvent(new Event("eip6963:requestProvider"));

async function found() {
  while (announced.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return announced[0];
}

// Ask, and do not wait; the number is for `answer`.
async function start(method, params) {
  const { provider } = await found();
  const asked = provider.request({ method, params });
  return started.push(asked.then((result) => ({ result }), ({ code, message }) => ({ code, message }))) - 1;
}

function within(milliseconds, promise) {
  const late = new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("no answer in time")));
  return Promise.race([promise, late]);
}

async function listen() {
  const { provider } = await found();
  for (const name of ["accountsChanged", "disconnect"]) {
    provider.on(name, (value) => told.push([name, value.code ?? value]));
  }
}

// Another frame of the wallet, spoken to without the script.
async function embed(url) {
  const frame = document.createElement("iframe");
  frame.src = url;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  return frame;
}

// What the script says first; the answers are in `heard`. Whose function it is, is who says it.
function hello(target, origin, data = { type: "idOS-demo-wallet:hello", version: 1 }) {
  const { port1, port2 } = new MessageChannel();
  const heard = [];
  port1.onmessage = ({ data }) => heard.push(data);
  target.postMessage(data, origin, [port2]);
  return { port: port1, heard };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 300));
