// @ts-check
// The camera, a preview, and progress while a picture is sent. Without this script the form works by itself.

/** @template {Element} T @param {ParentNode} root @param {string} selector @param {new () => T} kind @returns {T} */
function part(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(selector);
  return found;
}

const form = part(document, "form.capture", HTMLFormElement);
const words = form.dataset;
const input = part(form, "#picture", HTMLInputElement);
const preview = part(form, ".preview", HTMLImageElement);
const video = part(form, ".live", HTMLVideoElement);
const open = part(form, ".open", HTMLButtonElement);
const shoot = part(form, ".shoot", HTMLButtonElement);
const close = part(form, ".close", HTMLButtonElement);
const send = part(form, ".send", HTMLButtonElement);
const bar = part(form, "progress", HTMLProgressElement);
const status = part(form, ".status", HTMLElement);

/** The picture to send: a file that was chosen, or one that was taken. @type {Blob | null} */
let picture = null;
/** @type {MediaStream | null} */
let stream = null;

/** @param {string | undefined} text @param {boolean} [wrong] */
function say(text, wrong = false) {
  status.textContent = text ?? "";
  status.classList.toggle("wrong", wrong);
}

/** @param {Blob | null} chosen */
function choose(chosen) {
  if (preview.src) URL.revokeObjectURL(preview.src);
  picture = chosen;
  preview.hidden = !chosen;
  if (chosen) preview.src = URL.createObjectURL(chosen);
  else preview.removeAttribute("src");
}

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  video.hidden = shoot.hidden = close.hidden = true;
  open.hidden = false;
}

async function startCamera() {
  open.disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: words.facing, width: { ideal: 1920 }, height: { ideal: 1440 } },
    });
    video.srcObject = stream;
    await video.play();
    choose(null);
    input.value = "";
    video.hidden = shoot.hidden = close.hidden = false;
    open.hidden = true;
    shoot.focus();
    say(words.live);
  } catch {
    stopCamera();
    say(words.denied, true);
  } finally {
    open.disabled = false;
  }
}

function takePicture() {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  canvas.toBlob(
    (taken) => {
      stopCamera();
      choose(taken);
      input.required = !taken;
      say(words.taken);
      send.focus();
    },
    "image/jpeg",
    0.92,
  );
}

/** @param {boolean} busy */
function setBusy(busy) {
  for (const control of [open, send, input]) control.disabled = busy;
  bar.hidden = !busy;
}

/** @param {Blob} sent */
function upload(sent) {
  const body = new FormData();
  body.append("picture", sent, "picture");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? Math.floor((100 * loaded) / total) : 0;
    say(words.sending?.replace("{number}", String(bar.value)));
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    say(words.reading);
  });
  request.addEventListener("load", () => {
    if (request.status === 200) return location.replace(request.responseURL);
    setBusy(false);
    say(words.failed, true);
  });
  request.addEventListener("error", () => {
    setBusy(false);
    say(words.failed, true);
  });
  request.open("POST", form.action);
  setBusy(true);
  request.send(body);
}

input.addEventListener("change", () => {
  stopCamera();
  choose(input.files?.[0] ?? null);
  say("");
});
open.addEventListener("click", startCamera);
shoot.addEventListener("click", takePicture);
close.addEventListener("click", () => {
  stopCamera();
  say("");
  open.focus();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!picture) say(words.missing, true);
  else if (picture.size > Number(words.max)) say(words.toolarge, true);
  else upload(picture);
});
addEventListener("pagehide", stopCamera);

// A file may have been chosen before this script was there.
choose(input.files?.[0] ?? null);
part(form, ".camera", HTMLElement).hidden = !navigator.mediaDevices;
