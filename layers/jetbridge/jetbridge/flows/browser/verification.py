"""A person proves who they are at a partner, in the browser: what is alike at every such partner.

    1. show     a page of ours says who asks for what; looking at it changes nothing
    2. begin    the page's button: the visit becomes the link's live one, the onboarding
                `in_progress`; 303 to the partner with state and PKCE challenge
    3. finish   state, then error, then code; the code is exchanged (`code_exchange`); 303 back to
                the address that the request named, or a page

The link is good until it expires, in any browser. Until a code is exchanged the latest visit wins:
`begin` names its state in the onboarding, and the transaction before the exchange is written where
the onboarding is as it was read. A visit that began before the link's end may be finished after it.

Where the browser goes, and what a code tells, is the partner's
(`jetbridge.flows.browser.capabilities`).
"""

import logging
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from jetbridge.flows.browser import authorize, code_exchange, visit_stands, visits
from jetbridge.flows.browser.capabilities import code_flow
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import links, own_links
from jetbridge.model import registry
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.settings import Settings
from jetbridge.model.transaction import VERIFICATION_LIFETIME, Authorization
from jetbridge.store import authorizations, onboardings, tenants
from jetbridge.store.table import ConditionFailedError, StoreError, Table, WriteConflictError
from jetbridge.vault.secrets import SecretNotReadError, SecretUnavailableError
from jetbridge.web import authorization, forms, person_pages, redirects
from jetbridge.web.authorization import Refused
from jetbridge.web.person_pages import OPEN_AGAIN, LinkFacts, Stand, StartPage
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other

logger = logging.getLogger(__name__)

_TRIES: Final = 5
"""Times that a step is taken again where another device takes one at the same moment."""


def show(context: Context, partner: str, request: Request) -> Response:
    """Show the link's page, or what became of the link."""
    token = request.parameter(own_links.PARAMETER) or ""
    onboarding = _opened(context.table, partner, token)
    if onboarding is None:
        return _no_link(context.settings)
    facts = _facts(context, request, onboarding, token)
    if stands := visit_stands.closed(context.clock, onboarding):
        return _ended(onboarding, stands, facts)
    return_url = onboarding.settings.get(own_links.RETURN_URL, "")
    leads_to = (code_flow(partner).address(context.settings), return_url)
    return person_pages.start(
        StartPage(
            facts=facts,
            action=own_links.path(partner),
            verifier=registry.partner(partner).title,
            token=token,
            visit=context.ids.token(),
            minutes=VERIFICATION_LIFETIME // 60,
            returns_to=urlsplit(return_url).netloc,
            before=visit_stands.of(onboarding),
            loopback=tuple(redirects.origin(url) for url in leads_to if url.startswith("http:")),
        )
    )


def begin(context: Context, partner: str, request: Request) -> Response:
    """Begin a visit from the page's button: send the browser to the partner.

    Raises:
        PageError: 400, the form cannot be read; 403, it came from another site's page.
        WriteConflictError: other devices begin all the time.
    """
    base_url = context.settings.base_url(request.domain)
    forms.require_own_page(request, base_url, always=False, advice=OPEN_AGAIN)
    form = forms.read(request, advice=OPEN_AGAIN)
    token = form.get(own_links.PARAMETER) or request.parameter(own_links.PARAMETER) or ""
    for _ in range(_TRIES):
        onboarding = _opened(context.table, partner, token)
        if onboarding is None:
            return _no_link(context.settings)
        stands = visit_stands.closed(context.clock, onboarding)
        try:
            if stands is None:
                return _depart(context, request, onboarding, form.get("visit", ""))
        except ConditionFailedError:
            continue  # another device was faster: look again
        except SecretNotReadError:
            stands = Stand.UNREACHABLE
        except SecretUnavailableError:
            stands = Stand.MISCONFIGURED
        return _ended(onboarding, stands, _facts(context, request, onboarding, token))
    raise WriteConflictError("other devices begin all the time")


def finish(context: Context, partner: str, request: Request) -> Response:
    """Take the browser back from the partner. Loading the same address again changes nothing.

    Raises:
        PageError: 400, this is no return of a visit that began in this browser.
        WriteConflictError: the onboarding changes all the time.
    """
    state = authorization.state(request, advice=OPEN_AGAIN)
    for _ in range(_TRIES):
        visit = authorize.found(context, request, partner, state, advice=OPEN_AGAIN)
        code = authorization.code(request, advice=OPEN_AGAIN)
        onboarding = onboardings.get(context.table, visit.onboarding_id)
        if onboarding is None:
            return _no_link(context.settings)
        stands = visit_stands.before_exchange(context.clock, visit, state, onboarding)
        if isinstance(code, Refused):
            stands = stands or visit_stands.refused(code)
            return _back(context, request, onboarding, stands)
        if stands:
            return _back(context, request, onboarding, stands)
        grant = authorize.grant(context.vault, state, visit, code)
        used = authorizations.use_up(state)
        try:
            found = code_exchange.check(context, onboarding, grant, used)
        except ConditionFailedError:
            continue  # another device was faster, or a schedule: look again
        after = onboardings.get(context.table, onboarding.id) or onboarding
        stands = visit_stands.after_exchange(context.clock, after, found)
        # The exchange has happened, whatever becomes of the note about it.
        with suppress(StoreError):
            authorizations.conclude(context.table, state, stands)
        return _back(context, request, after, stands)
    raise WriteConflictError("the onboarding changes all the time")


def _depart(context: Context, request: Request, onboarding: Onboarding, visit: str) -> Response:
    """Store the visit as the link's live one, and lead to the partner."""
    partner, now = onboarding.partner, context.clock.now()
    expires_at = now + VERIFICATION_LIFETIME
    departure = visits.departure(
        context,
        request,
        visit,
        Authorization(
            partner=partner,
            tenant=onboarding.tenant,
            onboarding_id=onboarding.id,
            scopes=code_flow(partner).scopes(context.settings),
            expires_at=expires_at,
            kept_until=max(expires_at, onboarding.expires_at or 0),
        ),
    )
    url = code_flow(partner).authorization_url(context, onboarding, departure)
    outbox.commit(
        context,
        *onboardings.save(visits.begun(onboarding, departure.state, now)),
        *departure.writes,
    )
    logger.info("verification begun", extra={"onboarding": onboarding.id})
    return see_other(url, cookies=(departure.cookie,))


def _opened(table: Table, partner: str, token: str) -> Onboarding | None:
    found = authorizations.onboarding_of(table, token)
    onboarding = onboardings.get(table, found) if found else None
    return onboarding if onboarding and onboarding.partner == partner else None


_LEADS_BACK: Final = frozenset(
    {Stand.VERIFIED, Stand.AWAITED, Stand.NOT_YET, Stand.REJECTED, Stand.DENIED}
)
"""What the application that asked tells the person itself, where it named an address."""


def _back(context: Context, request: Request, onboarding: Onboarding, stands: Stand) -> Response:
    return _ended(onboarding, stands, _facts(context, request, onboarding))


def _ended(onboarding: Onboarding, stands: Stand, facts: LinkFacts) -> Response:
    return_url = onboarding.settings.get(own_links.RETURN_URL)
    if return_url and stands in _LEADS_BACK:
        return see_other(return_url)
    return person_pages.notice(stands, facts)


def _facts(
    context: Context, request: Request, onboarding: Onboarding, token: str = ""
) -> LinkFacts:
    """Return what every page says. Who brings the link's `token` is shown the link again."""
    base_url, ends_at = context.settings.base_url(request.domain), onboarding.expires_at or 0
    if token:
        is_good = context.clock.now() < ends_at
        link = own_links.of(base_url, onboarding.partner, token) if is_good else None
    else:
        link = links.stored(context, onboarding)
    return LinkFacts(
        tenant=tenants.shown(context.table, onboarding.tenant),
        link=link.reveal() if link else "",
        ends_at=ends_at,
        support=context.settings.support_contact,
        request_id=request.request_id,
    )


def _no_link(settings: Settings) -> Response:
    return person_pages.notice(Stand.NO_LINK, LinkFacts(support=settings.support_contact))
