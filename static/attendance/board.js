// The door's page: every form is sent without leaving the page, the camera reads one letter after the other, and the
// screen clears by itself. All of it also works without this script, by the same forms.
import { startCamera } from "./camera.js";
import { send as ask, withoutNetwork } from "./line.js";
import { play, setSound, soundIsOn, wakeSound } from "./sounds.js";
import { justScanned, listenToScanner } from "./wedge.js";

const board = document.getElementById("board");
const words = board.dataset;
const answer = document.getElementById("answer");
const held = document.getElementById("held");
const codeForm = document.getElementById("code-form");
const codeField = document.getElementById("code");
const nameField = document.getElementById("name");
const offline = document.getElementById("offline");
const gate = document.getElementById("gate");
const atADesk = matchMedia("(pointer: fine)").matches;

const VERDICT_STAYS = 8_000; // long enough to read, short enough that the next guest does not
const NAMES_STAY = 60_000;
const ASK_EVERY = 5_000;

let clearing = 0;
let stays = VERDICT_STAYS;
let touched = 0;
let busy = Promise.resolve(); // one scan after the other, in the order in which they were read
let gateWaits = false; // an entrance was chosen without a network: the server hears of it later
const waiting = []; // scans that came while somebody had yet to say that they read what is on the screen

/** The button by which whoever stands here says that they have read it; nothing else happens before. */
const unread = () => answer.querySelector("[data-acknowledge]");

function clearAfter(milliseconds) {
  stays = milliseconds;
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    const wanted = answer.querySelector("details[open]") ? NAMES_STAY : stays; // somebody is choosing
    const rest = wanted - (performance.now() - touched);
    if (unread() || rest > 0) clearAfter(unread() ? stays : rest);
    else clear();
  }, milliseconds);
}

function clear() {
  clearTimeout(clearing);
  answer.replaceChildren();
  held.hidden = true;
}

function show(content, milliseconds) {
  touched = 0;
  if (typeof content === "string") answer.innerHTML = content; // drawn by our server, which has escaped every name in it
  else answer.replaceChildren(content);
  clearAfter(milliseconds);
  scrollTo({ top: 0 });
}

/** A sentence of the page itself, perhaps with a button or a link. */
function tell(sentence, action) {
  const notice = document.createElement("div");
  notice.className = "door-notice";
  const text = document.createElement("p");
  text.textContent = sentence;
  notice.append(text);
  if (action) text.after(action);
  answer.replaceChildren(notice);
  clearTimeout(clearing);
  scrollTo({ top: 0 });
}

function again(label, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "door-button";
  button.textContent = label;
  button.addEventListener("click", action);
  return button;
}

/** Send, and show what is said: by the server, or by this device when no answer comes. */
async function send(url, body) {
  const said = await ask(url, body);
  if (said.signedOut) return tell(words.signedOut, again(words.signIn, () => location.reload()));
  if (said.sentence) return tell(said.sentence, again(words.again, () => location.reload()));
  if (said.silent) {
    offline.hidden = false;
    play("wait");
    return tell(words.noAnswer, again(words.again, () => send(url, body)));
  }
  play(said.look);
  if (said.look) nameField.value = "";
  show(said.node ?? said.html, said.look ? VERDICT_STAYS : NAMES_STAY);
  if (!said.node) {
    offline.hidden = true;
    refresh();
  }
}

/** How many are in, and who came last; there may be a second door. */
async function refresh() {
  const said = await ask(words.latest);
  if (said.count === undefined) {
    offline.hidden = !said.silent && offline.hidden;
    return;
  }
  document.getElementById("count").innerHTML = said.count;
  const latest = document.getElementById("latest");
  if (!latest.contains(document.activeElement) && !latest.querySelector("details[open]")) latest.innerHTML = said.latest;
  offline.hidden = true;
  if (gateWaits && !answer.childElementCount) gate.form.requestSubmit();
}

/** A code that was read or typed. Its id is made now, so that however often it is sent it counts once. */
function check(code, by) {
  const body = new FormData(codeForm);
  body.set("code", code);
  body.set("by", by);
  body.set("scan_id", scanId());
  busy = busy.then(() => next(body), () => next(body));
  return busy;
}

function next(body) {
  if (!unread()) return send(words.check, body);
  waiting.push(body);
  remind();
}

/** Nobody leaves the page while somebody who was scanned has not been told anything. */
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

/** What is on the screen has not been read yet. */
function remind() {
  held.hidden = false;
  play("attention");
  scrollTo({ top: 0 });
}

function acknowledge() {
  unread()?.remove();
  held.hidden = true;
  const later = waiting.splice(0);
  busy = later.reduce((before, body) => before.then(() => next(body)), busy);
  if (!later.length) clearAfter(VERDICT_STAYS);
  if (atADesk) codeField.focus();
}

/** crypto.randomUUID is missing where the address is not a secure one; the random numbers are not. */
function scanId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-plain")) return; // a gate is chosen, a badge printed
  event.preventDefault();
  wakeSound();
  if (form === codeForm) {
    const code = codeField.value.trim();
    codeField.value = "";
    codeField.focus();
    if (code) check(code, "code");
    else if (!justScanned()) acknowledge();
    return;
  }
  if (unread() && !answer.contains(form)) return remind();
  const button = event.submitter ?? form.querySelector("button");
  const body = new FormData(form, event.submitter);
  button.disabled = true; // the page that comes back, or the error, brings a new one
  send(form.action, body).finally(() => (button.disabled = false));
});

answer.addEventListener("click", (event) => {
  if (event.target.closest("[data-acknowledge]")) {
    event.preventDefault();
    acknowledge();
    return;
  }
  const link = event.target.closest("a");
  if (!link || link.hasAttribute("data-plain")) return;
  event.preventDefault();
  if (link.hasAttribute("data-clear")) {
    clear();
    nameField.focus();
  } else {
    send(link.href);
  }
});
// Other pages are the server's; without it they would end at the browser's own error.
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || !event.target.closest("a[href]")) return;
  const said = withoutNetwork();
  if (!said) return;
  event.preventDefault();
  if (unread()) remind();
  else show(said, VERDICT_STAYS);
});
for (const touch of ["pointerdown", "pointermove", "input", "keydown"]) {
  answer.addEventListener(touch, () => (touched = performance.now()), { passive: true });
}

// What is typed by hand with the focus nowhere goes to the code's field.
document.addEventListener("keydown", (event) => {
  wakeSound();
  const typing = document.activeElement?.matches("input, textarea, select, button, a, summary");
  if (!typing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) codeField.focus();
});
document.addEventListener("pointerdown", wakeSound);
gate?.addEventListener("change", () => {
  gateWaits = withoutNetwork() !== null; // what is kept here names the entrance that the page shows
  if (!gateWaits) gate.form.requestSubmit();
});
document.getElementById("gate-choose")?.setAttribute("hidden", "");

const soundSwitch = document.getElementById("sound-switch");
soundSwitch.setAttribute("aria-pressed", soundIsOn());
soundSwitch.addEventListener("click", () => soundSwitch.setAttribute("aria-pressed", setSound(!soundIsOn())));

listenToScanner((code) => check(code, "camera"));
startCamera({ words, found: (code) => check(code, "camera") });
if (atADesk) codeField.focus(); // on a phone the keyboard would cover the page
if (answer.childElementCount) clearAfter(answer.querySelector(".verdict") ? VERDICT_STAYS : NAMES_STAY);
setInterval(() => document.visibilityState === "visible" && refresh(), ASK_EVERY);
addEventListener("offline", () => (offline.hidden = false));
addEventListener("online", refresh);
soundSwitch.hidden = false;
