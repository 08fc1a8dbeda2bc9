/** A client of Jetbridge's API: tokens, retries, pages, typed problems, and webhooks. */

import type { components } from "./schemas.js";

/** What the API takes and answers. */
export type Schemas = components["schemas"];

export type { CallOptions, Tagged } from "./calls.js";
export { Jetbridge, type Options, type Surroundings } from "./client.js";
export {
  JetbridgeError,
  NoAnswerError,
  NotSentError,
  ProblemError,
  RefusedError,
  TokenRefusedError,
  UnreadableError,
  WebhookRefusedError,
  type BrokenRule,
  type ProblemCode,
} from "./errors.js";
export type { Retries } from "./retries.js";
export { Webhooks, type RequestHeaders, type Webhook, type WebhookOptions } from "./webhooks.js";
