// Every few seconds an open page asks who has arrived, and tells it large. The server decides whom it concerns.

const place = document.getElementById("arrival-alerts");
const list = place.querySelector("[data-list]");
const said = place.querySelector("[data-said]");
const sound = place.querySelector("[data-sound]");
const more = place.querySelector("[data-more]");
const title = document.title;
const narrow = matchMedia("(max-width: 559.98px)");
// More banners than that hide the page beneath them; at the door a verdict is to be read, too.
const most = () => (document.body.classList.contains("door") ? 1 : narrow.matches ? 2 : 3);
const WAIT = 8000; // milliseconds for an answer, before the next question
const PATIENCE = 3; // questions without an answer, before it is said

let keys = [];
let drawn = null;
let timer = 0;
let asking = null;
let failures = 0;
let over = false;
let context = null;

/** What this browser heard or put away: numbers of alerts, no names. A browser that keeps nothing forgets. */
function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // a private window: the next question rings again
  }
}

const soundIsOn = () => kept("arrival-sound") !== "off";

function showSound() {
  sound.setAttribute("aria-pressed", String(soundIsOn()));
  sound.textContent = !soundIsOn() ? sound.dataset.off : context ? sound.dataset.on : sound.dataset.asleep;
}

// Browsers allow sound only after a touch or a key.
for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, () => {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
    showSound();
  });
}

/** Two soft strokes of a bell. */
function ring() {
  if (!soundIsOn()) return;
  if (!context) return;
  navigator.vibrate?.([120, 80, 120]);
  for (const [frequency, delay] of [[784, 0], [1046, 0.22]]) {
    const begin = context.currentTime + delay;
    const tone = new OscillatorNode(context, { type: "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.12, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 1);
  }
}

/** Shows what was not put away; the first few, and says how many more there are. */
function show() {
  const away = kept("arrival-away");
  const waiting = [...list.querySelectorAll("[data-alert]")].filter((one) => {
    one.hidden = away.includes(one.dataset.alert);
    return !one.hidden;
  });
  const further = waiting.slice(most());
  further.forEach((one) => (one.hidden = true));
  more.hidden = further.length === 0;
  more.querySelector("[data-count]").textContent = further.length;
  place.hidden = waiting.length === 0 && said.hidden;
  document.title = waiting.length ? `(${waiting.length}) ${title}` : title;
}

function say(text) {
  said.textContent = text;
  said.hidden = !text;
  show();
}

function take(answer) {
  failures = 0;
  said.hidden = true;
  keys = answer.keys;
  if (answer.html !== drawn) {
    const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
    list.innerHTML = answer.html; // drawn by our server, which has escaped every name in it
    drawn = answer.html;
    if (focused) document.getElementById(focused)?.focus();
  }
  const away = kept("arrival-away").filter((key) => keys.includes(key));
  const heard = kept("arrival-heard").filter((key) => keys.includes(key));
  const fresh = keys.filter((key) => !heard.includes(key) && !away.includes(key));
  keep("arrival-away", away);
  keep("arrival-heard", [...heard, ...fresh]);
  show();
  if (fresh.length) ring();
  over = !answer.open;
}

async function ask(url = place.dataset.url, options = {}) {
  clearTimeout(timer);
  asking?.abort();
  const mine = (asking = new AbortController());
  const late = setTimeout(() => mine.abort("late"), WAIT);
  try {
    const response = await fetch(url, {
      ...options,
      headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": place.dataset.key },
      signal: mine.signal,
    });
    if (response.status === 401 || response.status === 403) {
      over = true;
      say(place.dataset.signedOut);
    } else if (response.ok) {
      take(await response.json());
    } else {
      throw new Error(String(response.status));
    }
  } catch {
    if (mine !== asking) return; // a later question has taken its place
    failures += 1;
    if (failures >= PATIENCE) say(place.dataset.noAnswer);
  } finally {
    clearTimeout(late);
  }
  if (mine === asking) next();
}

function next() {
  clearTimeout(timer);
  if (over) return;
  const seconds = document.hidden ? place.dataset.hiddenEvery : place.dataset.every;
  timer = setTimeout(ask, Number(seconds) * 1000);
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  event.submitter.disabled = true;
  ask(event.target.action, { method: "POST" });
});
list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-hide]");
  if (!button) return;
  keep("arrival-away", [...kept("arrival-away"), button.closest("[data-alert]").dataset.alert]);
  show();
});
sound.addEventListener("click", () => {
  keep("arrival-sound", soundIsOn() ? "off" : "on");
  showSound();
  if (soundIsOn()) ring();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !over) ask();
});

narrow.addEventListener("change", show);

showSound();
ask();
