// A foreign authorization server, npm's oidc-provider, behind the dialects of the two partners
// with a code flow. What a code, a verifier, a secret or a redirect_uri is good for, the provider
// decides; what is here only changes how it is asked and how its answer is written.
//
// Given on standard input: two clients, Onboarder's first, each { id, secret, redirectUri }.
// Written on standard output, once both listen: { onboarder, onboardbase }, their base URLs.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const require = createRequire(new URL('../../npm/package.json', import.meta.url))
const { default: Provider } = await import(require.resolve('oidc-provider'))

const clients = JSON.parse(await text(process.stdin))

// Time passes when a test says so.
let skew = 0
const real = Date.now
Date.now = () => real() + skew

const SCOPES = ['profile', 'email', 'phone', 'read.secrets', 'read.projects']
const PERSON = {
  email: 'vera@example.com',
  email_verified: true,
  name: 'Vera Verified',
  verifications: { passport: { verified: true, verified_at: '2026-01-15T10:00:00Z' } },
}

const listen = async (handler) => {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${server.address().port}` }
}

const provided = await listen((...pair) => callback(...pair))
const provider = new Provider(provided.url, {
  clients: clients.map(({ id, secret, redirectUri }) => ({
    client_id: id,
    client_secret: secret,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
  })),
  scopes: SCOPES,
  claims: { profile: ['name', 'verifications'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  // Onboarder knows PKCE, and here insists on it; Onboardbase does not know it.
  pkce: { required: (_, client) => client.clientId === clients[0].id },
  ttl: { AuthorizationCode: 600, AccessToken: 3600, Grant: 3600, Interaction: 3600, Session: 3600 },
  cookies: { keys: ['made-up'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PERSON }) }),
  // Everybody agrees to everything.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      accountId: oidc.session.accountId, clientId: oidc.client.clientId,
    })
    grant.addOIDCScope(['openid', ...SCOPES].join(' '))
    await grant.save()
    return grant
  },
  interactions: { url: (_, { uid }) => `/signed-in/${uid}` },
  features: { devInteractions: { enabled: false } },
})
const signedIn = { login: { accountId: 'vera' } }
const own = provider.callback()
const callback = (request, response) => request.url.startsWith('/signed-in/')
  ? provider.interactionFinished(request, response, signedIn)
  : own(request, response)

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
const authorize = (response, query, scopes) => {
  query.delete('flow_id')
  query.delete('scopes')
  query.set('scope', ['openid', ...scopes].join(' ')) // the provider's userinfo wants openid
  response.writeHead(303, { location: `${provided.url}/auth?${query}` })
  response.end()
}
const exchange = async (fields) => {
  const answer = await fetch(`${provided.url}/token`, {
    method: 'POST', body: new URLSearchParams(fields),
  })
  return { status: answer.status, body: await answer.json() }
}

const control = async (request, response) => {
  skew += Number(new URL(request.url, provided.url).searchParams.get('seconds')) * 1000
  json(response, 200, {})
}

const onboarder = await listen(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, provided.url)
  if (pathname === '/_later') return control(request, response)
  if (pathname === '/api/v1/oauth/authorize') {
    return authorize(response, searchParams, searchParams.get('scope').split(' '))
  }
  if (pathname === '/api/v1/oauth/token') {
    const { status, body } = await exchange(JSON.parse(await text(request)))
    const error = body.error === 'invalid_client' ? 'unauthorized_client' : body.error
    return json(response, status, { ...body, error })
  }
  const answer = await fetch(`${provided.url}/me`, {
    headers: { authorization: request.headers.authorization },
  })
  return json(response, answer.status, await answer.json())
})

const onboardbase = await listen(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, provided.url)
  if (pathname === '/oauth/authorize') {
    return authorize(response, searchParams, searchParams.get('scopes').split(','))
  }
  const { status, body } = await exchange(searchParams)
  if (status !== 200) {
    const expired = body.error === 'invalid_grant'
    const message = expired ? 'auth_code_expired' : 'invalid_credentials'
    return json(response, 200, { data: null, errors: [{ message, code: expired ? 1800 : 1801 }] })
  }
  return json(response, 201, {
    data: {
      api_key: body.access_token,
      passphrase: 'fake-passphrase',
      expires_in: Math.floor(Date.now() / 1000) + body.expires_in,
      scopes: body.scope.split(' ').filter((scope) => scope !== 'openid'),
      token_type: 'bearer',
    },
    errors: [],
  })
})

console.log(JSON.stringify({ onboarder: onboarder.url, onboardbase: onboardbase.url }))
