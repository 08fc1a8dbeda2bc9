"""A browser goes to a partner's authorization endpoint, and comes back.

    1. depart   state and PKCE verifier are stored, bound to this browser
    2. found    the state that comes back is looked up, for the same browser and partner

Then the flow looks at whatever else a visit needs, and uses the state up, once: a visit is not used
up by a return that cannot be finished. Who comes back a second time is told how the first one
ended.

Source: RFC 6749 §4.1, RFC 7636, RFC 9700 §2.1 and §4.7.
"""

import hmac
from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.cookies import browser_cookie, cookies_of
from jetbridge.flows.context import Context
from jetbridge.model.errors import Link, PageError
from jetbridge.model.record import record, replace
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.model.transaction import VERIFIER_FIELD, Authorization
from jetbridge.store import authorizations, keys
from jetbridge.store.table import Write
from jetbridge.vault.sealing import Vault
from jetbridge.web.cookies import Cookie
from jetbridge.web.request import Request

_TITLE: Final = say("This step cannot be finished")
_START_AGAIN: Final = say("Go back to where you began, and start again.")


@record
class Departure:
    """What the authorization URL carries, the cookie that goes with it, and what to store first."""

    state: str
    verifier: str
    redirect_uri: str
    cookie: str
    writes: tuple[Write, ...] = ()


def redirect_uri(settings: Settings, request: Request, partner: str) -> str:
    """Return where a partner sends the browser back to, on a path of its own (RFC 9700 §4.4)."""
    return f"{settings.base_url(request.domain)}/connect/{partner}/callback"


def prepare(  # noqa: PLR0913 - who leaves for where, and under which state
    context: Context,
    request: Request,
    browser: str,
    authorization: Authorization,
    *,
    pkce: bool,
    state: str = "",
) -> Departure:
    """Return what goes into the URL of `authorization`, and what has to be stored before.

    `browser` is the cookie's value; `authorization` comes without browser, address and verifier,
    which are filled in here: the verifier where the partner knows `pkce`. `state` is random where
    none is given; who gives one answers for its being as hard to guess.
    """
    state, verifier = state or context.ids.token(), context.ids.token() if pkce else ""
    key, field = authorizations.authorization_key(state), VERIFIER_FIELD
    leaving = replace(
        authorization,
        browser=keys.digest(browser),
        redirect_uri=redirect_uri(context.settings, request, authorization.partner),
        sealed_verifier=(
            context.vault.seal(Secret(verifier), item=key, field=field) if verifier else ""
        ),
    )
    write = authorizations.new_authorization(state, leaving)
    cookie = browser_cookie(context.settings, request, browser)
    return Departure(state, verifier, leaving.redirect_uri, cookie, (write,))


def repeat(
    context: Context, request: Request, browser: str, state: str, known: Authorization
) -> Departure:
    """Return the departure of an authorization that is stored already, with nothing to store."""
    key, field = authorizations.authorization_key(state), VERIFIER_FIELD
    sealed = known.sealed_verifier
    verifier = context.vault.open(sealed, item=key, field=field).secret.reveal() if sealed else ""
    cookie = browser_cookie(context.settings, request, browser)
    return Departure(state, verifier, known.redirect_uri, cookie)


def depart(
    context: Context, request: Request, browser: str, authorization: Authorization, *, pkce: bool
) -> Departure:
    """Store `authorization`, and return what goes into its URL. See `prepare`."""
    departure = prepare(context, request, browser, authorization, pkce=pkce)
    context.table.write(*departure.writes)
    return departure


def found(  # noqa: PLR0913 - which visit, and how the reader goes on without it
    context: Context,
    request: Request,
    partner: str,
    state: str,
    *,
    again: Link | None = None,
    advice: Sentence | None = None,
) -> Authorization:
    """Return the authorization that went from this browser to `partner` with `state`.

    It may be used or expired: `Authorization.is_open` tells. `again` is where a visit begins;
    `advice` names the reader's next step where no link can.

    Raises:
        PageError: 400, there is none, or it left from another browser.
    """
    left = authorizations.get_authorization(context.table, state)
    if left is None or left.partner != partner:
        raise PageError(
            400,
            _TITLE,
            say("There is no such visit, or it is long over."),
            advice or _START_AGAIN,
            link=again,
        )
    browser = keys.digest(cookies_of(context.settings, request).read(Cookie.BROWSER))
    if not hmac.compare_digest(left.browser, browser):
        raise PageError(
            400,
            _TITLE,
            say("It began in another browser. Nothing was changed."),
            advice or say("Finish it where it began, or start again here."),
            link=again,
        )
    return left


def require_time(
    clock: Clock,
    left: Authorization,
    *,
    again: Link | None = None,
    advice: Sentence | None = None,
) -> None:
    """Refuse a return that comes too late. `again` and `advice` are as `found` has them.

    Raises:
        PageError: 400, the visit has expired.
    """
    if left.expires_at <= clock.now():
        raise PageError(
            400,
            _TITLE,
            say("It took too long. Nothing was changed."),
            advice or _START_AGAIN,
            link=again,
        )


def grant(
    vault: Vault, state: str, authorization: Authorization, code: Secret
) -> AuthorizationCode:
    """Return what is exchanged for a token: the code, and the PKCE verifier where there is one."""
    key, field = authorizations.authorization_key(state), VERIFIER_FIELD
    sealed = authorization.sealed_verifier
    verifier = vault.open(sealed, item=key, field=field).secret if sealed else None
    return AuthorizationCode(code, authorization.redirect_uri, verifier)
