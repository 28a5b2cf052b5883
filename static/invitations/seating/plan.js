// Dragging on the seating plan. Without it the same is done by choosing a person and then a chair.

const mover = () => document.getElementById("mover");
let dragged = null;

/** The chair, or the list of those without one, under the pointer. */
function placeOf(event) {
  return event.target instanceof Element ? event.target.closest("[data-to]") : null;
}

function ready() {
  for (const slip of document.querySelectorAll(".slip[data-who]")) {
    slip.draggable = !("locked" in slip.dataset);
  }
}

function clear() {
  document.querySelectorAll(".drop-over").forEach((place) => place.classList.remove("drop-over"));
}

document.addEventListener("dragstart", (event) => {
  const slip = event.target instanceof Element ? event.target.closest(".slip[data-who]") : null;
  if (!slip || !slip.draggable) return;
  dragged = slip.dataset.who;
  slip.classList.add("slip-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged); // Firefox starts no drag without data
});

document.addEventListener("dragover", (event) => {
  const place = placeOf(event);
  if (!dragged || !place) return;
  event.preventDefault();
  clear();
  place.classList.add("drop-over");
});

document.addEventListener("drop", (event) => {
  const place = placeOf(event);
  if (!dragged || !place) return;
  event.preventDefault();
  const form = mover();
  form.elements.who.value = dragged;
  form.elements.to.value = place.dataset.to;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  dragged = null;
  clear();
  document.querySelectorAll(".slip-dragged").forEach((slip) => slip.classList.remove("slip-dragged"));
});

document.addEventListener("htmx:load", ready);
ready();
