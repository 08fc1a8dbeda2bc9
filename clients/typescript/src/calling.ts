/** What the generated operations are made of. */

import { json, member, type Answer, type Call, type Tagged } from "./calls.js";
import { UnreadableError } from "./errors.js";

/** Makes calls, and reads what they are answered with. */
export abstract class Calling {
  /** Make a call, and return its success. */
  protected abstract answered(call: Call): Promise<Answer>;

  protected async value<T>(call: Call): Promise<T> {
    return valueOf(call, await this.answered(call)) as T;
  }

  protected async tagged<T>(call: Call): Promise<Tagged<T>> {
    const answer = await this.answered(call);
    const etag = answer.headers.get("etag");
    if (etag === null) throw new UnreadableError(call, 1, `${answer.status}, and no ETag`);
    return { value: valueOf(call, answer) as T, etag };
  }

  protected async nothing(call: Call): Promise<void> {
    await this.answered(call);
  }

  /** Yield the items of every page. A page is asked for when it is needed. */
  protected async *items<T>(callOf: (cursor: string | undefined) => Call): AsyncGenerator<T, void, void> {
    let cursor: string | undefined;
    for (;;) {
      const call = callOf(cursor);
      const page = await this.value<unknown>(call);
      const items = member(page, "items");
      const following = member(page, "nextCursor");
      if (!Array.isArray(items)) throw new UnreadableError(call, 1, "it is no page");
      yield* items as T[];
      if (typeof following !== "string") return;
      if (following === cursor) throw new UnreadableError(call, 1, "a page leads to itself");
      cursor = following;
    }
  }
}

function valueOf(call: Call, answer: Answer): unknown {
  if (answer.text === "") throw new UnreadableError(call, 1, `${answer.status}, and no content`);
  const value = json(answer);
  if (value === undefined) throw new UnreadableError(call, 1, `${answer.status}, and no JSON`);
  return value;
}
