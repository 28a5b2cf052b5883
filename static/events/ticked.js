// Says how many guests are ticked, while one unticks some. The page works without it.

for (const form of document.querySelectorAll("form[data-ticked]")) {
  const output = form.querySelector("output");
  const count = () => {
    const ticked = form.querySelectorAll(":is(input[name=client], input[name=guest]):checked").length;
    output.textContent = output.dataset.tickedWords.replace("{}", String(ticked));
  };
  // After the "all" box has ticked the others, hence not at once.
  form.addEventListener("change", () => setTimeout(count));
  count();
}
