"""How a consent ends, as the admin and the waiting frame are told.

A page that ends a consent names the next step. One company may be asked about in several tabs, so
an end says what is true of the company, not only what this page did.
"""

from contextlib import suppress
from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection, Status
from jetbridge.model.errors import Link
from jetbridge.model.sentence import say
from jetbridge.model.transaction import ConsentRequest, Decision, FrameStatus
from jetbridge.partners.smartrecruiters import paths
from jetbridge.store import companies, consents, transactions
from jetbridge.store.table import StoreError, Table
from jetbridge.web import pages
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other
from jetbridge.web.sessions import Person

START_AGAIN: Final = say("Go back to SmartRecruiters and start the connection there again.")
ASK_AGAIN: Final = say("See the question again")
_CLOSE: Final = say("You can close this window.")
_BACK: Final = say("Back to SmartRecruiters")


def is_connected(table: Table, asked: ConsentRequest, tenant: str) -> bool:
    """Return whether the company is connected to the tenant."""
    held = _held(table, asked, tenant)
    return bool(held and held.status is Status.ACTIVE)


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
            is_known=True,
        )
    )


def tell_frame_of_denial(table: Table, asked: ConsentRequest, tenant: str) -> None:
    """Tell a waiting frame that its window denied. An approval in another tab ends it by itself."""
    held = _held(table, asked, tenant)
    if not asked.frame or (held and held.exchange):
        return
    is_active = bool(held and held.status is Status.ACTIVE)
    # A frame that is not told says after a while that it was too late; the window knows better.
    with suppress(StoreError):
        status = FrameStatus.CONNECTED if is_active else FrameStatus.DENIED
        transactions.end_frame(table, asked.frame, status)


def denied(context: Context, asked: ConsentRequest, person: Person | None) -> Response:
    """Say what a denial means: it does not undo an approval in another tab."""
    held = _held(context.table, asked, person.tenant) if person else None
    connecting = bool(held and held.exchange) or _is_approved(context, asked)
    if not connecting and not (held and held.status is Status.ACTIVE):
        return _not_connected(asked)
    return pages.notice(
        pages.Notice(
            title=say("You denied, but the company is being connected")
            if connecting
            else say("You denied, but the company is connected"),
            explanation=say(
                "{company} was approved for your organisation before: in another tab, or by"
                " another administrator. Your denial changed nothing.",
                company=asked.company_id,
            ),
            advice=say(
                "To end the connection, disable the integration in SmartRecruiters under Apps &"
                " Integrations. You can close this window."
            ),
            tone="waiting",
            link=_way_on(asked, connected=True),
        )
    )


def _is_approved(context: Context, asked: ConsentRequest) -> bool:
    """Return whether another tab of a frame's window has approved, with an end that is to come."""
    now = context.clock.now()
    frame = transactions.get_frame(context.table, asked.frame, now=now) if asked.frame else None
    consent = consents.get(context.table, frame.consent) if frame and frame.consent else None
    return bool(consent and consent.decision is Decision.EXCHANGING)


def _way_on(asked: ConsentRequest, *, connected: bool) -> Link | None:
    """Return the link of a page that ends a consent. A frame's window is closed."""
    if asked.redirect:
        return Link(asked.redirect, _BACK)
    return None if connected or asked.frame else Link(paths.of_request(asked), ASK_AGAIN)


def _not_connected(asked: ConsentRequest) -> Response:
    if asked.redirect:
        return see_other(asked.redirect)
    return pages.notice(
        pages.Notice(
            title=say("Not connected"),
            explanation=say("You denied the connection. Nothing was exchanged."),
            advice=say(
                "You can close this window. To connect after all, start again in SmartRecruiters."
            ),
        )
    )


def _held(table: Table, asked: ConsentRequest, tenant: str) -> Connection | None:
    return companies.connection(table, asked.company_id, tenant)
