"""Links by which an administrator connects an account, or connects it again, by the API's flow."""

import re
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.connection import connect_links, connections
from jetbridge.flows.console import once
from jetbridge.flows.console.places import Asked, Done, Form, View, Visit
from jetbridge.model.connect_link import DEFAULT_MINUTES, MAX_MINUTES, ConnectLink, Order, Stand
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web import journey_words as words
from jetbridge.web import times, who
from jetbridge.web.json_object import invalid

_DAY: Final = 1_440
_DAYS: Final = re.compile(r"[1-9][0-9]?")
_SHOWN: Final = 25
_CONNECTION: Final = "connection"


def ask(visit: Visit) -> Asked:
    """Return what is asked before a link is made. The address may name a connection.

    Raises:
        ApiProblem: 404, there is no such connection; 409, links do not connect its partner.
    """
    shown = {
        "partners": [(each, words.partner(each)) for each in connect_links.partners()],
        "days": DEFAULT_MINUTES // _DAY,
        "most": MAX_MINUTES // _DAY,
    }
    consequences = (
        "A person who opens the link signs in first: it connects an account of this tenant alone.",
        "It counts once. Its address is shown once, after you have pressed the button.",
    )
    form, connection_id = "connect_link_form.html.j2", visit.request.parameter(_CONNECTION)
    fields = once.fields(visit)
    if not connection_id:
        return Asked("", consequences, fields, form=form, shown=shown)
    found, _ = connections.find(visit.context.table, visit.of, connection_id)
    if found.partner not in connect_links.partners():
        title = "This partner is not connected by a link"
        raise ApiProblem(409, "not-possible", title, "Its page says in which way it is connected.")
    kept = ("The connection keeps its id and its history.", *consequences)
    fields |= {"partner": found.partner, _CONNECTION: found.id}
    about = f"{words.partner(found.partner)} · {found.account}"
    return Asked(about, kept, fields, form=form, shown={**shown, "partners": []})


def do(visit: Visit, form: Form) -> View:
    """Make a link, and show it this once.

    Raises:
        ApiProblem: 422, with what is wrong.
    """
    days = form.get("days", "")
    if not _DAYS.fullmatch(days) or int(days) * _DAY > MAX_MINUTES:
        rule = f"Must be a whole number from 1 to {MAX_MINUTES // _DAY}."
        raise invalid(Violation("/days", "range", rule))
    order = Order(form.get("partner", ""), int(days) * _DAY, form.get(_CONNECTION, ""))
    origin = visit.context.settings.base_url(visit.request.domain)
    by = visit.session.actor
    with once.pressed(form) as key:
        made, url = connect_links.create(
            visit.context, visit.of, order, by=by, base_url=origin, key=key
        )
    facts = {
        "url": url.reveal(),
        "partner": words.partner(made.partner),
        "until": times.moment(made.expires_at).words,
        "back": f"{visit.home}/connections",
    }
    return View("connect_link.html.j2", facts, made=(made.id,))


def ask_to_revoke(visit: Visit) -> Asked:
    """Return what is asked before a link is revoked.

    Raises:
        ApiProblem: 404, there is no such link; 409, it opens no more already.
    """
    found = connect_links.find(visit.context.table, visit.of, visit.variables["link"])
    if found.stand(visit.now) is not Stand.OPEN:
        raise ApiProblem(409, "not-possible", "The link can be opened no more already")
    about = f"{words.partner(found.partner)} · {found.id}"
    return Asked(about, ("Who opens the link is told that it was taken back.",))


def revoke(visit: Visit, form: Form) -> Done:
    """Revoke a link.

    Raises:
        ApiProblem: 404, there is no such link.
    """
    del form
    connect_links.revoke(visit.context, visit.of, visit.variables["link"])
    return Done(f"{visit.home}/connections")


def waiting(visit: Visit) -> Iterator[dict[str, object]]:
    """Yield the links among the latest that can be opened."""
    found, _ = connect_links.page(visit.context.table, visit.of, limit=_SHOWN, after=None)
    return (_row(visit, each) for each in found if each.stand(visit.now) is Stand.OPEN)


def _row(visit: Visit, link: ConnectLink) -> dict[str, object]:
    return {
        "id": link.id,
        "partner": words.partner(link.partner),
        "until": times.moment(link.expires_at),
        "by": visit.who(link.created_by, who.of_link),
        "url": f"{visit.home}/connections/links/{link.id}/revoke",
    }
