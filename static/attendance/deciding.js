// The verdict of a device that has no network. The server's ledger has the last word; this is what the door does meanwhile.
import { all, get, put } from "./store.js";
import { listOf, recordOf, recordOfCode } from "./pack.js";

const ADMITTING = new Set(["ok", "ok_attention", "declined_but_here", "waitlisted_but_here", "unanswered_but_here"]);

/**
 * Complete the row by what this device knows: verdict, persons, and the guest's number instead of the code.
 * Gives {verdict, record, inside, since}; without a record the code is not on this device's list.
 */
export async function decide(row) {
  const record = row.code ? await recordOfCode(row.code) : recordOf(row.invitation_id);
  if (record?.invitation) {
    row.invitation_id = record.invitation;
    delete row.code; // the queue need not hold what opens a letter
  }
  if (row.act === "undo") return undo(row, record);
  if (!record) return found(row, row.act === "enter" ? "unknown" : "noted", null);
  if (row.act !== "enter") return found(row, row.act === "leave" ? "left" : "noted", record);
  const { inside, since } = await standing(record);
  if (record.verdict === "revoked" && inside.size) return { ...found(row, "already", record), inside, since };
  if (!ADMITTING.has(record.verdict) && !row.forced) return found(row, record.verdict, record);
  const coming = (row.persons?.length ? row.persons : expected(record, inside)).filter((key) => !inside.has(key));
  if (!coming.length) return { ...found(row, "already", record), inside, since };
  row.persons = coming;
  return { ...found(row, ADMITTING.has(record.verdict) ? record.verdict : "ok_attention", record), inside };
}

/** Of the client and who comes instead, one is waited for. */
function expected(record, inside) {
  return record.party.filter((key) => !(key === "g" && inside.has("r")) && !(key === "r" && inside.has("g")));
}

function found(row, verdict, record) {
  row.verdict = verdict;
  return { verdict, record, inside: new Set(), since: null };
}

/** What is taken back: the row that is named, or what this device did last with the guest. */
async function undo(row, record) {
  const mine = (await actsOf(row.invitation_id)).filter((act) => act.act === "enter");
  const last = row.undoes ? await get("acts", row.undoes) : mine.at(-1);
  row.undoes ||= last?.scan_id;
  return found(row, "undone", record);
}

/** The key of one more, who was not announced. */
export function nextCompanion(keys) {
  const numbers = keys.filter((key) => key.startsWith("c")).map((key) => Number(key.slice(1)));
  return `c${Math.max(0, ...numbers) + 1}`;
}

/** Who of the party is inside: as the list had it, and as this device has seen since. */
export async function standing(record) {
  const inside = new Set(record.in?.persons ?? []);
  let since = record.in ? { at: record.in.at, gate: record.in.gate } : null;
  const acts = await actsOf(record.invitation);
  const back = (act) => {
    const undos = acts.filter((other) => other.act === "undo" && other.undoes === act.scan_id);
    if (undos.some((other) => !other.persons.length)) return act.persons;
    return undos.flatMap((other) => other.persons);
  };
  for (const act of acts) {
    if (act.act === "enter") {
      if (!inside.size) since = { at: new Date(Date.parse(act.at) - (listOf()?.offset ?? 0)).toISOString(), gate: act.gate };
      for (const key of act.persons) inside.add(key);
      for (const key of back(act)) inside.delete(key);
    } else if (act.act === "leave") {
      for (const key of act.persons.length ? act.persons : [...inside]) inside.delete(key);
    } else if (act.act === "undo" && !acts.some((other) => other.scan_id === act.undoes)) {
      for (const key of act.persons.length ? act.persons : [...inside]) inside.delete(key); // it stands in the list alone
    }
  }
  return { inside, since };
}

async function actsOf(invitation) {
  const acts = (await all("acts")).filter((act) => act.invitation_id === invitation);
  return acts.sort((one, other) => one.number - other.number);
}

/** Remember what was done, so that the same letter a second time is known here. */
export async function remember(row) {
  if (!row.invitation_id || !(row.act === "undo" || row.act === "leave" || ADMITTING.has(row.verdict))) return;
  const { scan_id, event, invitation_id, act, at, number, undoes, gate } = row;
  await put("acts", { scan_id, event, invitation_id, act, at, number, undoes, gate, persons: row.persons ?? [] });
}
