"""The API clients of a tenant, newest first, and one of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.self_service import clients
from jetbridge.model.console import Role, suffices
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.oauth.clients import Client, ClientStatus
from jetbridge.web import times

SIZE: Final = 25
_TONES: Final = {ClientStatus.ACTIVE: "good", ClientStatus.REVOKED: "plain"}
"""How each status is coloured. Its word says the same."""


@record
class Row:
    """A client. `used` is the day on which it last obtained an access token."""

    id: str
    name: str
    url: str
    status: str
    tone: str
    scopes: tuple[str, ...]
    made: times.Moment
    used: times.Moment | None


def page(visit: Visit) -> View:
    """Show a page of the clients of the tenant in view."""
    asked = paging.asked(visit.context, visit.person, visit.listing())
    found, following = clients.page(visit.context.table, visit.of, limit=SIZE, after=asked.after)
    cursor = asked.cursor(following)
    facts = {
        "rows": [_row(visit, each) for each in found],
        "may_change": suffices(visit.role, Role.ADMIN),
        "here": f"{visit.home}/clients",
        "following": f"?{urlencode({'cursor': cursor})}" if cursor else None,
    }
    return View("clients.html.j2", facts)


def one(visit: Visit) -> View:
    """Show a client of the tenant in view.

    Raises:
        ApiProblem: 404, there is no such client.
    """
    found = clients.find(visit.context.table, visit.of, visit.variables["client"])
    may_change = suffices(visit.role, Role.ADMIN)
    facts = {
        "row": _row(visit, found),
        "facts": tuple(_facts(found, visit.now)),
        "may_change": may_change and found.client.status is ClientStatus.ACTIVE,
    }
    return View("client.html.j2", facts, say("{name}", name=found.client.name))


def _row(visit: Visit, found: clients.Seen) -> Row:
    client = found.client
    return Row(
        id=client.client_id,
        name=client.name,
        url=f"{visit.home}/clients/{client.client_id}",
        status=str(client.status),
        tone=_TONES[client.status],
        scopes=tuple(sorted(client.scopes)),
        made=times.moment(client.created_at),
        used=_day(found.used_at) if found.used_at else None,
    )


def _facts(found: clients.Seen, now: int) -> Iterator[tuple[Sentence, object]]:
    client = found.client
    yield say("Made"), times.moment(client.created_at).words
    yield say("Last used"), _day(found.used_at).words if found.used_at else _UNUSED
    for until in _ends(client, now):
        yield say("Secret"), say("good until {moment}", moment=until.words) if until else _GOOD


def _day(at: int) -> times.Moment:
    """Return a use, which is true to the day, as its date."""
    when = datetime.fromtimestamp(at, UTC)
    month = times.MONTHS[when.month - 1]
    words = say("{day} {month} {year}", day=when.day, month=month, year=when.year)
    return times.Moment(words, when.date().isoformat())


def _ends(client: Client, now: int) -> Iterator[times.Moment | None]:
    """Yield when each secret that is good ends, None: it does not."""
    for each in client.secrets:
        if each.is_live(now):
            yield times.moment(each.expires_at) if each.expires_at else None


_UNUSED: Final = say("not yet, or more than 400 days ago")
_GOOD: Final = say("good until it is replaced")
