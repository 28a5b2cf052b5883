// Signing out leaves nothing behind: not while scans of the door wait on this device, and then not without wiping the list.

const form = document.querySelector("form[data-waiting]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const [{ all }, { handOver }, { wipe }] = await Promise.all([
      import("./store.js"),
      import("./queue.js"),
      import("./pack.js"),
    ]);
    const [first] = await all("queue");
    if (first) await handOver(first.event, async () => ({})).catch(() => null);
    const left = await all("queue");
    if (left.length) return refuse(left);
    for (const list of await all("packs")) await wipe(list.event);
  } catch {
    // A browser that keeps nothing has nothing to hand over.
  }
  form.submit();
});

function refuse(left) {
  const notice = document.createElement("p");
  notice.setAttribute("role", "alert");
  notice.className = "notice notice-attention";
  notice.textContent = `${form.dataset.waiting.replace("%number%", left.length)} `;
  const link = document.createElement("a");
  link.href = `/door/${left[0].event}`;
  link.textContent = form.dataset.door;
  notice.append(link);
  form.querySelector(".notice")?.remove();
  form.append(notice);
}
