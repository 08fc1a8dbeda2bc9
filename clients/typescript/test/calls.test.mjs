/** The client does what clients/cases says of every client. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import * as jetbridge from "../dist/index.js";
import { cases, made, Scripted, SECRET } from "./scripted.mjs";

const found = cases("calls.json");
const KINDS = { ...jetbridge, BadArgument: RangeError };

for (const each of found.cases) {
  test(each.name, async () => {
    // GIVEN a deployment that answers what the case says
    const deployment = new Scripted(each.token_life ?? 3600, new Date(found.now));
    const client = deployment.client();
    const keys = [];
    for (const step of each.steps) {
      // WHEN the call is made
      deployment.begin(step);
      const came = await made(client, step);
      // THEN what was sent is what the case says
      checkRequests(step, deployment);
      keys.push(...deployment.requests.map((request) => request.headers.get("Idempotency-Key")));
      assert.deepEqual(deployment.waits, step.waits ?? deployment.waits);
      assert.deepEqual(deployment.answers, []);
      // AND so is what came of it
      checkResult(step, came);
      if (step.same_key) assert.ok(keys[0] && new Set(keys).size === 1, keys);
      if (step.other_key) assert.equal(new Set(keys).size, keys.length);
      // AND nothing tells a secret
      const told = inspect([came, client], { depth: 9 });
      for (const secret of [SECRET, "token-", "Bearer"]) assert.ok(!told.includes(secret), told);
    }
  });
}

function checkRequests(step, deployment) {
  assert.equal(deployment.tokenRequests.length, step.tokens ?? deployment.tokenRequests.length);
  for (const { headers, body } of deployment.tokenRequests) {
    assert.equal(headers.get("Authorization"), `Basic ${btoa(`jb_ci_made-up:${SECRET}`)}`);
    assert.equal(body.toString(), "grant_type=client_credentials");
  }
  const expected = step.requests ?? deployment.requests.map(() => undefined);
  assert.equal(deployment.requests.length, expected.length);
  deployment.requests.forEach((sent, index) => {
    const wanted = expected[index];
    assert.equal(sent.redirect, "manual");
    if (!wanted) return;
    assert.equal(sent.method, wanted.method);
    assert.equal(sent.url.pathname, wanted.path);
    assert.equal(sent.headers.get("Authorization"), `Bearer ${wanted.token}`);
    assert.deepEqual(Object.fromEntries(sent.url.searchParams), wanted.query ?? {});
    for (const [name, value] of Object.entries(wanted.headers ?? {})) {
      assert.equal(sent.headers.get(name), value);
    }
    if ("body" in wanted) {
      assert.deepEqual(JSON.parse(sent.body), wanted.body);
      assert.equal(sent.headers.get("Content-Type"), "application/json");
    }
  });
}

function checkResult(step, came) {
  if (!step.error) {
    assert.ok(!(came instanceof Error), came);
    const value = "etag" in step ? came.value : came;
    if ("value" in step) assert.deepEqual(value ?? null, step.value);
    if ("etag" in step) assert.equal(came.etag, step.etag);
    return;
  }
  const { kind, says = [], members = {}, ...expected } = step.error;
  assert.ok(came instanceof KINDS[kind], came);
  if (came instanceof jetbridge.JetbridgeError) assert.equal(came.name, came.constructor.name);
  for (const word of says) assert.ok(came.message.includes(word), came.message);
  for (const [name, value] of Object.entries(members)) assert.equal(came.members[name], value);
  for (const [name, value] of Object.entries(expected)) assert.equal(came[name], value, name);
  assert.equal(came.cause, undefined);
}
