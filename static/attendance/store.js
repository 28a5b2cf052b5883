// What this device keeps, in the browser's own database. Nothing here can be read without a guest's letter, but for the
// queue, which knows guests by their number.

const NAME = "yaji-door";
const STORES = { queue: "scan_id", packs: "event", names: "event", locks: "event", acts: "scan_id" };

let opened = null;

function open() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opened = null);
      done(request.result);
    };
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("blocked"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Run `work(store)` in one transaction; what its request finds is given back once all of it is on the disk. */
async function within(store, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    // Strict: a battery that dies a moment later takes nothing with it.
    const transaction = base.transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(request?.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

export const put = (store, value) => within(store, "readwrite", (rows) => rows.put(value));
export const get = (store, key) => within(store, "readonly", (rows) => rows.get(key));
export const all = (store) => within(store, "readonly", (rows) => rows.getAll());
export const count = (store) => within(store, "readonly", (rows) => rows.count());

export const remove = (store, keys) =>
  within(store, "readwrite", (rows) => {
    for (const key of keys) rows.delete(key);
  });
