/** The access token: kept, renewed early, and by one call at a time. */

import { JetbridgeError } from "./errors.js";

/** Seconds before its end at which a token is renewed; at most a quarter of its life. */
const EARLY = 60;
/** Seconds before its end until which it is still used while it is renewed. */
const LAST = 5;
/** Seconds between two attempts to renew a token that is still valid. */
const PAUSE = 10;

/** A token, and the times at which it is to be renewed, and may no longer be used. */
export interface Issued {
  token: string;
  renewAt: number;
  unusableAt: number;
}

/** Return a token that was asked for at `now` and lives for `life` seconds. */
export function issuedOf(token: string, life: number, now: number): Issued {
  const end = now + life;
  return { token, renewAt: end - Math.min(EARLY, life / 4), unusableAt: end - Math.min(LAST, life) };
}

/** Keeps one token. */
export class Tokens {
  readonly #issue: (patiently: boolean) => Promise<Issued>;
  readonly #clock: () => number;
  #issued: Issued | undefined;
  #renewing: Promise<Issued> | undefined;
  #notBefore = 0;

  /** Let `issue` obtain tokens, with retries or without; `clock` tells growing seconds. */
  constructor(issue: (patiently: boolean) => Promise<Issued>, clock: () => number) {
    this.#issue = issue;
    this.#clock = clock;
  }

  /**
   * Return a token that is valid.
   *
   * @throws JetbridgeError where none could be obtained.
   */
  async current(): Promise<string> {
    const kept = this.#issued;
    const now = this.#clock();
    if (kept === undefined || now >= kept.unusableAt) {
      // A renewal that began early makes one attempt only: where it fails, this one follows.
      const early = this.#renewing;
      const renewed = early && (await early.catch(() => undefined));
      return (renewed ?? (await this.#renewed(true))).token;
    }
    // Waiting for the renewal of another call would gain nothing: the token is valid.
    if (now < Math.max(kept.renewAt, this.#notBefore) || this.#renewing) return kept.token;
    try {
      return (await this.#renewed(false)).token;
    } catch (error) {
      if (!(error instanceof JetbridgeError)) throw error;
      this.#notBefore = this.#clock() + PAUSE;
      return kept.token;
    }
  }

  /** Forget a token that the API refused, unless there is another one by now. */
  refused(token: string): void {
    if (this.#issued?.token === token) this.#issued = undefined;
  }

  #renewed(patiently: boolean): Promise<Issued> {
    this.#renewing ??= this.#issue(patiently)
      .then((issued) => (this.#issued = issued))
      .finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }
}
