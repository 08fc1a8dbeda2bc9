/** Calls at the same time share one token, and one renewal; a signal ends a call. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Jetbridge, JetbridgeError } from "../dist/index.js";
import { Scripted } from "./scripted.mjs";

const HOUR = 3600;
const PAGE = { status: 200, headers: {}, body: { items: [], nextCursor: null } };

function scripted(count) {
  const deployment = new Scripted(HOUR, new Date());
  deployment.begin({ answers: Array(count).fill(PAGE) });
  return deployment;
}

function tokensOf(deployment) {
  return deployment.requests.map((request) => request.headers.get("Authorization"));
}

test("the first token is obtained once, by however many calls", async () => {
  const deployment = scripted(8);
  const client = deployment.client();
  await Promise.all(Array.from({ length: 8 }, () => client.listJourneys()));
  assert.equal(deployment.tokenRequests.length, 1);
  assert.deepEqual(new Set(tokensOf(deployment)), new Set(["Bearer token-1"]));
});

test("while one call renews the token the others use the old one", async () => {
  // GIVEN a token that is soon to end
  const deployment = scripted(9);
  const client = deployment.client();
  await client.listJourneys();
  deployment.passed += HOUR - 50;
  // WHEN many calls are made, THEN one of them renews it, and the others do not wait
  await Promise.all(Array.from({ length: 8 }, () => client.listJourneys()));
  assert.equal(deployment.tokenRequests.length, 2);
  const used = tokensOf(deployment).slice(1);
  assert.equal(used.filter((each) => each === "Bearer token-1").length, 7);
});

test("a signal that has ended ends the call with its reason", async () => {
  const deployment = scripted(0);
  const client = new Jetbridge("https://api.example", "id", "secret", {
    fetch: (_, { signal }) => (signal.throwIfAborted(), deployment.answer(new URL("https://a/oauth/token"))),
  });
  const reason = new Error("enough");
  await assert.rejects(client.listJourneys({ signal: AbortSignal.abort(reason) }), reason);
});

test("a signal ends the pause before a retry", async () => {
  const ending = new AbortController();
  const reason = new Error("enough");
  const client = new Jetbridge("https://api.example", "id", "secret", {
    retries: { firstWait: HOUR, longestWait: HOUR },
    fetch: async (url) => {
      if (String(url).endsWith("/oauth/token")) {
        return Response.json({ access_token: "token", expires_in: HOUR });
      }
      setImmediate(() => ending.abort(reason));
      return new Response("{}", { status: 503 });
    },
  });
  await assert.rejects(client.listJourneys({ signal: ending.signal }), reason);
});

test("a signal ends the wait for a token, which the other calls still get", async () => {
  const ending = new AbortController();
  const reason = new Error("enough");
  let issue;
  const client = new Jetbridge("https://api.example", "id", "secret", {
    fetch: (url) =>
      String(url).endsWith("/oauth/token")
        ? new Promise((resolve) => {
            issue = () => resolve(Response.json({ access_token: "token", expires_in: HOUR }));
          })
        : Promise.resolve(Response.json(PAGE.body)),
  });
  const other = client.listJourneys();
  const ended = client.listJourneys({ signal: ending.signal });
  ending.abort(reason);
  await assert.rejects(ended, reason);
  issue();
  assert.deepEqual(await other, PAGE.body);
});

test("an attempt that takes too long is no answer", async () => {
  const client = new Jetbridge("https://api.example", "id", "secret", {
    timeout: 0.01,
    retries: { attempts: 1 },
    fetch: (_, { signal }) =>
      new Promise((_, reject) => {
        const socket = setTimeout(() => {}, HOUR * 1000); // an open one keeps the process alive
        signal.addEventListener("abort", () => {
          clearTimeout(socket);
          reject(signal.reason);
        });
      }),
  });
  await assert.rejects(client.listJourneys(), (error) => {
    return error instanceof JetbridgeError && error.message.includes("TimeoutError");
  });
});

for (const url of ["http://api.example", "ftp://api.example", "https://u:p@api.example", "https://api.example?x", "api"]) {
  test(`no secret is sent to ${url}`, () => {
    assert.throws(() => new Jetbridge(url, "id", "secret"), RangeError);
  });
}

test("a base URL may have a path, and be on loopback", async () => {
  const seen = [];
  const fetch = async (url) => {
    seen.push(String(url));
    return Response.json({ access_token: "token", expires_in: HOUR, items: [], nextCursor: null });
  };
  await new Jetbridge("http://127.0.0.1:3000/api/", "id", "secret", { fetch }).listJourneys();
  assert.deepEqual(seen, ["http://127.0.0.1:3000/api/oauth/token", "http://127.0.0.1:3000/api/v1/journeys"]);
});
