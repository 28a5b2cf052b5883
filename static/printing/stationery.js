// The sample follows the choices before they are saved. Without this it shows what is saved.

const form = document.getElementById("stationery-form");
const sample = document.getElementById("sample");
const switches = document.querySelectorAll("[data-sample]");
const PAUSE = 200; // ms: a colour picker tells of every shade that it passes
let waiting;

function colour() {
  const chosen = form.elements.accent.value;
  return chosen === "own" ? form.elements.own_accent.value : chosen;
}

/** Show the page in the design and colour chosen now. */
function show() {
  const wanted = new URLSearchParams({
    design: form.elements.design.value,
    accent: colour(),
    paper: form.elements.card_paper.value,
  });
  for (const field of switches) wanted.set(field.dataset.sample, field.value);
  sample.classList.add("is-waiting");
  sample.src = `${sample.dataset.url}?${wanted}`;
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
}

sample.addEventListener("load", () => {
  // A card is wide where a letter is high: the page must not keep a hole.
  sample.width = sample.naturalWidth;
  sample.height = sample.naturalHeight;
  sample.classList.remove("is-waiting");
});
form.elements.own_accent.addEventListener("input", () => {
  form.elements.accent.value = "own";
  soon();
});
form.addEventListener("change", (event) => {
  if (event.target.type !== "file") soon();
});
for (const field of switches) field.addEventListener("change", soon);
