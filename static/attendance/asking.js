// One request to the server, and the form key that it wants.

export const ANSWER_WITHIN = 2_500; // as long as a guest waits without noticing

let key = document.querySelector("meta[name=csrf-token]")?.content ?? document.querySelector("input[name=csrf_token]")?.value ?? "";

/** {status, said, out}; throws when no answer comes in time, or one that is none of ours. */
export async function ask(url, { fields, json, within = ANSWER_WITHIN, again = true } = {}) {
  const headers = { Accept: "application/json" };
  if (json) headers["Content-Type"] = "application/json";
  if (key) headers["X-CSRFToken"] = key;
  if (key && fields?.has("csrf_token")) fields.set("csrf_token", key);
  const response = await fetch(url, {
    method: fields || json ? "POST" : "GET",
    body: json ? JSON.stringify(json) : fields,
    headers,
    signal: AbortSignal.timeout(within),
  });
  if (response.redirected) return { status: 401, said: {}, out: true };
  const ours = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!ours || response.status >= 500) throw new Error(`answer ${response.status}`);
  const said = await response.json();
  if (response.status === 400 && again && (fields || json)) {
    await freshKey(); // the page was drawn before somebody signed in again, or was kept on the device
    return ask(url, { fields, json, within, again: false });
  }
  return { status: response.status, said, out: response.status === 401 };
}

async function freshKey() {
  const { said } = await ask("/door/key", {});
  key = said.key ?? "";
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = key;
}
