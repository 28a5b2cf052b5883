// The door's page: every form is sent without leaving the page, the camera reads one letter after the other, and the
// screen clears by itself. All of it also works without this script, by the same forms.
import { startCamera } from "./camera.js";
import { play, setSound, soundIsOn, wakeSound } from "./sounds.js";

const board = document.getElementById("board");
const words = board.dataset;
const answer = document.getElementById("answer");
const codeForm = document.getElementById("code-form");
const codeField = document.getElementById("code");
const offline = document.getElementById("offline");

const VERDICT_STAYS = 8_000; // long enough to read, short enough that the next guest does not
const NAMES_STAY = 60_000;
const ANSWER_WITHIN = 6_000;
const ASK_EVERY = 15_000;

let clearing = 0;

function clearAfter(milliseconds) {
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    // Not under a finger that is about to press a button of the card.
    if (answer.matches(":hover, :focus-within") && milliseconds < NAMES_STAY) clearAfter(milliseconds);
    else answer.replaceChildren();
  }, milliseconds);
}

function show(html, milliseconds) {
  answer.innerHTML = html; // drawn by our server, which has escaped every name in it
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

/** One request; throws when no answer comes in time. */
async function ask(url, body) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    body,
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
  if (response.redirected) return { signedOut: true };
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`answer ${response.status}`);
  return response.json();
}

/** Ask, once more if no answer comes (the scan id makes that harmless), and show what is said. */
async function send(url, body) {
  let said;
  try {
    said = await ask(url, body).catch(() => ask(url, body));
  } catch {
    offline.hidden = false;
    play("wait");
    tell(words.noAnswer, again(words.again, () => send(url, body)));
    return;
  }
  offline.hidden = true;
  if (said.signedOut) return signedOut();
  if (said.answer === undefined) return tell(`${said.error} ${said.message}`, again(words.again, () => location.reload()));
  play(said.look);
  if (said.look) document.getElementById("name").value = "";
  show(said.answer, said.look ? VERDICT_STAYS : NAMES_STAY);
  refresh();
}

function signedOut() {
  tell(words.signedOut, again(words.signIn, () => location.reload()));
}

/** How many are in, and who came last; there may be a second door. */
async function refresh() {
  try {
    const said = await ask(words.latest);
    if (said.count === undefined) return;
    document.getElementById("count").textContent = said.count.trim();
    const latest = document.getElementById("latest");
    if (!latest.contains(document.activeElement)) latest.innerHTML = said.latest;
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
}

function check(code, by) {
  const body = new FormData(codeForm);
  body.set("code", code);
  body.set("by", by);
  body.set("scan_id", scanId());
  return send(words.check, body);
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
  if (form.method !== "post") return;
  event.preventDefault();
  wakeSound();
  if (form === codeForm) {
    const code = codeField.value.trim();
    codeField.value = "";
    codeField.focus();
    if (code) check(code, "code");
    return;
  }
  const button = form.querySelector("button");
  button.disabled = true; // the page that comes back, or the error, brings a new one
  send(form.action, new FormData(form)).finally(() => (button.disabled = false));
});

answer.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  if (link.hasAttribute("data-clear")) {
    answer.replaceChildren();
    document.getElementById("name").focus();
  } else {
    send(link.href);
  }
});

// A hand scanner types like a keyboard; what it types goes to its field, wherever the focus is.
document.addEventListener("keydown", (event) => {
  wakeSound();
  const typing = document.activeElement?.matches("input, textarea, select");
  if (!typing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) codeField.focus();
});
document.addEventListener("pointerdown", wakeSound);

const soundSwitch = document.getElementById("sound-switch");
soundSwitch.hidden = false;
soundSwitch.setAttribute("aria-pressed", soundIsOn());
soundSwitch.addEventListener("click", () => soundSwitch.setAttribute("aria-pressed", setSound(!soundIsOn())));

startCamera({ words, found: (code) => check(code, "camera") });
if (matchMedia("(pointer: fine)").matches) codeField.focus(); // on a phone the keyboard would cover the page
if (answer.childElementCount) clearAfter(answer.querySelector(".verdict") ? VERDICT_STAYS : NAMES_STAY);
setInterval(() => document.visibilityState === "visible" && refresh(), ASK_EVERY);
addEventListener("offline", () => (offline.hidden = false));
addEventListener("online", refresh);
