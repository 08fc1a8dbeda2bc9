/** A deployment that answers what a case says, and what a client did with it. */

import { readFileSync } from "node:fs";

import { Jetbridge } from "../dist/index.js";

export const SECRET = "jb_cs_made-up";

/** Return a file of cases. */
export function cases(name) {
  return JSON.parse(readFileSync(new URL(`../../cases/${name}`, import.meta.url), "utf8"));
}

/** The deployment, the clock, and the pauses that were made. */
export class Scripted {
  issued = 0;
  passed = 1000;

  constructor(life, now) {
    this.life = life;
    this.now = now;
    this.begin({ answers: [] });
  }

  /** Take a step's answers; time passes before it. */
  begin(step) {
    this.answers = [...step.answers];
    this.tokenAnswers = [...(step.token_answers ?? [])];
    [this.requests, this.tokenRequests, this.waits] = [[], [], []];
    this.passed += step.after ?? 0;
  }

  /** Return a client that calls it. */
  client() {
    return new Jetbridge("https://api.example/", "jb_ci_made-up", SECRET, {
      fetch: (url, options) => this.answer(new URL(url), options),
      surroundings: {
        pause: async (seconds) => void this.waits.push(seconds),
        clock: () => this.passed,
        draw: () => 1,
        now: () => new Date(this.now.getTime() + (this.passed - 1000) * 1000),
      },
    });
  }

  async answer(url, options) {
    const request = { url, ...options };
    if (url.pathname !== "/oauth/token") {
      this.requests.push(request);
      return response(this.answers.shift());
    }
    this.tokenRequests.push(request);
    if (this.tokenAnswers.length > 0) return response(this.tokenAnswers.shift());
    this.issued += 1;
    return Response.json({
      access_token: `token-${this.issued}`,
      expires_in: this.life,
      token_type: "Bearer",
    });
  }
}

/** Make a step's call, and return what it says, or the error. */
export async function made(client, step) {
  try {
    const came = client[step.call](...step.arguments, ...(step.options ? [step.options] : []));
    return step.call.startsWith("iterate") ? await collected(came) : await came;
  } catch (error) {
    return error;
  }
}

async function collected(items) {
  const found = [];
  for await (const each of items) found.push(each);
  return found;
}

function response(told) {
  if (told.lost) throw new TypeError("fetch failed", { cause: { code: "UND_ERR_HEADERS_TIMEOUT" } });
  if (told.unreachable) throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
  const text = "text" in told ? told.text : "body" in told ? JSON.stringify(told.body) : null;
  return new Response(text, { status: told.status, headers: told.headers });
}
