/** One call of the API, and what can come of one attempt at it. Nothing here does I/O. */

export const KEY = "Idempotency-Key";

/** What every call takes beside its own parameters. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason, and its outcome is unknown. */
  signal?: AbortSignal;
}

/** One call. */
export interface Call {
  /** The `operationId` of the API's description. */
  operation: string;
  method: string;
  path: string;
  /** Whether it may be sent again where it is unknown what became of it. */
  repeatable: boolean;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** What was answered. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** There was no answer. Where something was sent, its outcome is unknown. */
export interface Unanswered {
  sent: boolean;
  /** A word of the network, such as `ECONNREFUSED`. */
  reason: string;
}

export type Outcome = Answer | Unanswered;

/** A resource that others change, too, and the tag that a change of it names. */
export interface Tagged<T> {
  value: T;
  /** To be given as `ifMatch`. */
  etag: string;
}

/** Return whether there was an answer. */
export function isAnswer(outcome: Outcome): outcome is Answer {
  return "status" in outcome;
}

/** Return whether an answer is a success. */
export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** Return what an answer says, or undefined where it is no JSON; null where it says nothing. */
export function json(answer: Answer): unknown {
  if (answer.text === "") return null;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    return undefined;
  }
}

/** Return whether a value is an object of JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Return a member of an object of JSON. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/**
 * Return a value as one segment of a path.
 *
 * @throws RangeError where it would lead to another path.
 */
export function segment(value: string | number): string {
  const text = encodeURIComponent(value);
  if (text === "" || text === "." || text === "..") throw new RangeError("An id is empty, or no id.");
  return text;
}

/** Return the key that was given, or a new one: retries of a call share it. */
export function keyed(given: string | undefined): string {
  return given ?? crypto.randomUUID();
}
