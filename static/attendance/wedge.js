// A hand scanner types like a keyboard, only faster than any hand. What it types is taken from the keys themselves, so
// that it does not matter where the focus is or which input method is switched on, and leaves no trace in a field.

const SILENCE = 300; // milliseconds after which a new word begins
const FASTEST_HAND = 45; // milliseconds a key; scanners need some five
const LEAST = 6; // symbols; fewer are no code of anybody
const PHYSICAL = {
  Slash: "/", Minus: "-", Period: ".", Comma: ",", Semicolon: ";", Quote: "'", Equal: "=", Backquote: "`",
  BracketLeft: "[", BracketRight: "]", Backslash: "\\", Space: " ", NumpadDivide: "/", NumpadSubtract: "-",
  NumpadDecimal: ".",
};
const SHIFTED = { Semicolon: ":", Slash: "?", Minus: "_", Equal: "+", Digit7: "&", Digit5: "%", Digit3: "#" };

let text = "";
let began = 0;
let last = 0;
let field = null;
let before = "";
let finished = -Infinity;

/** Call `found(text)` for each thing that a scanner has typed. */
export function listenToScanner(found) {
  document.addEventListener("keydown", (event) => key(event, found), true);
}

/** Whether a scanner has just finished: the line feed that some send after the carriage return is nobody's answer. */
export function justScanned() {
  return performance.now() - finished < 500;
}

function key(event, found) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const now = event.timeStamp;
  if (event.code === "Enter" || event.code === "NumpadEnter" || event.code === "Tab") {
    if (!text && justScanned()) event.preventDefault();
    if (text.length < LEAST || now - last > SILENCE || (last - began) / text.length > FASTEST_HAND) {
      text = "";
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const typed = text;
    text = "";
    finished = performance.now();
    putBack(field, before);
    found(typed);
    return;
  }
  const symbol = symbolOf(event);
  if (!symbol) return;
  if (now - last > SILENCE || !text) {
    text = "";
    began = now;
    field = document.activeElement?.matches("input, textarea") ? document.activeElement : null;
    before = field?.value ?? "";
  }
  text += symbol;
  last = now;
}

/** What the key writes; under an input method, what stands on it. */
function symbolOf({ key: said, code, shiftKey, isComposing }) {
  const plain = said?.normalize("NFKC");
  if (!isComposing && plain?.length === 1 && plain >= " " && plain <= "~") return plain;
  if (/^Key[A-Z]$/.test(code)) return code[3];
  if (shiftKey && SHIFTED[code]) return SHIFTED[code];
  if (/^(Digit|Numpad)[0-9]$/.test(code)) return code.at(-1);
  return PHYSICAL[code] ?? "";
}

/** The field as it was before; an input method may write into it a moment later still. */
function putBack(where, value) {
  const code = document.getElementById("code");
  const restore = () => {
    if (where) where.value = value;
    if (code && code !== where) code.value = ""; // the first key may have led the focus there
  };
  restore();
  setTimeout(restore, 0);
  where?.addEventListener("compositionend", () => setTimeout(restore, 0), { once: true });
}
