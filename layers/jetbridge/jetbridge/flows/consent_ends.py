"""How a consent ends, as the admin and the waiting frame are told.

A page that ends a consent names the next step. One company may be asked about in several tabs, so
an end says what is true of the company, not only what this page did.
"""

from contextlib import suppress
from typing import Final

from jetbridge.flows import outcomes
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.outcomes import Outcome
from jetbridge.model.connection import Connection, Status
from jetbridge.model.errors import Link, PageError
from jetbridge.model.transaction import Consent, ConsentRequest, Decision, FrameStatus
from jetbridge.store import companies, transactions
from jetbridge.store.table import StoreError
from jetbridge.web import pages
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other
from jetbridge.web.sessions import Person

START_AGAIN: Final = "Go back to SmartRecruiters and start the connection there again."
ASK_AGAIN: Final = "See the question again"
_CLOSE: Final = "You can close this window."
_BACK: Final = "Back to SmartRecruiters"


def is_connected(bridge: Bridge, asked: ConsentRequest, tenant: str) -> bool:
    """Tell whether the company is connected to the tenant."""
    held = _held(bridge, asked, tenant)
    return bool(held and held.status is Status.ACTIVE)


def tell_frame(bridge: Bridge, asked: ConsentRequest, status: FrameStatus) -> None:
    """Tell a waiting frame how its window ended."""
    if not asked.frame:
        return
    # A frame that is not told says after a while that it was too late; the window knows better.
    with suppress(StoreError):
        transactions.end_frame(bridge.table, asked.frame, status)


def answered(bridge: Bridge, consent: Consent, person: Person | None, request: Request) -> Response:
    """Answer a form that was submitted before: with what came of it.

    Raises:
        PageError: 409, that is not known yet.
    """
    match consent.decision:
        case Decision.DENIED:
            return denied(bridge, consent.request, person)
        case Decision.APPROVED:
            # An earlier release knew outcomes that are one now.
            outcome = outcomes.BY_KIND.get(consent.outcome, outcomes.NOT_HERE)
            return ended(consent.request, outcome, request)
        case _:
            raise PageError(
                409,
                "This is being connected right now",
                "You approved it a moment ago, here or in another tab, and that has not finished.",
                "Wait a minute, then look at the question again. It says whether the company is"
                " connected.",
                link=Link(consent.request.url, ASK_AGAIN),
            )


def ended(asked: ConsentRequest, outcome: Outcome, request: Request) -> Response:
    """Tell how an approval ended. Connected, the browser goes to the `redirect` at once."""
    if outcome.connected and asked.redirect:
        return see_other(asked.redirect)
    return pages.notice(
        pages.Notice(
            title=outcome.title,
            explanation=outcome.explanation,
            advice=_CLOSE if outcome.connected and asked.frame else outcome.advice,
            tone="good" if outcome.connected else "bad",
            status=outcome.status,
            link=_way_on(asked, connected=outcome.connected),
            request_id="" if outcome.connected else request.request_id,
        )
    )


def denied(bridge: Bridge, asked: ConsentRequest, person: Person | None) -> Response:
    """Say what a denial means: it does not undo an approval in another tab."""
    held = _held(bridge, asked, person.tenant) if person else None
    connecting = bool(held and held.exchange)
    if not connecting and not (held and held.status is Status.ACTIVE):
        tell_frame(bridge, asked, FrameStatus.DENIED)
        return _not_connected(asked)
    tell_frame(bridge, asked, FrameStatus.CONNECTED)
    return pages.notice(
        pages.Notice(
            title=f"You denied, but the company is {'being ' * connecting}connected",
            explanation=f"{asked.company_id} was approved for your organisation before: in another"
            " tab, or by another administrator. Your denial changed nothing.",
            advice="To end the connection, disable the integration in SmartRecruiters under Apps &"
            f" Integrations. {_CLOSE}",
            tone="waiting",
            link=_way_on(asked, connected=True),
        )
    )


def _way_on(asked: ConsentRequest, *, connected: bool) -> Link | None:
    """Return the link of a page that ends a consent. A frame's window is closed."""
    if asked.redirect:
        return Link(asked.redirect, _BACK)
    return None if connected or asked.frame else Link(asked.url, ASK_AGAIN)


def _not_connected(asked: ConsentRequest) -> Response:
    if asked.redirect:
        return see_other(asked.redirect)
    return pages.notice(
        pages.Notice(
            title="Not connected",
            explanation="You denied the connection. Nothing was exchanged.",
            advice=f"{_CLOSE} To connect after all, start again in SmartRecruiters.",
        )
    )


def _held(bridge: Bridge, asked: ConsentRequest, tenant: str) -> Connection | None:
    return companies.connection(bridge.table, asked.company_id, tenant)
