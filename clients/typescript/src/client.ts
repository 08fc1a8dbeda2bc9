/** The client: one object for a deployment and an API client of a tenant. */

import { isAnswer, isSuccess, json, member, type Answer, type Call, type Outcome } from "./calls.js";
import { JetbridgeError, NoAnswerError, NotSentError, refusal, UnreadableError } from "./errors.js";
import { Operations } from "./operations.js";
import { mayHaveDone, retriesOf, retryAfter, waitBefore, type Retries } from "./retries.js";
import { issuedOf, Tokens, type Issued } from "./tokens.js";
import { Wire } from "./wire.js";

const TOKEN: Call = { operation: "issueToken", method: "POST", path: "/oauth/token", repeatable: true };

/** What is optional. */
export interface Options {
  /** Scopes, separated by spaces; without it all of the client's. */
  scope?: string;
  /** Seconds for each attempt; 30 without it. */
  timeout?: number;
  /** How often a call is tried. */
  retries?: Partial<Retries>;
  /** In place of the global one. */
  fetch?: typeof fetch;
  /** Clock, pause and chance: tests give others. */
  surroundings?: Partial<Surroundings>;
}

/** What a client needs besides HTTP. */
export interface Surroundings {
  /** Wait for seconds; ends with the signal. */
  pause: (seconds: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Seconds that only grow. */
  clock: () => number;
  /** A number from 0 to 1. */
  draw: () => number;
  now: () => Date;
}

const SURROUNDINGS: Surroundings = {
  pause,
  clock: () => performance.now() / 1000,
  draw: Math.random,
  now: () => new Date(),
};

/** A client of the API. Make it once: its calls share a token. */
export class Jetbridge extends Operations {
  readonly #wire: Wire;
  readonly #basic: string;
  readonly #scope: string | undefined;
  readonly #retries: Retries;
  readonly #around: Surroundings;
  readonly #tokens: Tokens;

  /**
   * Call the deployment at `baseUrl`. Nothing is sent before the first call.
   *
   * @param baseUrl the API's address, https.
   * @param clientId of a client that the operator created (`jb_ci_…`).
   * @param clientSecret its secret (`jb_cs_…`).
   * @throws RangeError where `baseUrl` is no address to send a secret to.
   */
  constructor(baseUrl: string, clientId: string, clientSecret: string, options: Options = {}) {
    super();
    const fetching = options.fetch ?? ((...request) => fetch(...request));
    this.#wire = new Wire(baseUrl, fetching, options.timeout ?? 30);
    this.#basic = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
    this.#scope = options.scope;
    this.#retries = retriesOf(options.retries ?? {});
    this.#around = { ...SURROUNDINGS, ...options.surroundings };
    this.#tokens = new Tokens((patiently) => this.#issue(patiently), this.#around.clock);
  }

  protected override answered(call: Call): Promise<Answer> {
    return this.#tried(call, () => this.#authorized(call), this.#retries);
  }

  /** Make one attempt; a token that is refused is replaced once. */
  async #authorized(call: Call): Promise<Outcome> {
    const token = await this.#token(call);
    const outcome = await this.#wire.send(call, `Bearer ${token}`);
    if (!isAnswer(outcome) || member(json(outcome), "code") !== "invalid-token") return outcome;
    this.#tokens.refused(token);
    return this.#wire.send(call, `Bearer ${await this.#token(call)}`);
  }

  /** Return a token. The signal ends the wait for it, not the renewal: other calls wait for that, too. */
  #token({ signal }: Call): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = () => reject(signal?.reason);
      if (signal?.aborted) return end();
      signal?.addEventListener("abort", end, { once: true });
      this.#tokens
        .current()
        .then(resolve, reject)
        .finally(() => signal?.removeEventListener("abort", end));
    });
  }

  async #issue(patiently: boolean): Promise<Issued> {
    const askedAt = this.#around.clock();
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    if (this.#scope) form.set("scope", this.#scope);
    const retries = patiently ? this.#retries : { ...this.#retries, attempts: 1 };
    const answer = await this.#tried(TOKEN, () => this.#wire.send(TOKEN, this.#basic, form), retries);
    const [token, life] = ["access_token", "expires_in"].map((name) => member(json(answer), name));
    if (typeof token !== "string" || typeof life !== "number") {
      throw new UnreadableError(TOKEN, 1, "the answer holds no token");
    }
    return issuedOf(token, life, askedAt);
  }

  async #tried(call: Call, attempt: () => Promise<Outcome>, retries: Retries): Promise<Answer> {
    let unknown = false;
    for (let number = 1; ; number++) {
      const { outcome, isLast } = unknown ? await repeated(attempt) : { outcome: await attempt(), isLast: false };
      if (isAnswer(outcome) && isSuccess(outcome)) return outcome;
      const now = this.#around.now();
      const seconds = waitBefore(retries, call, outcome, number, this.#around.draw, now);
      if (seconds === undefined || isLast) throw failure(call, outcome, number, now);
      unknown ||= mayHaveDone(outcome);
      await this.#around.pause(seconds, call.signal);
    }
  }
}

/**
 * Make an attempt after one whose outcome is unknown, and say whether it is the last.
 *
 * What was not sent now may have been done before. Without a token there is no further attempt.
 */
async function repeated(attempt: () => Promise<Outcome>): Promise<{ outcome: Outcome; isLast: boolean }> {
  try {
    const outcome = await attempt();
    return { outcome: isAnswer(outcome) ? outcome : { ...outcome, sent: true }, isLast: false };
  } catch (error) {
    if (!(error instanceof JetbridgeError)) throw error;
    const reason = `no answer, and no token to repeat it: ${error.message}`;
    return { outcome: { sent: true, reason }, isLast: true };
  }
}

function failure(call: Call, outcome: Outcome, attempts: number, now: Date): JetbridgeError {
  if (!isAnswer(outcome)) {
    return new (outcome.sent ? NoAnswerError : NotSentError)(call, attempts, outcome.reason);
  }
  if (outcome.status < 400) {
    return new UnreadableError(call, attempts, `${outcome.status} is no answer of the API`);
  }
  return refusal(call, attempts, outcome, retryAfter(outcome, now), json(outcome));
}

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}
