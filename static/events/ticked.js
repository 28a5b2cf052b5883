// Says how many guests are ticked, while one unticks some. The page works without it.

for (const form of document.querySelectorAll("form[data-ticked]")) {
  const output = form.querySelector("output");
  const count = () => {
    // The boxes may stand outside of their form, in a table.
    const ticked = [...form.elements].filter((box) => /^(client|guest)$/.test(box.name) && box.checked).length;
    output.textContent = output.dataset.tickedWords.replace("{}", String(ticked));
  };
  // After the "all" box has ticked the others, hence not at once.
  document.addEventListener("change", (event) => event.target.form === form && setTimeout(count));
  count();
}
