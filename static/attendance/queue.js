// What was done at this door and the server has not acknowledged yet. Each action is put here before it is sent.
import { ask } from "./asking.js";
import { all, count, put, remove } from "./store.js";

const MOST_ROWS = 200; // in one request; see attendance/devices/sync_views.py
const BATCH_WITHIN = 30_000;
const SENT = ["scan_id", "code", "invitation_id", "act", "persons", "at", "method", "verdict", "forced", "reason", "undoes", "gate", "gift_id"];

const flying = new Set(); // on their way by themselves just now

export const keep = (row) => put("queue", row);
export const done = (row) => remove("queue", [row.scan_id]);
export const waiting = () => count("queue");
export const fly = (row) => flying.add(row.scan_id);
export const land = (row) => flying.delete(row.scan_id);

/** The rows in the order in which they were made. */
export async function rows() {
  return (await all("queue")).sort((one, other) => one.number - other.number);
}

/**
 * Hand over what waits, each event's to its own door. `about(event)` gives {key, pack_at, wiped} for the request;
 * `event` is asked for even when nothing waits, so that the door knows of this device.
 * Gives {sent, left, signedOut, wipe: [events]}; throws when there is no answer.
 */
export async function handOver(event, about) {
  const found = { sent: 0, left: 0, signedOut: false, wipe: [] };
  const mine = (await rows()).filter((row) => !flying.has(row.scan_id));
  const events = new Set([event, ...mine.map((row) => row.event)]);
  for (const one of events) {
    const own = mine.filter((row) => row.event === one);
    const said = await about(one);
    do {
      const batch = own.splice(0, MOST_ROWS);
      await send(one, batch, { ...said, waiting: batch.length + own.length }, found);
    } while (own.length && !found.signedOut);
  }
  found.left = await waiting();
  return found;
}

async function send(event, batch, about, found) {
  const body = { ...about, clock: new Date().toISOString(), rows: batch.map(told) };
  let answer;
  try {
    answer = await ask(`/door/${event}/queue`, { json: body, within: BATCH_WITHIN });
  } catch (error) {
    // A row that breaks the whole must not hold the others up; alone it stays until somebody mends us.
    if (batch.length < 2 || !/^answer 5/.test(error.message)) {
      if (/^answer 5/.test(error.message)) return;
      throw error;
    }
    return halves(event, batch, about, found);
  }
  if (answer.out) return void (found.signedOut = true);
  if (answer.status === 413 && batch.length > 1) return halves(event, batch, about, found);
  if (answer.status !== 200) return;
  if (answer.said.wipe) found.wipe.push(event);
  if (answer.said.signed_out) found.signedOut = true;
  const taken = answer.said.taken ?? [];
  const ours = taken.length === batch.length ? batch : batch.filter((row) => taken.some((one) => one.scan_id === row.scan_id));
  await remove("queue", ours.map((row) => row.scan_id));
  found.sent += ours.length;
}

async function halves(event, batch, about, found) {
  const middle = Math.ceil(batch.length / 2);
  await send(event, batch.slice(0, middle), about, found);
  await send(event, batch.slice(middle), about, found);
}

/** What the server is told of a row. */
function told(row) {
  return Object.fromEntries(SENT.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));
}
