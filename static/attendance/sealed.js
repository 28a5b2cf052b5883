// Opening a guest's record: the key grows out of the guest's own code, as attendance/devices/sealing.py has it.

const TOKEN = 26;
const CODE = 8;
const SYMBOLS = /^[23456789ABCDEFGHJKMNPQRTUVWXY]+$/;
const text = new TextEncoder();

/** Without a secure address the browser has no cryptography, and so no list. */
export const canOpen = () => Boolean(globalThis.crypto?.subtle);

/** What was typed or read, as bare symbols: full width, small letters, blanks and hyphens forgiven; of an address the token. */
export function bareSymbols(code) {
  let bare = code.normalize("NFKC").trim().toUpperCase().replaceAll("、", "/");
  const place = bare.lastIndexOf("/I/");
  if (place >= 0) bare = bare.slice(place + 3).split("?")[0].split("/")[0];
  return bare.replace(/[\s\-‐-―_.]/g, "");
}

/** The record of the guest whose code this is, or null. */
export async function openRecord(pack, code) {
  const bare = bareSymbols(code);
  if (!SYMBOLS.test(bare) || (bare.length !== TOKEN && bare.length !== CODE)) return null;
  const salt = fromHex(pack.salt);
  const [kind, secret] = bare.length === TOKEN ? ["token", text.encode(bare)] : ["code", await stretched(bare, salt, pack.rounds)];
  const { id, key } = await split(secret, salt, kind);
  const locked = pack.sealed[id];
  if (!locked) return null;
  const bytes = Uint8Array.from(atob(locked), (sign) => sign.charCodeAt(0));
  const about = { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: text.encode(`${id} ${pack.until}`) };
  const plain = await crypto.subtle.decrypt(about, key, bytes.slice(12));
  return JSON.parse(new TextDecoder().decode(plain));
}

/** A short code has so few symbols that each guess must cost. */
async function stretched(code, salt, iterations) {
  const raw = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, raw, 256);
}

async function split(secret, salt, kind) {
  const raw = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = text.encode(`yaji door ${kind}`);
  const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, raw, 384));
  const key = await crypto.subtle.importKey("raw", bits.slice(16), "AES-GCM", false, ["decrypt"]);
  return { id: Array.from(bits.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(""), key };
}

const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));

/** A lock for the index of names: its key never leaves the browser, not even to this script. */
export const newLock = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function lockAway(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(value))) };
}

export async function unlock(key, { iv, data }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));
}
