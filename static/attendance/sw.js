// Answers for the server while there is no network: the door's page without a guest on it, and what it is made of.
// VERSION and FILES stand before this, put there by attendance/devices/sync_views.py; another file, another version.

const STORE = `door-files-${VERSION}`;
const PAGES = "door-pages"; // filled by pack.js
const PAGE_WITHIN = 2_500;
const FILE_WITHIN = 1_500;
let slowUntil = 0; // once a file did not come in time, the next ones are not waited for

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("door-files-") && name !== STORE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && /^\/door\/\d+$/.test(url.pathname)) event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request, url) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PAGE_WITHIN) });
    if (answer.status < 500) return answer;
    return (await kept(url)) ?? answer;
  } catch (error) {
    const shell = await kept(url);
    if (shell) return shell;
    throw error;
  }
}

const kept = async (url) => (await caches.open(PAGES)).match(url.pathname);

async function file(request) {
  const store = await caches.open(STORE);
  const known = () => store.match(request.url, { ignoreSearch: true });
  if (performance.now() < slowUntil) {
    const found = await known();
    if (found) return found;
  }
  try {
    return await fetch(request, { signal: AbortSignal.timeout(FILE_WITHIN) });
  } catch {
    slowUntil = performance.now() + 10_000;
    return (await known()) ?? fetch(request);
  }
}
