/**
 * Do what a test says, read as JSON from standard input, and print what came of it.
 *
 * `{api, client, steps, known}`: make the calls. `{secret, headers, body}`: verify a webhook.
 */

import { text } from "node:stream/consumers";

import { Jetbridge, ProblemError, Webhooks } from "../dist/index.js";

const told = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(told.steps ? await called(told) : await verified(told)));

async function called({ api, client, steps, known }) {
  const jetbridge = new Jetbridge(api, ...client);
  const came = [];
  for (const step of steps) came.push(await made(jetbridge, step, known));
  return { came, known };
}

async function made(jetbridge, step, known) {
  const passed = resolved(step.arguments, known);
  if (step.options) passed.push(resolved(step.options, known));
  try {
    const answer = jetbridge[step.call](...passed);
    const value = step.call.startsWith("iterate") ? await collected(answer) : await answer;
    const { value: plain, etag } = value && "etag" in value ? value : { value };
    if (step.as) known[step.as] = { ...plain, etag };
    return { value: plain ?? null };
  } catch (error) {
    const kind = error instanceof ProblemError ? "ProblemError" : error.name;
    return { error: { kind, code: error.code, status: error.status, message: error.message } };
  }
}

async function verified({ secret, headers, body }) {
  try {
    return await new Webhooks(secret).verify(headers, body);
  } catch (error) {
    return { refused: error.message };
  }
}

async function collected(items) {
  const found = [];
  for await (const each of items) found.push(each);
  return found;
}

function resolved(node, known) {
  if (Array.isArray(node)) return node.map((each) => resolved(each, known));
  if (typeof node !== "object" || node === null) return node;
  if ("$" in node) return node.$.split(".").reduce((found, name) => found[name], known);
  return Object.fromEntries(Object.entries(node).map(([name, each]) => [name, resolved(each, known)]));
}
