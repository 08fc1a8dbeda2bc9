/** The client believes what the library of Standard Webhooks signs, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { WebhookRefusedError, Webhooks } from "../dist/index.js";
import { cases } from "./scripted.mjs";

const found = cases("webhooks.json");

for (const each of found.cases) {
  test(each.name, async () => {
    const options = { clock: () => found.now * 1000, tolerance: each.tolerance ?? 300 };
    // GIVEN secrets that are none, THEN they are refused
    if (each.bad) {
      assert.throws(() => new Webhooks(each.secrets, options), RangeError);
      return;
    }
    // GIVEN an endpoint's secrets, WHEN a request comes, as text and as bytes
    const webhooks = new Webhooks(each.secrets, options);
    for (const body of [each.body, new TextEncoder().encode(each.body)]) {
      const verified = webhooks.verify(each.headers, body);
      if (each.refused) {
        // THEN it is refused, with the reason
        await assert.rejects(verified, (error) => {
          return error instanceof WebhookRefusedError && error.reason === each.refused;
        });
      } else {
        // THEN it is the event
        assert.deepEqual(await verified, each.event);
      }
    }
    // AND nothing shows the secrets
    for (const secret of each.secrets) assert.ok(!inspect(webhooks, { depth: 9 }).includes(secret));
  });
}

test("headers of fetch and of Node.js are read alike", async () => {
  const { secrets, headers, body, event } = found.cases[0];
  const webhooks = new Webhooks(secrets[0], { clock: () => found.now * 1000 });
  const asLists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  assert.deepEqual(await webhooks.verify(new Headers(headers), body), event);
  assert.deepEqual(await webhooks.verify(asLists, body), event);
});
