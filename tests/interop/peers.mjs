// The packages under test live in tests/npm; modules are looked up from there.
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

const require = createRequire(new URL('../npm/package.json', import.meta.url))

export const load = (name) => import(require.resolve(name))

export const given = async () => JSON.parse(await text(process.stdin))

// How a peer saw a refusal: its own error class, and what it read from the answer.
export const refusal = async (attempt) => {
  try {
    await attempt()
  } catch (error) {
    const challenge = Array.isArray(error.cause) ? error.cause[0] : undefined
    return {
      code: error.code,
      status: error.status ?? error.response?.status,
      error: error.error ?? challenge?.parameters?.error,
      scheme: challenge?.scheme,
    }
  }
  return undefined
}
