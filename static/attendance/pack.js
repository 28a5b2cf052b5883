// The list that this device takes along, and the index of names where the organiser allows it.
import { ask } from "./asking.js";
import { canOpen, lockAway, newLock, openRecord, unlock } from "./sealed.js";
import { all, get, put, remove } from "./store.js";

const PAGES = "door-pages"; // the page itself without a guest on it; sw.js answers with it
const LIST_WITHIN = 60_000;

let pack = null;
let names = null;
const opened = new Map(); // records that a letter opened, for as long as this page stays

/** By how much this device's clock is ahead of the server's, as last measured. */
export const offset = () => pack?.offset ?? 0;
export const listOf = () => pack;
export const hasNames = () => names !== null;

/** What is kept of this event's list; over its time it is wiped. */
export async function recallPack(event) {
  await wipeOld();
  pack = (await get("packs", event).catch(() => null)) ?? null;
  await recallNames(event);
  return pack;
}

async function recallNames(event) {
  names = null;
  const kept = await get("names", event).catch(() => null);
  const lock = kept && (await get("locks", event));
  if (lock) names = await unlock(lock.key, kept).catch(() => null);
}

/** Take the newest list along. Gives back whether there is one; throws when there is no answer. */
export async function refreshPack(event) {
  if (!canOpen()) return false;
  for (;;) {
    const { said } = await ask(`/door/${event}/pack?version=${pack?.whole ? pack.version : ""}`, { within: LIST_WITHIN });
    if (!said.version) return false; // not today's, or signed out
    const fresh = { version: said.version, whole: said.whole, made_at: said.made_at, until: said.until, gate: said.gate };
    const measured = { fetched: Date.now(), offset: Date.now() - Date.parse(said.now), zone: said.zone, key: said.key };
    const seen = new Date();
    pack = { ...pack, event, ...fresh, ...measured };
    if (said.sealed) {
      Object.assign(pack, { salt: said.salt, rounds: said.rounds, sealed: said.sealed });
      await keepNames(event, said.names);
    }
    await put("packs", pack);
    await forgetActsBefore(seen);
    if (pack.whole) break;
  }
  await keepPage(event);
  return true;
}

async function keepNames(event, found) {
  if (!found) {
    names = null;
    await remove("names", [event]);
    await remove("locks", [event]);
    return;
  }
  const lock = (await get("locks", event)) ?? { event, key: await newLock() };
  await put("locks", lock);
  await put("names", { event, until: pack.until, ...(await lockAway(lock.key, found)) });
  names = found;
}

/** What happened on this device before the list was made stands in the list. */
async function forgetActsBefore(moment) {
  const waiting = new Set((await all("queue")).map((row) => row.scan_id));
  const old = (await all("acts")).filter((act) => new Date(act.at) < moment && !waiting.has(act.scan_id));
  await remove("acts", old.map((act) => act.scan_id));
}

async function keepPage(event) {
  if (!globalThis.caches || !navigator.serviceWorker) return;
  const page = await fetch(`/door/${event}/shell`).catch(() => null);
  if (page?.ok && !page.redirected) await (await caches.open(PAGES)).put(`/door/${event}`, page);
}

/** The record that a code opens, or null. */
export async function recordOfCode(code) {
  if (!pack?.sealed || !canOpen() || isOver(pack)) return null;
  const record = await openRecord(pack, code).catch(() => null);
  if (!record || isOver(record)) return null;
  if (record.invitation) opened.set(record.invitation, record);
  return record;
}

/** The record of a guest who was found by name, or whose letter was read a moment ago. */
export const recordOf = (invitation) => opened.get(invitation) ?? names?.find((one) => one.invitation === invitation) ?? null;

/** At most five guests, by the beginnings of their names, readings and initials, or the telephone's tail. */
export function findByName(typed) {
  const text = typed.normalize("NFKC").toLowerCase();
  const words = text.match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? [];
  const bare = words.join("");
  const least = /\p{Script=Han}/u.test(bare) ? 2 : 4;
  const whole = /^[a-z]{3}$/.test(bare); // the initials of most names: a whole key, since they begin half the others
  if (bare.length < least && !whole) return null;
  if (whole) return (names ?? []).filter((one) => one.find.includes(bare)).slice(0, 5);
  const has = (one, word) => one.find.some((key) => (/^\d+$/.test(word) ? key.endsWith(word) : key.startsWith(word)));
  return (names ?? []).filter((one) => words.every((word) => has(one, word))).slice(0, 5);
}

const isOver = (thing) => Date.now() - offset() > Date.parse(thing.until);

/** Lists whose evening is over go by themselves. */
async function wipeOld() {
  const kept = await all("packs").catch(() => []);
  for (const one of kept) if (!one.wiped && Date.now() - (one.offset ?? 0) > Date.parse(one.until)) await wipe(one.event, { keepKey: true });
}

/** Forget the list, the names and the page. The queue stays, and so does the key that hands it over. */
export async function wipe(event, { keepKey = false } = {}) {
  const kept = await get("packs", event);
  await remove("names", [event]);
  await remove("locks", [event]);
  await remove("acts", (await all("acts")).filter((act) => act.event === event).map((act) => act.scan_id));
  if (keepKey && kept?.key) await put("packs", { event, key: kept.key, until: kept.until, offset: kept.offset, wiped: true });
  else await remove("packs", [event]);
  if (globalThis.caches) await (await caches.open(PAGES)).delete(`/door/${event}`);
  if (pack?.event === event) pack = names = null;
  opened.clear();
}
