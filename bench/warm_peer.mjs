// npm's oidc-provider issues opaque tokens for client credentials, without HTTP: its callback is
// given requests and responses that were never on a wire. Each line on standard input, a number of
// requests, is answered with a JSON line: the CPU seconds that they took, and the milliseconds of
// each.
import { IncomingMessage, ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { Duplex } from 'node:stream'

const require = createRequire(new URL('../tests/npm/package.json', import.meta.url))
const { default: Provider } = await import(require.resolve('oidc-provider'))

const { BENCH_CLIENT_ID: ID, BENCH_CLIENT_SECRET: SECRET } = process.env
const BODY = Buffer.from('grant_type=client_credentials')
const HEADERS = {
  host: 'localhost',
  authorization: `Basic ${Buffer.from(`${ID}:${SECRET}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': String(BODY.length),
}
const handler = new Provider('http://localhost', {
  clients: [{
    client_id: ID,
    client_secret: SECRET,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    scope: 'onboardings:write',
  }],
  scopes: ['onboardings:write'],
  ttl: { ClientCredentials: 3600 },
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
}).callback()

const issue = () => new Promise((resolve, reject) => {
  let written = ''
  const wire = new Duplex({
    read() {},
    write(chunk, _, done) { written += chunk; done() },
  })
  const request = new IncomingMessage(wire)
  Object.assign(request, {
    method: 'POST', url: '/token', headers: HEADERS, httpVersionMajor: 1, httpVersionMinor: 1, complete: true,
  })
  request.push(BODY)
  request.push(null)
  const response = new ServerResponse(request)
  response.assignSocket(wire)
  response.on('finish', () => (
    written.includes('access_token') ? resolve() : reject(new Error(written))
  ))
  handler(request, response)
})

for await (const line of createInterface({ input: process.stdin })) {
  const taken = []
  const before = process.cpuUsage()
  for (let n = 0; n < Number(line); n += 1) {
    const began = performance.now()
    await issue()
    taken.push(performance.now() - began)
  }
  const { user, system } = process.cpuUsage(before)
  console.log(JSON.stringify({ cpu: (user + system) / 1e6, taken }))
}
