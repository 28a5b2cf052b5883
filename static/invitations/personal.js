// Counts the characters of each guest's line while it is written; a line is kept when one leaves its field.

for (const field of document.querySelectorAll("[data-count]")) {
  const shown = document.getElementById(field.dataset.count);
  const count = () => {
    shown.textContent = [...field.value.replace(/\s+/g, " ").trim()].length;
  };
  field.addEventListener("input", count);
  count();
}
