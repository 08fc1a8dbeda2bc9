/** One attempt at a call, over fetch. */

import type { Call, Outcome } from "./calls.js";

/** What undici, the fetch of Node.js, tells where there was no connection. Others tell nothing. */
const NOT_SENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Sends requests to one deployment. */
export class Wire {
  readonly baseUrl: string;
  readonly #fetch: typeof fetch;
  readonly #timeout: number;

  /**
   * @param timeout seconds for each attempt.
   * @throws RangeError where `baseUrl` is no https URL (http for loopback), or more than an address.
   */
  constructor(baseUrl: string, fetching: typeof fetch, timeout: number) {
    this.baseUrl = checked(baseUrl);
    this.#fetch = fetching;
    this.#timeout = timeout;
  }

  /** Make one attempt. What goes wrong on the way is an outcome, without the request. */
  async send(call: Call, authorization: string, form?: URLSearchParams): Promise<Outcome> {
    const within = AbortSignal.timeout(this.#timeout * 1000);
    const headers = new Headers({ Accept: "application/json", Authorization: authorization });
    for (const [name, value] of given(call.headers)) headers.set(name, value);
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    const query = new URLSearchParams(given(call.query)).toString();
    try {
      const answer = await this.#fetch(`${this.baseUrl}${call.path}${query && `?${query}`}`, {
        method: call.method,
        headers,
        body: form ?? (call.body === undefined ? null : JSON.stringify(call.body)),
        redirect: "manual",
        signal: call.signal ? AbortSignal.any([within, call.signal]) : within,
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      const reason = reasonOf(error);
      return { sent: !NOT_SENT.has(reason), reason };
    }
  }
}

/** Return a base URL without a slash at its end. */
function checked(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isLocal = url?.protocol === "http:" && LOOPBACK.has(url.hostname);
  if (!url || !(url.protocol === "https:" || isLocal)) {
    throw new RangeError("baseUrl has to be an https URL; http is for loopback.");
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new RangeError("baseUrl has to be an address, without user, query and fragment.");
  }
  return url.href.replace(/\/+$/, "");
}

function given(values: Record<string, string | number | boolean | undefined> = {}): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
}

/** Return a word for what went wrong: of the cause, which undici puts into a TypeError. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  if (typeof cause?.code === "string") return cause.code;
  return error instanceof Error ? error.name : "unknown";
}
