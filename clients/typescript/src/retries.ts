/** When a call is made again, and after how long. Nothing here does I/O. */

import { isAnswer, json, member, type Answer, type Call, type Outcome } from "./calls.js";

/** How often, and how long, a call is tried. */
export interface Retries {
  /** The first one included; 1 means no retry. */
  attempts: number;
  /** Seconds. Where the API asks for more, the call ends with what it was answered. */
  longestWait: number;
  /** Seconds; doubled from one attempt to the next. */
  firstWait: number;
}

export const RETRIES: Retries = { attempts: 4, longestWait: 30, firstWait: 0.5 };

/** Problems with 503 after which any call is safe to repeat, as the API says. */
const DONE_NOTHING = new Set<unknown>(["partner-did-nothing", "partner-unreachable"]);
/** Problems after which a call that is repeatable may succeed. */
const WORTH_IT = new Set<unknown>(["internal-error", "temporarily-unavailable", "unknown-outcome"]);

/**
 * Return retries of which what is left out is the usual.
 *
 * @throws RangeError where there would be no attempt, or a wait into the past.
 */
export function retriesOf(given: Partial<Retries>): Retries {
  const found = { ...RETRIES, ...given };
  if (!(found.attempts >= 1 && found.longestWait >= 0 && found.firstWait >= 0)) {
    throw new RangeError("attempts has to be 1 or more, and waits 0 or more.");
  }
  return found;
}

/**
 * Return the seconds to the next attempt, or undefined where there is none.
 *
 * @param attempt which attempt the outcome is of, from 1.
 * @param draw a number from 0 to 1, so that callers do not come at once.
 * @param now the time, for a `Retry-After` that is a date.
 */
export function waitBefore(
  retries: Retries,
  call: Call,
  outcome: Outcome,
  attempt: number,
  draw: () => number,
  now: Date,
): number | undefined {
  if (attempt >= retries.attempts || !mayRepeat(call, outcome)) return undefined;
  const asked = isAnswer(outcome) ? retryAfter(outcome, now) : undefined;
  if (asked !== undefined) return asked <= retries.longestWait ? asked : undefined;
  const longest = Math.min(retries.firstWait * 2 ** (attempt - 1), retries.longestWait);
  return longest * (0.5 + draw() / 2);
}

/** Return the seconds that an answer asks to wait (RFC 9110 §10.2.3). */
export function retryAfter(answer: Answer, now: Date): number | undefined {
  const text = (answer.headers.get("retry-after") ?? "").trim();
  if (/^[0-9]+$/.test(text)) return Number(text);
  // Date.parse also takes what is no date of HTTP, such as "1".
  const until = /^[A-Z][a-z]{2}, .* GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(until) ? undefined : Math.max((until - now.getTime()) / 1000, 0);
}

/** Return whether something may have been done by an attempt that did not succeed. */
export function mayHaveDone(outcome: Outcome): boolean {
  if (!isAnswer(outcome)) return outcome.sent;
  return outcome.status !== 429 && !(outcome.status === 503 && DONE_NOTHING.has(member(json(outcome), "code")));
}

function mayRepeat(call: Call, outcome: Outcome): boolean {
  if (!isAnswer(outcome)) return call.repeatable || !outcome.sent;
  const told = member(json(outcome), "code");
  const code = typeof told === "string" ? told : undefined;
  switch (outcome.status) {
    case 429:
      // Nothing was done then.
      return true;
    case 409:
      return call.repeatable && code === "request-in-progress";
    case 503:
      if (DONE_NOTHING.has(code)) return true;
      break;
    case 500:
    case 502:
    case 504:
      break;
    default:
      return false;
  }
  return call.repeatable && (code === undefined || WORTH_IT.has(code));
}
