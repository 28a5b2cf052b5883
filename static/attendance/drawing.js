// What this device says by itself, drawn from the <template> elements of templates/attendance/offline.html.

const board = document.getElementById("line");
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

function template(name) {
  const pattern = document.querySelector(`template[data-offline="${name}"]`);
  const node = pattern.content.firstElementChild.cloneNode(true);
  if (pattern.dataset.look) node.dataset.look = pattern.dataset.look;
  return node;
}

const fill = (text, values) => text.replace(/%(\w+)%/g, (_all, name) => values[name] ?? "");

/** A sentence of the page: "kept", "no-names" … */
export const notice = (name) => template(name);

/** A verdict with the guest's words, and what may be done next. */
export function card(row, { verdict, record, since }, zone) {
  const said = record?.[language] ?? {};
  let node = template(`verdict-${verdict}`);
  const admitted = Boolean(node.querySelector(".offline-undo"));
  const attention = admitted ? (said.attention ?? []) : [];
  if (attention.length) {
    const word = node.querySelector(".verdict-word").textContent;
    node = template("verdict-ok_attention");
    node.querySelector(".verdict-word").textContent = word;
  } else if (admitted) node.querySelector("[data-acknowledge]").remove();
  write(node, ".verdict-name", [row.persons?.includes("r") ? said.persons?.r : said.name]);
  write(node, ".verdict-attention", attention);
  write(node, ".verdict-line:not(.verdict-attention)", linesOf(row, verdict, said, since, zone, admitted));
  const actions = node.querySelector(".verdict-actions");
  if (admitted && record) offer(actions, row, record, said);
  else actions?.remove();
  return node;
}

/** The pattern's element once for each text that there is. */
function write(node, selector, texts) {
  const pattern = node.querySelector(selector);
  for (const text of texts.filter(Boolean)) {
    const line = pattern.cloneNode();
    line.textContent = text;
    pattern.before(line);
  }
  pattern?.remove();
}

/** How one of a party is called; whoever was not announced by their number. */
function called(key, said) {
  return said.persons?.[key] ?? (key.startsWith("c") ? fill(board.dataset.companion, { number: key.slice(1) }) : said.name);
}

function linesOf(row, verdict, said, since, zone, admitted) {
  if (verdict === "other_event") return said.lines ?? [];
  if (verdict === "already") return [said.table, said.full, sinceWhen(since, zone)];
  if (verdict === "revoked") return [said.full, said.tell];
  if (!admitted) return [said.full];
  const first = row.persons.some((key) => key === "g" || key === "r");
  const others = row.persons.filter((key) => key !== "g" && key !== "r").map((key) => called(key, said));
  const names = others.join(language === "zh" ? "、" : ", ");
  const instead = row.persons.includes("r") ? said.instead : "";
  const beside = names && fill(first ? board.dataset.beside : board.dataset.now, { names });
  return [said.table, instead, beside, said.full, said.tell];
}

function sinceWhen(since, zone) {
  if (!since) return "";
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(since.at));
  return fill(since.gate ? board.dataset.sinceGate : board.dataset.since, { time, gate: since.gate });
}

/** Take back; not all of them; one more. Each by the address that the server knows it by. */
function offer(actions, row, record, said) {
  const place = `/door/${row.event}/guests/${row.invitation_id}`;
  aim(actions.querySelector(".offline-undo"), `${place}/undo`, { undoes: row.scan_id });
  aim(actions.querySelector(".offline-more"), `${place}/more`, {});
  const choice = actions.querySelector(".offline-party");
  if (row.persons.length < 2) return choice.remove();
  const form = choice.querySelector("form");
  aim(form, `${place}/only`, { undoes: row.scan_id });
  tick(form, row.persons, said);
}

/** A box for each person of a party, all of them ticked. */
function tick(form, keys, said) {
  const pattern = form.querySelector("label");
  for (const key of keys) {
    const label = pattern.cloneNode(true);
    label.querySelector("input").value = key;
    label.querySelector("input").checked = true;
    label.querySelector("span").textContent = called(key, said);
    pattern.before(label);
  }
  pattern.remove();
}

function aim(form, action, values) {
  form.action = action;
  for (const [name, value] of Object.entries({ scan_id: newId(), ...values })) form.elements[name].value = value;
}

/** The guests who were found by name on this device. */
export function hits(event, records) {
  if (!records.length) return template("nobody");
  const node = template("hits");
  const pattern = node.querySelector("li");
  for (const record of records) {
    const item = pattern.cloneNode(true);
    item.querySelector("a").href = `/door/${event}/guests/${record.invitation}?by=name`;
    item.querySelector(".door-hit-name").textContent = record[language].name;
    const { full, table } = record[language];
    item.querySelector(".offline-about").textContent = [full, record.rm[language], table].filter(Boolean).join(" · ");
    pattern.before(item);
  }
  pattern.remove();
  return node;
}

/** One guest to confirm. */
export function guest(event, record, missing) {
  const node = template("guest");
  node.querySelector(".door-guest-name").textContent = record[language].name;
  node.querySelector(".offline-about").textContent = [record[language].full, record[language].table].filter(Boolean).join(" · ");
  const form = node.querySelector("form");
  aim(form, `/door/${event}/guests/${record.invitation}`, {});
  if (record.party.length > 1) tick(form, missing, record[language]);
  else form.querySelector("fieldset").remove();
  return node;
}

/** crypto.randomUUID is missing where the address is not a secure one; the random numbers are not. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
