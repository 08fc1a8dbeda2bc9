// oauth4webapi: every endpoint, each request and each answer by its own function.
import { given, load, refusal } from './peers.mjs'

const oauth = await load('oauth4webapi')
const { issuer, protected: route, client, other, expired } = await given()
const insecure = { [oauth.allowInsecureRequests]: true } // the local stack speaks http

const url = new URL(issuer)
const as = await oauth.processDiscoveryResponse(
  url,
  await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }),
)

const obtain = async ({ id, secret }, method, parameters = {}) => {
  const self = { client_id: id }
  const response = await oauth.clientCredentialsGrantRequest(
    as, self, method(secret), parameters, insecure)
  return oauth.processClientCredentialsResponse(as, self, response)
}
const introspect = async ({ id, secret }, token) => {
  const self = { client_id: id }
  const response = await oauth.introspectionRequest(
    as, self, oauth.ClientSecretBasic(secret), token, insecure)
  return oauth.processIntrospectionResponse(as, self, response)
}
const revoke = async ({ id, secret }, token) =>
  oauth.processRevocationResponse(await oauth.revocationRequest(
    as, { client_id: id }, oauth.ClientSecretPost(secret), token, insecure))
const use = (token) => oauth.protectedResourceRequest(
  token, 'GET', new URL(route), undefined, undefined, insecure)

const basic = await obtain(client, oauth.ClientSecretBasic)
const post = await obtain(client, oauth.ClientSecretPost, { scope: 'connections:read' })
const token = basic.access_token
const wrong = { id: client.id, secret: 'wrong:secret %' }

const report = {
  basic: { ...basic, access_token: undefined },
  post: { ...post, access_token: undefined },
  wrongByBasic: await refusal(() => obtain(wrong, oauth.ClientSecretBasic)),
  wrongByPost: await refusal(() => obtain(wrong, oauth.ClientSecretPost)),
  expired: await refusal(() => obtain(expired, oauth.ClientSecretBasic)),
  scope: await refusal(() => obtain(client, oauth.ClientSecretBasic, { scope: 'callbacks:write' })),
  used: (await use(token)).status,
  introspected: await introspect(client, token),
  byAnother: await introspect(other, token),
  revokedByAnother: await refusal(() => revoke(other, token)),
}
await revoke(client, token)
report.usedAfter = await refusal(() => use(token))
report.introspectedAfter = await introspect(client, token)

console.log(JSON.stringify(report))
