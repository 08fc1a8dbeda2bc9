"""Sign-in of administrators: a session of half an hour, for consent and for connecting.

`openid_flow` sends the browser to the provider and takes it back. A page of ours is bound to
the browser and the person, not to the session: several tabs may sign in at once.
"""

from typing import Final

from jetbridge.flows.browser import identify, openid_flow
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.browser.identify import Claims
from jetbridge.flows.context import Context
from jetbridge.model.record import replace
from jetbridge.model.tenant import Tenant
from jetbridge.store import tenants
from jetbridge.web import sessions
from jetbridge.web.cookies import Cookie
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person

_ACCOUNT: Final = "account"
_ANOTHER: Final = "another"


def signed_in(context: Context, request: Request) -> Person | None:
    """Return who is signed in, or None. Sessions of a tenant end with its offboarding."""
    session_id = cookies_of(context.settings, request).read(Cookie.SESSION)
    person = sessions.find(context.table, session_id, now=context.clock.now())
    if person is None:
        return None
    tenant = tenants.get(context.table, person.tenant) or Tenant(person.tenant)
    return replace(person, organisation=tenant.shown) if tenant.closed_at is None else None


def begin(
    context: Context,
    provider: IdentityProvider,
    request: Request,
    return_to: str,
    *,
    another: bool = False,
) -> Response:
    """Send the browser to sign in, to come back to `return_to`, a path of ours.

    `another` ends the session in this browser, and asks the provider for the person's credentials
    although it may know them already, so that they can use another account.

    Raises:
        PageError: 502 or 503, the provider cannot be used right now.
    """
    left = openid_flow.leave(
        context, provider, request, return_to, prompt="login" if another else ""
    )
    if not another:
        return left
    # Who gives up there is not signed in here with the account that they did not want.
    ended = cookies_of(context.settings, request).write(Cookie.SESSION, "", lifetime=0)
    return replace(left, cookies=(*left.cookies, ended))


def wants_another_account(request: Request) -> bool:
    """Return whether a page of ours was asked for by its link to use another account."""
    return request.parameter(_ACCOUNT) == _ANOTHER


def another_account(path: str) -> str:
    """Return the link by which a signed-in person comes to `path` with another account."""
    return f"{path}{'&' if '?' in path else '?'}{_ACCOUNT}={_ANOTHER}"


def finish(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Take the browser back from the provider, begin a session, and send it where it wanted to go.

    A return that was finished before (Back, a reload, a double click) goes on to the same page, if
    a person is signed in.

    Raises:
        PageError: 400, there is no such sign-in, it is used or too old, or it began elsewhere.
    """

    def admit(told: Claims) -> str:
        person = identify.person(context, told)
        session_id = context.ids.token()
        sessions.start(context.table, session_id, person, now=context.clock.now())
        cookies = cookies_of(context.settings, request)
        return cookies.write(Cookie.SESSION, session_id, lifetime=sessions.LIFETIME)

    def is_known() -> bool:
        return signed_in(context, request) is not None

    return openid_flow.come_back(context, provider, request, admit, is_known)
