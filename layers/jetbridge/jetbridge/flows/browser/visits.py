"""The visits of one link: which of them counts, and how a double click stays one visit.

The page's form carries a random number of its own. What a visit is known by follows from it, so
that a form which is sent twice (a double click, a restored page) leads to Onboarder with the same
state both times, whichever of the two answers the browser follows.
"""

import base64
import hashlib
import re
from typing import Final

from jetbridge.flows.browser import authorize
from jetbridge.flows.browser.authorize import Departure
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.context import Context
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.record import replace
from jetbridge.model.transaction import Authorization
from jetbridge.store import authorizations, keys
from jetbridge.web.cookies import Cookie
from jetbridge.web.request import Request

_RANDOM: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def departure(
    context: Context, request: Request, visit: str, authorization: Authorization
) -> Departure:
    """Return how the visit leaves: as before where the same form was sent before and still counts.

    `visit` is the form's random number; where it is none of ours, the visit is like no other.
    """
    if not _RANDOM.fullmatch(visit):
        visit = context.ids.token()
    browser = cookies_of(context.settings, request).read(Cookie.BROWSER) or _derived(
        "browser", visit
    )
    state = _derived("state", visit, browser)
    now = context.clock.now()
    known = authorizations.get_authorization(context.table, state)
    if known is None:
        return authorize.prepare(context, request, browser, authorization, pkce=True, state=state)
    if known.is_open(now):
        return authorize.repeat(context, request, browser, state, known)
    return authorize.prepare(context, request, browser, authorization, pkce=True)


def begun(onboarding: Onboarding, state: str, now: int) -> Onboarding:
    """Return the onboarding of a person who has begun: the visit with `state` is the live one."""
    return replace(onboarding, status=Status.IN_PROGRESS, visit=keys.digest(state), updated_at=now)


def is_latest(onboarding: Onboarding, state: str) -> bool:
    """Return whether no other visit began after the one with `state`.

    A visit that was under way when onboardings began to name their visit is taken for the latest.
    """
    return onboarding.visit in ("", keys.digest(state))


def _derived(what: str, *known: str) -> str:
    """Return 43 characters that are as hard to guess as what they are made of."""
    made = hashlib.sha256("\n".join((what, *known)).encode()).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
