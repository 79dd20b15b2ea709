// The one way to the server: JSON, cookie session, anti-forgery token, errors as ApiError.

import { say } from "./words.js";

const BASE = "/api/v1";
const PATIENCE = 15000;

/** A refused or failed call; `message` is a sentence for the visitor, `body` the wire's answer. */
export class ApiError extends Error {
  constructor(status, body, message) {
    super(message);
    this.status = status;
    this.body = body ?? {};
  }
}

function token() {
  const found = document.cookie.split("; ").find((entry) => entry.startsWith("XSRF-TOKEN="));
  return found ? decodeURIComponent(found.slice("XSRF-TOKEN=".length)) : "";
}

function sentenceFor(status, response) {
  if (status === 429) return say("busy", { seconds: response.headers.get("retry-after") ?? "60" });
  if (status === 401) return say("signed_out");
  return say("broken");
}

async function ask(method, path, body, headers) {
  const options = { method, headers: { accept: "application/json", ...headers }, signal: AbortSignal.timeout(PATIENCE) };
  if (method !== "GET") {
    if (!token()) await fetch("/sanctum/csrf-cookie");
    options.headers["x-xsrf-token"] = token();
    options.headers["content-type"] = "application/json";
    if (body !== undefined) options.body = JSON.stringify(body);
  }
  return fetch(path.startsWith("/api/") ? path : BASE + path, options);
}

/** A random name for one attempt; randomUUID exists on secure origins only, unlike some shops. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Calls a path of the contract (or a whole one, from /api/ on); a token that has grown old is renewed once. Throws ApiError. */
export async function api(method, path, body, headers = {}) {
  let response;
  try {
    response = await ask(method, path, body, headers);
    if (response.status === 419) {
      await fetch("/sanctum/csrf-cookie");
      response = await ask(method, path, body, headers);
    }
  } catch {
    throw new ApiError(0, null, say("offline"));
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, answer, sentenceFor(response.status, response));
  return answer;
}
