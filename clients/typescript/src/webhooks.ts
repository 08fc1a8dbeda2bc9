/** Verify webhooks, which are signed as Standard Webhooks says (standardwebhooks.com). */

import { isObject, member } from "./calls.js";
import { WebhookRefusedError } from "./errors.js";

const PREFIX = "whsec_";
const TOLERANCE = 300;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** A webhook that was verified. */
export interface Webhook {
  /** The event's id, the same however often it comes: take each once. */
  id: string;
  /** Such as `journey.completed`. */
  type: string;
  /** When the event happened (RFC 3339). */
  timestamp: string;
  /** What the event says: docs/events.md. */
  data: Record<string, unknown>;
}

/** What is optional. */
export interface WebhookOptions {
  /** Seconds that a webhook may be old, or ahead of this machine's clock; 300 without it. */
  tolerance?: number;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** Headers of a request, as fetch and as Node.js have them. */
export type RequestHeaders = Headers | Record<string, string | string[] | undefined>;

/** Verifies webhooks by one or several secrets. */
export class Webhooks {
  readonly #secrets: readonly Uint8Array<ArrayBuffer>[];
  readonly #tolerance: number;
  readonly #clock: () => number;

  /**
   * Take what any of the secrets signs.
   *
   * @param secrets of the endpoint, each `whsec_…`; two while one replaces the other.
   * @throws RangeError where there is no secret, or one is none.
   */
  constructor(secrets: string | readonly string[], options: WebhookOptions = {}) {
    const every = typeof secrets === "string" ? [secrets] : secrets;
    if (every.length === 0) throw new RangeError("Give at least one secret of the endpoint.");
    this.#secrets = every.map(keyOf);
    this.#tolerance = options.tolerance ?? TOLERANCE;
    this.#clock = options.clock ?? Date.now;
  }

  /**
   * Return what a request says, once it is known who sent it and when.
   *
   * @param body byte for byte as it came.
   * @throws WebhookRefusedError where a header is missing, no secret signed it, it is too old or
   *   from the future, or it is no event.
   */
  async verify(headers: RequestHeaders, body: Uint8Array | string): Promise<Webhook> {
    const id = header(headers, "webhook-id");
    const sentAt = header(headers, "webhook-timestamp");
    const signatures = header(headers, "webhook-signature");
    this.#checkTime(sentAt);
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    const signed = joined(new TextEncoder().encode(`${id}.${sentAt}.`), bytes);
    if (!(await this.#isSigned(signed, signatures))) {
      throw new WebhookRefusedError("no secret signed it");
    }
    return eventOf(id, bytes);
  }

  #checkTime(sentAt: string): void {
    if (!/^[0-9]+$/.test(sentAt)) throw new WebhookRefusedError("webhook-timestamp is no time");
    const age = this.#clock() / 1000 - Number(sentAt);
    if (age > this.#tolerance) throw new WebhookRefusedError("it is too old");
    if (age < -this.#tolerance) throw new WebhookRefusedError("it is from the future");
  }

  async #isSigned(signed: Uint8Array<ArrayBuffer>, signatures: string): Promise<boolean> {
    const given = signatures
      .split(" ")
      .filter((each) => each.startsWith("v1,"))
      .flatMap((each) => decoded(each.slice(3)) ?? []);
    // Every pair is compared, by WebCrypto, which takes the same time for each.
    const fits = await Promise.all(
      this.#secrets.map(async (secret) => {
        const key = await crypto.subtle.importKey("raw", secret, HMAC, false, ["verify"]);
        return Promise.all(given.map((each) => crypto.subtle.verify("HMAC", key, each, signed)));
      }),
    );
    return fits.flat().includes(true);
  }
}

function header(headers: RequestHeaders, name: string): string {
  const found =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  const value = Array.isArray(found) ? found.join(" ") : found;
  if (!value) throw new WebhookRefusedError(`${name} is missing`);
  return value;
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const key = decoded(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (!key?.length) throw new RangeError("A secret of an endpoint is whsec_ and Base64.");
  return key;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function eventOf(id: string, body: Uint8Array): Webhook {
  let told: unknown;
  try {
    told = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    told = undefined;
  }
  const [type, timestamp, data] = ["type", "timestamp", "data"].map((name) => member(told, name));
  if (typeof type !== "string" || typeof timestamp !== "string" || !isObject(data)) {
    throw new WebhookRefusedError("it is no event");
  }
  return { id, type, timestamp, data };
}
