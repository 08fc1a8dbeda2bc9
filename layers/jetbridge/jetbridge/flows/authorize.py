"""A browser goes to a partner's authorization endpoint, and comes back.

    1. depart   state and PKCE verifier are stored, bound to this browser
    2. arrive   the state is taken, once, from the same browser and for the same partner

Source: RFC 6749 §4.1, RFC 7636, RFC 9700 §2.1 and §4.7.
"""

from dataclasses import dataclass, replace

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.signin import cookies_of
from jetbridge.model.errors import PageError
from jetbridge.model.secret import Secret
from jetbridge.model.transaction import Authorization
from jetbridge.partners.token_request import AuthorizationCode
from jetbridge.store import authorizations, keys
from jetbridge.web.cookies import BROWSER_LIFETIME, Cookie
from jetbridge.web.request import Request


@dataclass(frozen=True, slots=True)
class Departure:
    """What the authorization URL carries, and the cookie that goes with it."""

    state: str
    verifier: str
    redirect_uri: str
    cookie: str


def browser_of(bridge: Bridge, request: Request) -> str:
    """Return the value of the browser's cookie, or a new one for a browser without."""
    return cookies_of(bridge, request).read(Cookie.BROWSER) or bridge.ids.token()


def redirect_uri(bridge: Bridge, request: Request, partner: str) -> str:
    """Return where a partner sends the browser back to, on a path of its own (RFC 9700 §4.4)."""
    return f"{bridge.settings.base_url(request.domain)}/connect/{partner}/callback"


def depart(
    bridge: Bridge, request: Request, browser: str, authorization: Authorization, *, pkce: bool
) -> Departure:
    """Store `authorization`, and return what goes into its URL.

    `browser` is the cookie's value; `authorization` comes without browser, address and verifier,
    which are filled in here: the verifier where the partner knows `pkce`.
    """
    state, verifier = bridge.ids.token(), bridge.ids.token() if pkce else ""
    key, field = authorizations.authorization_key(state), authorizations.VERIFIER_FIELD
    leaving = replace(
        authorization,
        browser=keys.digest(browser),
        redirect_uri=redirect_uri(bridge, request, authorization.partner),
        sealed_verifier=(
            bridge.vault.seal(Secret(verifier), item=key, field=field) if verifier else ""
        ),
    )
    authorizations.add_authorization(bridge.table, state, leaving)
    cookie = cookies_of(bridge, request).write(Cookie.BROWSER, browser, lifetime=BROWSER_LIFETIME)
    return Departure(state, verifier, leaving.redirect_uri, cookie)


def arrive(bridge: Bridge, request: Request, partner: str, state: str) -> Authorization:
    """Take back the authorization that went to `partner` with `state`.

    Raises:
        PageError: 400, there is none, it was used, took too long, or began in another browser.
    """
    browser = cookies_of(bridge, request).read(Cookie.BROWSER)
    found = authorizations.take_authorization(
        bridge.table,
        state,
        partner=partner,
        browser=keys.digest(browser),
        now=bridge.clock.now(),
    )
    if found is None:
        raise PageError(
            400,
            "This step cannot be finished",
            "It was finished before, took too long, or began in another browser.",
            "Go back to where you began, and start again.",
        )
    return found


def grant(
    bridge: Bridge, state: str, authorization: Authorization, code: Secret
) -> AuthorizationCode:
    """Return what is exchanged for a token: the code, and the PKCE verifier where there is one."""
    key, field = authorizations.authorization_key(state), authorizations.VERIFIER_FIELD
    sealed = authorization.sealed_verifier
    verifier = bridge.vault.open(sealed, item=key, field=field).secret if sealed else None
    return AuthorizationCode(code, authorization.redirect_uri, verifier)
