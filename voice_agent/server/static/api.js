/** The console's endpoints. The token of the pages is kept for this tab only. */

const KEY = "voice-agent-pages";

/** The server asks for a token, or does not know the one it got. */
export class NeedsToken extends Error {}

export function setToken(token) {
  sessionStorage.setItem(KEY, token);
}

async function ask(method, path, body) {
  const token = sessionStorage.getItem(KEY);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const bare = body instanceof Blob;
  if (body) headers["Content-Type"] = bare ? "application/octet-stream" : "application/json";
  let answer;
  try {
    answer = await fetch(`/console/api/${path}`, { method, headers, cache: "no-store", body: bare || !body ? body : JSON.stringify(body) });
  } catch {
    throw new Error("The server cannot be reached.");
  }
  if (answer.status === 401) throw new NeedsToken("a token is needed");
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const why = told.detail ?? told.error?.message ?? `status ${answer.status}`;
    throw new Error(typeof why === "string" ? `The server says: ${why}.` : `The server refused it (${answer.status}).`);
  }
  return told;
}

export const get = (path) => ask("GET", path);
export const post = (path, body) => ask("POST", path, body ?? {});
export const put = (path, body) => ask("PUT", path, body);
