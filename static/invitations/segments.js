// Says in the head of a folded list what is ticked in it. The page works without it.

document.addEventListener("change", (event) => {
  const list = event.target.closest(".rule-ticks");
  if (!list) return;
  const ticked = [...list.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const head = list.querySelector("summary");
  head.firstChild.textContent = ticked.length ? ticked.join(head.dataset.between) : head.dataset.nothing;
});
