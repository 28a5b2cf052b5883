// The line to the server: every action at the door goes through send(). When no answer comes this device decides by
// itself, keeps what was done, and hands it over as soon as it can.
import { ask } from "./asking.js";
import { decide, nextCompanion, remember, standing } from "./deciding.js";
import { card, guest, hits, newId, notice } from "./drawing.js";
import { findByName, hasNames, listOf, recallPack, recordOf, refreshPack, wipe } from "./pack.js";
import { done, fly, handOver, keep, land, rows, waiting } from "./queue.js";
import { sign } from "./sign.js";
import { get } from "./store.js";

const board = document.getElementById("line");
const event = Number(board.dataset.event);
const RETRY = 5_000;
const HEARTBEAT = 30_000;
const LIST_EVERY = 120_000;
const ACTS = { undo: "undo", only: "undo", leave: "leave", gifts: "gift" };
const PATH = /^\/door\/(\d+)(?:\/guests\/(\d+)(?:\/(undo|only|more|leave|gifts)(?:\/(\d+))?)?)?$/;
const IN = new Set(["ok", "attention", "welcome"]); // looks of somebody who was let in

const state = { down: false, signedOut: false, out: false, ready: null, lastSync: 0 };
let working = null; // one hand-over at a time
let lastTime = 0;

/**
 * Send `fields` (FormData; none: only ask) to `url`. Gives back one of
 *   {html, look, …}      what the server says, drawn by it; the other fields of its answer stand beside,
 *   {node, look}         what this device decided by itself, because no answer came,
 *   {sentence}           the server's refusal as a sentence,
 *   {signedOut: true}    the session has ended, and this device can't answer for itself,
 *   {silent: true}       no answer, and nothing that this device could say instead.
 * Never throws.
 */
export async function send(url, fields) {
  await state.ready;
  const { pathname } = new URL(url, location.href);
  const row = rowOf(pathname, fields);
  if (row && state.out && board.dataset.device) return { sentence: board.dataset.out }; // nobody is let in by a device that was taken out
  if (!row || !(await prepare(row))) return question(url, pathname, fields);
  await keep(row).catch(() => {}); // a browser that keeps nothing still asks
  if (state.down || state.signedOut || (await waits(row.undoes))) return alone(row);
  let answer;
  fly(row);
  try {
    answer = await ask(url, { fields });
  } catch {
    wentDown();
    return alone(row);
  } finally {
    land(row);
  }
  if (answer.out) {
    state.signedOut = true;
    return alone(row);
  }
  if (answer.status === 429) return said(answer);
  await done(row).catch(() => {});
  show();
  learn(row, answer.said.look).catch(() => {});
  return said(answer);
}

function said({ said: answer }) {
  if (answer.answer === undefined && answer.error !== undefined) return { sentence: `${answer.error} ${answer.message}` };
  return { ...answer, html: answer.answer };
}

/** What the queue keeps of an action; null for what only asks, and for what only the server can do. */
function rowOf(pathname, fields) {
  const found = PATH.exec(pathname);
  if (!found || !fields?.get("scan_id")) return null;
  const [, own, invitation, act, gift] = found;
  const row = base(Number(own), ACTS[act] ?? "enter", fields.get("scan_id"));
  if (invitation) row.invitation_id = Number(invitation);
  else row.code = fields.get("code") ?? "";
  if (gift) row.gift_id = Number(gift);
  if (act === "more") row.more = true;
  if (act === "only") row.only = true;
  row.persons = fields.getAll("persons").filter(Boolean);
  row.method = { code: "code", name: "name" }[fields.get("by")] ?? "camera";
  row.forced = Boolean(fields.get("forced"));
  row.reason = fields.get("reason") ?? "";
  if (fields.get("undoes")) row.undoes = fields.get("undoes");
  return row;
}

/** Say of whom the row speaks, before it is kept. False when only the server can tell. */
async function prepare(row) {
  if (row.only) {
    const act = await get("acts", row.undoes ?? "").catch(() => null);
    const here = new Set(row.persons);
    row.persons = (act?.persons ?? []).filter((key) => !here.has(key)); // the others are taken back
    if (!row.persons.length || [...here].some((key) => !act.persons.includes(key))) return false;
  }
  if (row.more) {
    const record = recordOf(row.invitation_id);
    if (!record) return false;
    row.persons = [nextCompanion([...record.party, ...(await standing(record)).inside])];
  }
  delete row.only;
  delete row.more;
  return true;
}

/** Rows of one device are told apart in time, however fast they follow each other. */
function base(own, act, scan_id) {
  lastTime = Math.max(Date.now(), lastTime + 1);
  const gate = document.getElementById("gate")?.value || listOf()?.gate || "";
  return { scan_id, event: own, act, at: new Date(lastTime).toISOString(), number: lastTime, gate, persons: [] };
}

const waits = async (scan_id) => Boolean(scan_id && (await get("queue", scan_id).catch(() => null)));

/** Decide without the server, keep it, and say it. */
async function alone(row) {
  try {
    const found = await decide(row);
    if (row.act === "undo" && !row.undoes) {
      await done(row);
      return { node: notice("needs-network"), look: "notice" };
    }
    const known = Boolean(found.record) || row.act === "undo";
    if (!known) delete row.verdict; // the server says it, once it knows the code
    await keep(row);
    if (known) await remember(row);
    const shown = row.act === "undo" && row.persons.length ? { ...found, verdict: "noted" } : found; // the rest stay in
    const node = known ? card(row, shown, listOf()?.zone) : notice(listOf()?.sealed ? "kept" : "no-list");
    return { node, look: node.dataset.look ?? "wait" };
  } catch {
    return { silent: true };
  } finally {
    show();
    handOverSoon();
  }
}

/** What the server said of a guest is known here too, for when the network goes. */
async function learn(row, look) {
  if (row.act === "enter" ? !IN.has(look) : row.act !== "undo" && row.act !== "leave") return;
  const copy = { ...row };
  const found = await decide(copy);
  if (found.record && copy.verdict !== "already") await remember(copy);
}

/** Names, a guest, the latest arrivals: asked of the server, or of the index of names on this device. */
async function question(url, pathname, fields) {
  const background = !fields && pathname.endsWith("/arrivals");
  if (!state.down || background) {
    try {
      const answer = await ask(url, { fields });
      if (answer.out) {
        state.signedOut = true;
        show();
        return background ? {} : { signedOut: true };
      }
      if (state.down) handOverSoon();
      return said(answer);
    } catch {
      wentDown();
    }
  }
  if (background) return { silent: true };
  if (pathname.endsWith("/search") && fields) return { node: named(fields.get("name") ?? ""), look: "" };
  const wanted = recordOf(Number(PATH.exec(pathname)?.[2]));
  if (wanted && !fields) return found(wanted);
  return { node: notice("needs-network"), look: "" };
}

/** The guest whom a name led to: those of the party who are not in, or that all of them are. */
async function found(record) {
  const { inside, since } = await standing(record);
  const missing = record.party.filter((key) => !inside.has(key));
  if (missing.length) return { node: guest(event, record, missing), look: "" };
  const node = card({ persons: [] }, { verdict: "already", record, since }, listOf()?.zone);
  return { node, look: node.dataset.look };
}

function named(typed) {
  if (!hasNames()) return notice("no-names");
  const found = findByName(typed);
  return found ? hits(event, found) : notice("too-short");
}

function wentDown() {
  state.down = true;
  show();
}

/** Hand over what waits; afterwards the line is up again. */
export async function handOverNow() {
  working ??= (async () => {
    try {
      const found = await handOver(event, about);
      state.down = false;
      state.lastSync = Date.now();
      state.signedOut = found.signedOut || (state.signedOut && !found.sent);
      for (const one of found.wipe) await obey(one);
      return found;
    } catch {
      state.down = true;
      return null;
    } finally {
      working = null;
      show();
    }
  })();
  return working;
}

let soon = 0;
function handOverSoon() {
  clearTimeout(soon);
  soon = setTimeout(handOverNow, 50);
}

async function about(own) {
  const kept = (own === event && listOf()) || (await get("packs", own).catch(() => null));
  return { key: kept?.key ?? "", pack_at: kept?.made_at ?? null, wiped: Boolean(kept?.wiped) };
}

/** This device was taken out, or its evening is over: it forgets everything and says so. */
async function obey(own) {
  await wipe(own, { keepKey: true });
  const kept = await get("packs", own);
  if (kept?.key) await ask(`/door/${own}/queue`, { json: { key: kept.key, rows: [], waiting: 0, wiped: true, clock: new Date().toISOString() } });
  if (own === event) state.out = true;
}

async function newList() {
  if (state.signedOut || state.out) return;
  await refreshPack(event).catch(() => {});
  show();
}

function show() {
  sign(state, listOf());
}

async function begin() {
  await recallPack(event).catch(() => {});
  state.down = (await waiting().catch(() => 0)) > 0; // what waits goes first
  show();
}

state.ready = begin();
state.ready.then(async () => {
  const last = (await rows().catch(() => [])).at(-1);
  lastTime = Math.max(lastTime, last?.number ?? 0) < Date.now() + 60_000 ? Math.max(lastTime, last?.number ?? 0) : lastTime;
  await handOverNow();
  await newList();
});
navigator.storage?.persist?.().catch(() => {});
navigator.serviceWorker?.register("/door/sw.js", { scope: "/door/" }).catch(() => {});
addEventListener("online", () => handOverNow());
addEventListener("offline", wentDown);
setInterval(async () => {
  const left = await waiting().catch(() => 0);
  const quiet = Date.now() - state.lastSync;
  if (!state.out && (state.down || left || (board.dataset.device && quiet > HEARTBEAT))) await handOverNow();
}, RETRY);
setInterval(() => document.visibilityState === "visible" && !state.down && newList(), LIST_EVERY);
setInterval(show, 30_000);

/** What is said instead of a page that only the server has; null while there is a network. */
export const withoutNetwork = () => (state.down ? notice("needs-network") : null);

/** For leaving this device: what still waits once it has tried. */
export async function emptied() {
  await handOverNow();
  return waiting();
}
export { event, wipe };
