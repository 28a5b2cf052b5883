// The camera: reads one letter after the other. A code that stays before the lens counts once, the next one at once,
// also while the answer to the one before is still on its way.

const LOOK_EVERY = 100; // milliseconds; ten looks a second leave a phone its battery
const GONE_AFTER = 4_000; // a code that was out of sight for so long is a new scan

const area = document.getElementById("camera");
const viewer = document.getElementById("viewer");
const button = document.getElementById("camera-switch");
const light = document.getElementById("light-switch");
const note = document.getElementById("camera-note");
const seenAt = new Map(); // each code by itself, so that two letters side by side do not take turns

let words;
let found;
let stream = null;
let starting = false; // a press while the camera wakes up must not start it twice
let awake = null;

/** Offer the camera; `found(code)` is called for each new code. Starts by itself where it was allowed before. */
export async function startCamera(options) {
  ({ words, found } = options);
  if (!navigator.mediaDevices?.getUserMedia) {
    explain(words.cameraInsecure);
    return;
  }
  // Always the vendored reader, never the browser's own: that one needs services which many phones lack.
  BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => new URL(words.wasm, location.href).href } });
  area.hidden = false;
  button.addEventListener("click", () => (stream ? stop() : start()));
  light.addEventListener("click", switchLight);
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (permission?.state === "granted") start();
}

function explain(sentence) {
  note.textContent = sentence;
  note.hidden = false;
}

function pressed(on) {
  button.setAttribute("aria-pressed", on);
  button.querySelector("span").textContent = on ? words.off : words.on;
  viewer.parentElement.hidden = !on;
  light.hidden = !on || !stream.getVideoTracks()[0]?.getCapabilities?.().torch;
  light.setAttribute("aria-pressed", "false");
}

async function start() {
  if (starting) return;
  starting = true;
  note.hidden = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch {
    explain(words.cameraRefused);
    return;
  } finally {
    starting = false;
  }
  viewer.srcObject = stream;
  pressed(true);
  await viewer.play();
  awake = await navigator.wakeLock?.request("screen").catch(() => null);
  read(stream);
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  viewer.srcObject = null;
  awake?.release();
  pressed(false);
}

/** The phone's own lamp, for a dim lobby. */
async function switchLight() {
  const on = light.getAttribute("aria-pressed") !== "true";
  const done = await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).then(() => true, () => false);
  if (done) light.setAttribute("aria-pressed", on);
}

async function read(mine) {
  const detector = new BarcodeDetectionAPI.BarcodeDetector({ formats: ["qr_code"] });
  while (stream === mine) {
    const codes = viewer.readyState >= 2 ? await detector.detect(viewer).catch(() => []) : [];
    codes.forEach(({ rawValue }) => seen(rawValue));
    await new Promise((go) => setTimeout(go, LOOK_EVERY));
  }
}

function seen(code) {
  const now = performance.now();
  const before = seenAt.get(code);
  seenAt.set(code, now);
  if (before === undefined || now - before > GONE_AFTER) found(code);
}
