// Behaviours for the staff pages, attached by data-module. Every page works without them.

/** A <details> menu that closes when one leaves it or presses Escape. */
function menu(element) {
  document.addEventListener("click", (event) => {
    if (!element.contains(event.target)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    element.querySelector("summary").focus();
  });
}

/** A button that prints the page. Hidden until there is a script that can. */
function print(element) {
  element.hidden = false;
  element.addEventListener("click", () => window.print());
}

/** A box that ticks all boxes of its form with the name in data-ticks. */
function tickAll(element) {
  element.closest(".choice")?.removeAttribute("hidden");
  const others = () => [...element.form.elements].filter((box) => box.type === "checkbox" && box.name === element.dataset.ticks);
  const follow = () => {
    const boxes = others();
    element.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  };
  document.addEventListener("change", (event) => event.target.name === element.dataset.ticks && follow());
  follow();
  element.addEventListener("change", () => {
    for (const box of others()) box.checked = element.checked;
  });
}

/** The summary of errors takes the focus, so that it is read first. */
function focus(element) {
  element.focus();
}

/** A button that copies the text of the element named in data-copies. Hidden until there is a script that can. */
function copy(element) {
  if (!navigator.clipboard) return;
  element.hidden = false;
  element.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(element.dataset.copies).textContent.trim());
    const label = element.querySelector("[data-said]");
    const before = label.textContent;
    label.textContent = label.dataset.said;
    setTimeout(() => (label.textContent = before), 2000);
  });
}

const modules = { copy, menu, print, focus, "tick-all": tickAll };

function attach(root) {
  const found = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) found.push(root);
  for (const element of found) {
    if (element.dataset.attached) continue;
    element.dataset.attached = "yes";
    modules[element.dataset.module]?.(element);
  }
}

// An impatient second click must not send a form twice. The page that comes back, or four seconds, allow it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

attach(document);
document.addEventListener("htmx:load", (event) => attach(event.detail.elt));
