/**
 * What a call can end with.
 *
 *     JetbridgeError
 *     ├── NotSentError            nothing was sent: nothing was done
 *     ├── NoAnswerError           sent, and not answered: the outcome is unknown
 *     ├── UnreadableError         answered with what the API does not answer
 *     └── RefusedError            answered with a refusal
 *         ├── TokenRefusedError   by the token endpoint (RFC 6749 §5.2)
 *         └── ProblemError        by the API (RFC 9457)
 *
 * None of them holds a token, a secret, or the body of a request.
 */

import { KEY, member, type Answer, type Call } from "./calls.js";
import type { components } from "./schemas.js";

/** The types of problems that this release knows; later ones may have more. */
export type ProblemCode = components["schemas"]["ProblemType"];

/** One broken rule. */
export type BrokenRule = components["schemas"]["BrokenRule"];

/** A call did not succeed. */
export class JetbridgeError extends Error {
  /** The `operationId` of the API's description. */
  readonly operation: string;
  /** To make the same call once more: give it as `idempotencyKey`. */
  readonly idempotencyKey: string | undefined;
  /** How often it was tried. */
  readonly attempts: number;

  constructor(call: Call, attempts: number, told: string) {
    super(`${call.operation}: ${told}`);
    this.name = new.target.name;
    this.operation = call.operation;
    this.idempotencyKey = call.headers?.[KEY];
    this.attempts = attempts;
  }
}

/** No attempt had a connection, or was taken. Nothing was done. */
export class NotSentError extends JetbridgeError {}

/** An attempt may have arrived, and none was answered with what came of it: that is unknown. */
export class NoAnswerError extends JetbridgeError {}

/** The answer is none of the API's: the base URL may lead elsewhere. */
export class UnreadableError extends JetbridgeError {}

/** The call was refused. */
export class RefusedError extends JetbridgeError {
  /** The HTTP status. */
  readonly status: number;
  /** To quote where you ask for help. */
  readonly requestId: string | undefined;
  /** Seconds after which the API asks to come again. */
  readonly retryAfter: number | undefined;

  constructor(call: Call, attempts: number, answer: Answer, retryAfter: number | undefined, told: string) {
    const requestId = answer.headers.get("x-request-id") ?? undefined;
    super(call, attempts, `${answer.status} ${told}${requestId ? ` (request ${requestId})` : ""}`);
    this.status = answer.status;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** The token endpoint refused the client. */
export class TokenRefusedError extends RefusedError {
  /** Such as `invalid_client`. */
  readonly error: string;

  constructor(call: Call, attempts: number, answer: Answer, retryAfter: number | undefined, error: string) {
    super(call, attempts, answer, retryAfter, error);
    this.error = error;
  }
}

/** A problem document. */
export class ProblemError extends RefusedError {
  /** The type's stable name: compare this. */
  readonly code: ProblemCode | (string & {});
  /** A URL that explains the problem. */
  readonly type: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** Every broken rule. */
  readonly errors: readonly BrokenRule[];
  /** The whole document, with what the type adds, such as `onboardingId`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    call: Call,
    attempts: number,
    answer: Answer,
    retryAfter: number | undefined,
    members: Record<string, unknown>,
  ) {
    const code = String(members["code"]);
    const title = String(members["title"] ?? "");
    const errors = Array.isArray(members["errors"]) ? (members["errors"] as BrokenRule[]) : [];
    const rules = errors.map((each) => `${each.pointer}: ${each.rule}`);
    super(call, attempts, answer, retryAfter, [`${code}: ${title}`, ...rules].join("; "));
    this.code = code;
    this.type = String(members["type"] ?? "");
    this.title = title;
    this.detail = typeof members["detail"] === "string" ? members["detail"] : undefined;
    this.errors = errors;
    this.members = members;
  }
}

/** A webhook is not to be believed, or is none. */
export class WebhookRefusedError extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = "WebhookRefusedError";
  }
}

/** Return the refusal that an answer is. */
export function refusal(
  call: Call,
  attempts: number,
  answer: Answer,
  retryAfter: number | undefined,
  told: unknown,
): RefusedError {
  const [code, error, message] = ["code", "error", "message"].map((name) => member(told, name));
  if (typeof code === "string" && typeof member(told, "status") === "number") {
    return new ProblemError(call, attempts, answer, retryAfter, told as Record<string, unknown>);
  }
  if (typeof error === "string") return new TokenRefusedError(call, attempts, answer, retryAfter, error);
  // API Gateway's own: no such route, its throttle, or the function could not be run.
  const words = typeof message === "string" ? message : "without a problem document";
  return new RefusedError(call, attempts, answer, retryAfter, words);
}
