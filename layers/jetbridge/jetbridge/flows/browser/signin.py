"""Sign-in of administrators: a session of half an hour, for consent and for connecting.

`openid_flow` sends the browser to the provider and takes it back. A page of ours is bound to
the browser and the person, not to the session: several tabs may sign in at once.
"""

from typing import Final

from jetbridge.flows.browser import identify, openid_flow
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.browser.identify import Claims
from jetbridge.flows.context import Context
from jetbridge.model.errors import PageError
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.model.tenant import Tenant
from jetbridge.store import tenants
from jetbridge.web import accounts, forms, pages, sessions
from jetbridge.web.cookies import Cookie
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.request import Request
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person

_START_AGAIN: Final = say("Go back to where you began, and start the connection there again.")


def signed_in(context: Context, request: Request) -> Person | None:
    """Return who is signed in, or None. Sessions of a tenant end with its offboarding."""
    session_id = cookies_of(context.settings, request).read(Cookie.SESSION)
    person = sessions.find(context.table, session_id, now=context.clock.now())
    if person is None:
        return None
    tenant = tenants.get(context.table, person.tenant) or Tenant(person.tenant)
    return replace(person, organisation=tenant.shown) if tenant.closed_at is None else None


def begin(
    context: Context, provider: IdentityProvider, request: Request, return_to: str
) -> Response:
    """Send the browser to sign in, to come back to `return_to`, a path of ours.

    Raises:
        PageError: 502 or 503, the provider cannot be used right now.
    """
    return openid_flow.leave(context, provider, request, return_to)


def use_another_account(context: Context, provider: IdentityProvider, request: Request) -> Response:
    """Take the form "Use another account": end the session, and have the person sign in again.

    The provider is asked for their credentials although it may know them already. Who gives up
    there is not signed in here any more.

    Raises:
        PageError: 400 or 403, the form is not one that we showed in this browser; 502 or 503, the
            provider cannot be used right now, and the session goes on.
    """
    forms.require_own_page(request, context.settings.base_url(request.domain), always=False)
    cookies = cookies_of(context.settings, request)
    return_to = accounts.read(forms.read(request), cookies.read(Cookie.BROWSER))
    if return_to is None:
        raise PageError(
            403,
            say("This cannot be accepted"),
            say("The form that you sent was not shown in this browser. You are still signed in."),
            _START_AGAIN,
        )
    url, cookie = openid_flow.departure(context, provider, request, return_to, prompt="login")
    sessions.end(context.table, cookies.read(Cookie.SESSION))
    signed_out = cookies.write(Cookie.SESSION, "", lifetime=0)
    return replace(pages.moves_on(url), cookies=(cookie, signed_out))


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
