"""An administrator opens a link that connects an account.

Looking at it changes nothing: mail scanners open links. It counts once an account was connected
with it, so who is interrupted, or denies, opens it once more. Who opens it has to be signed in for
the link's tenant: the link says what is asked, and not who answers.
"""

import hmac
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows.browser.cookies import browser_of
from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.connect_link import PARAMETER, ConnectLink, Stand, named_by
from jetbridge.model.errors import PageError
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.store import connect_links, connections, keys
from jetbridge.web import accounts, times
from jetbridge.web.request import Request
from jetbridge.web.sessions import Person

OPEN_AGAIN: Final = say("Open the link that you were sent once more.")
_ASK: Final = say("Ask who sent it, or the vendor of this integration, for a new link.")


@record
class _Text:
    title: Sentence
    explanation: Sentence
    advice: Sentence


_OVER: Final = {
    Stand.USED: _Text(
        say("This link was used"),
        say("The account was connected with it. A link counts once."),
        say("You are done. You can close this page."),
    ),
    Stand.REVOKED: _Text(
        say("This link is no longer needed"),
        say("It was taken back. Nothing was changed."),
        say("If you were sent another link, open that one. Otherwise nothing is asked of you."),
    ),
    Stand.EXPIRED: _Text(
        say("This link has ended"), say("It was good until {until}. Nothing was changed."), _ASK
    ),
}
_GONE: Final = _Text(
    say("This link cannot be used any more"),
    say("The connection that it was to renew is gone. Nothing was changed."),
    _ASK,
)


def path(page: str, token: str) -> str:
    """Return the path of a page with the link that carries `token`; without one, the page's own."""
    return f"{page}?{urlencode({PARAMETER: token})}" if token else page


def opened(
    context: Context, request: Request, person: Person, partner: str, token: str
) -> ConnectLink | None:
    """Return the link that a person has opened; None where they came without one.

    Args:
        context: the ports.
        request: what the person has sent.
        person: who is signed in.
        partner: which partner's page it is.
        token: what the link carries, empty where there is none.

    Raises:
        PageError: 404, there is no such link; 403, it is another tenant's; 410, it is over.
    """
    if not token:
        return None
    link = connect_links.get(context.table, named_by(token)) if named_by(token) else None
    is_known = link is not None and hmac.compare_digest(link.digest, keys.digest(token))
    if link is None or not is_known or link.partner != partner:
        raise PageError(
            404,
            say("This link cannot be used"),
            say("It is not complete, or it is too old."),
            say("Copy the whole link from the message, or ask its sender for a new one."),
        )
    if link.tenant != person.tenant:
        page = registry.partner(partner).connect_path
        raise PageError(
            403,
            say("This link is meant for another organisation"),
            say(
                "You are signed in as {name} of {tenant}. Nothing was changed.",
                name=person.name,
                tenant=person.organisation,
            ),
            say("Use the account that you have at the organisation that was sent the link."),
            form=accounts.form(browser_of(context, request), path(page, token)),
        )
    if over := _over(context, link):
        raise over
    return link


def standing(context: Context, link_id: str) -> ConnectLink | None:
    """Return the link of a visit, where it still stands. See `opened`."""
    link = connect_links.get(context.table, link_id)
    return link if link and _over(context, link) is None else None


def _over(context: Context, link: ConnectLink) -> PageError | None:
    """Return the page of a link that can be opened no more."""
    text = _OVER.get(link.stand(context.clock.now()))
    if text is None and link.connection_id:
        connection = connections.get(context.table, link.connection_id)
        holder = connection and connections.holder(
            context.table, connection.partner, connection.account
        )
        text = None if holder and holder.id == link.connection_id else _GONE
    if text is None:
        return None
    until = times.moment(link.expires_at).words
    explanation = text.explanation.given(until=until)
    return PageError(410, text.title, explanation, text.advice, is_known=True)
