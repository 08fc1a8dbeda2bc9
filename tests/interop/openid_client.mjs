// openid-client: configured by discovery alone, as its users do it.
import { given, load, refusal } from './peers.mjs'

const openid = await load('openid-client')
const { issuer, protected: route, client, other, expired } = await given()

const discover = ({ id, secret }, method) => openid.discovery(
  new URL(issuer), id, {}, method(secret),
  { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] }, // the stack speaks http
)
const obtain = async (who, method, parameters = {}) =>
  openid.clientCredentialsGrant(await discover(who, method), parameters)

const config = await discover(client, openid.ClientSecretBasic)
const basic = await openid.clientCredentialsGrant(config)
const post = await obtain(client, openid.ClientSecretPost, { scope: 'connections:read' })
const token = basic.access_token
const wrong = { id: client.id, secret: 'wrong:secret %' }
const use = () => openid.fetchProtectedResource(config, token, new URL(route), 'GET')

const report = {
  basic: { ...basic, access_token: undefined, expires_in: basic.expiresIn() },
  post: { ...post, access_token: undefined },
  wrongByBasic: await refusal(() => obtain(wrong, openid.ClientSecretBasic)),
  wrongByPost: await refusal(() => obtain(wrong, openid.ClientSecretPost)),
  expired: await refusal(() => obtain(expired, openid.ClientSecretBasic)),
  scope: await refusal(() => obtain(client, openid.ClientSecretBasic, { scope: 'callbacks:write' })),
  used: (await use()).status,
  introspected: await openid.tokenIntrospection(config, token),
  byAnother: await openid.tokenIntrospection(await discover(other, openid.ClientSecretBasic), token),
  revokedByAnother: await refusal(async () =>
    openid.tokenRevocation(await discover(other, openid.ClientSecretBasic), token)),
}
await openid.tokenRevocation(config, token)
report.usedAfter = await refusal(use)
report.introspectedAfter = await openid.tokenIntrospection(config, token)

console.log(JSON.stringify(report))
