// The letter editor: a placeholder goes where the cursor was. Without this the names are there to be typed.

const body = document.querySelector("[data-letter=body]");

for (const name of document.querySelectorAll("[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = name.textContent;
  button.addEventListener("click", () => insert(name.dataset.insert, name.dataset.after ?? ""));
  name.replaceChildren(button);
}

/** Put `before` (and `after`, round what is selected) at the cursor, as if it had been typed. */
function insert(before, after) {
  const { selectionStart: start, selectionEnd: end, value } = body;
  const text = before + (after ? value.slice(start, end) : "") + after;
  body.focus();
  body.setRangeText(text, start, end, "end");
  if (after) body.setSelectionRange(body.selectionEnd - after.length, body.selectionEnd - after.length);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}
