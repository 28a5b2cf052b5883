// What the page says of the line: whether there is one, how much waits, how old the list is.
import { hasNames } from "./pack.js";
import { canOpen } from "./sealed.js";
import { waiting } from "./queue.js";

const board = document.getElementById("line");
const words = board.dataset;
const fill = (text, values) => text.replace(/%(\w+)%/g, (_all, name) => values[name]);

/** Say it. The strip's own sign, "no connection", goes with it. */
export async function sign(state, list) {
  const left = await waiting().catch(() => 0);
  const parts = [];
  if (state.out) parts.push(words.out);
  else if (state.signedOut) parts.push(words.signedOut);
  else if (state.down) parts.push(words.down);
  if (left) parts.push(fill(left === 1 ? words.oneWaits : words.wait, { number: left }));
  if (list?.sealed && (state.down || state.signedOut)) parts.push(fill(words.list, { time: clock(list) }));
  else if (state.down && !state.out) parts.push(words.noList);
  board.querySelector(".line-words").textContent = parts.join(" · ");
  board.hidden = parts.length === 0;
  board.classList.toggle("down", state.down || state.signedOut || state.out);
  board.querySelector(".line-pair").hidden = !(state.signedOut || state.out);
  if (words.keptPage) document.getElementById("count").hidden = state.down; // nobody has counted here yet
  const offline = document.getElementById("offline");
  if (offline) offline.hidden = true; // this line says more
  const age = document.getElementById("line-age");
  if (age) age.textContent = list?.sealed ? fill(words.list, { time: clock(list) }) : canOpen() ? words.noList : words.insecure;
  document.documentElement.dataset.line = state.out ? "out" : state.signedOut ? "signed-out" : state.down ? "down" : "up";
  document.documentElement.dataset.waiting = left;
  document.documentElement.dataset.list = list?.sealed ? list.version : "";
  document.documentElement.dataset.names = hasNames() ? "1" : "";
}

function clock(list) {
  const moment = new Date(list.fetched);
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: list.zone });
  return time.format(moment);
}
