// A device goes back to its drawer: only once nothing waits on it.
import { ask } from "./asking.js";
import { emptied, event, wipe } from "./line.js";

const button = document.getElementById("hand-back");
const refusal = document.getElementById("hand-back-refused");

button?.addEventListener("click", async () => {
  button.disabled = true;
  refusal.hidden = true;
  const left = await emptied();
  if (left) return refuse(refusal.dataset.waiting.replace("%number%", left));
  try {
    const { out } = await ask(`/door/${event}/hand-back`, { fields: new FormData(button.form) });
    await wipe(event);
    location.assign(out ? "/pair" : button.dataset.after);
  } catch {
    refuse(refusal.dataset.noNetwork);
  }
});

function refuse(sentence) {
  refusal.textContent = sentence;
  refusal.hidden = false;
  button.disabled = false;
}
