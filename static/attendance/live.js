// The part of a page that reads itself anew while guests may come. What somebody reads, opens or writes stays open.

const live = document.getElementById("live");
const part = live.querySelector("[data-part]");
const said = live.querySelector("[data-said]");
const WAIT = 8000; // milliseconds for an answer
const PATIENCE = 3; // questions without an answer, before it is said

/** Each answer brings form keys of its own; without them two answers that say the same are the same. */
const plain = (html) => html.replace(/(name="csrf_token" value=")[^"]*/g, "$1");

let drawn = null;
let failures = 0;
let over = !live.dataset.every;
let timer = 0;

function say(text) {
  said.textContent = text;
  said.hidden = !text;
}

function draw(html) {
  if (plain(html) === drawn) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...part.querySelectorAll("details[open] > summary[id]")].map((summary) => summary.id);
  part.innerHTML = html; // drawn by our server, which has escaped every name in it
  drawn = plain(html);
  for (const id of opened) document.getElementById(id)?.parentElement.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
  part.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: part } })); // the shell's behaviours
}

async function ask() {
  clearTimeout(timer);
  try {
    const response = await fetch(location.href, {
      headers: { Accept: "application/json", "HX-Request": "true" },
      signal: AbortSignal.timeout(WAIT),
    });
    if (response.status === 401 || response.status === 403 || response.status === 404) {
      over = true;
      say(live.dataset.signedOut);
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    failures = 0;
    say("");
    over = !answer.open;
    draw(answer.html);
  } catch {
    failures += 1;
    if (failures >= PATIENCE) say(live.dataset.noAnswer);
  }
  next();
}

function next() {
  clearTimeout(timer);
  if (over) return;
  const seconds = document.hidden ? live.dataset.hiddenEvery : live.dataset.every;
  timer = setTimeout(ask, Number(seconds) * 1000);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !over) ask();
});
next();
