"""Copies and erasures, asked for on the page by the flow of the API, and how they stand."""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.console.people.words import KINDS, MAX_ID, counted
from jetbridge.flows.console.places import Asked, Done, Form, View, Visit
from jetbridge.flows.people import requests
from jetbridge.model.erasure import Identifier
from jetbridge.model.errors import Violation
from jetbridge.model.person_request import (
    PersonAct,
    PersonRequest,
    RequestFailure,
    RequestState,
)
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import person_resources, times, who
from jetbridge.web.json_object import invalid
from jetbridge.web.response import Response

_CONSEQUENCES: Final = {
    PersonAct.ERASE: (
        "It cannot be taken back. All that is held of the person is removed here for good.",
        "Journeys that run are cancelled first, and erased all the same after 15 minutes.",
        "No journey begins for the person any more, until the operator lifts the erasure.",
        "The partners keep what they have. A copy, made before, says by which ids to ask them.",
        "A record stays, of how many things there were and what remains at which partner.",
    ),
    PersonAct.COPY: (
        "All that is held of the person is put together within minutes.",
        "For an hour you can download it, and no one else.",
        "Links are left out, for who has one is taken for the person.",
        "A receipt stays: that you had it made, when, and of how many things.",
    ),
}
_FAILURES: Final = {
    RequestFailure.NOTHING_HELD: say("Nothing is held of such a person."),
    RequestFailure.AMBIGUOUS: say(
        "The id leads to several persons. Say at which company, or name an onboarding of theirs."
    ),
    RequestFailure.BEING_ERASED: say(
        "An erasure of the person has begun: what is left is not everything."
    ),
    RequestFailure.TOO_LARGE: say(
        "It is larger than this page can hand out. The operator makes it with "
        "“jetbridge people export”."
    ),
    RequestFailure.UNREADABLE: say(
        "Something that may be of the person cannot be read. The operator has to mend it; ask "
        "again then."
    ),
    RequestFailure.GIVEN_UP: say(
        "It was begun several times and came to no end. Ask again, or have the operator run "
        "“jetbridge people”."
    ),
}
_TONES: Final = {
    RequestState.WAITING: "waiting",
    RequestState.WORKING: "waiting",
    RequestState.COMPLETED: "good",
    RequestState.FAILED: "bad",
}
_TITLES: Final = {PersonAct.ERASE: say("Erasure"), PersonAct.COPY: say("Copy")}
_LABELS: Final = {"kind": say("What the id is"), "id": say("Id"), "company": say("Company")}


def ask(visit: Visit) -> Asked:
    """Return what is asked before a copy or an erasure: whom it is about is filled in."""
    kinds = [(str(kind), words) for kind, (words, _) in KINDS.items()]
    told = _CONSEQUENCES[_act(visit)]
    return Asked(visit.of, told, {}, "person_form.html.j2", {"kinds": kinds}, _LABELS)


def do(visit: Visit, form: Form) -> Done:
    """Ask for it.

    Raises:
        ApiProblem: 422, no person is named; otherwise as `requests.ask`.
    """
    asked = requests.ask(visit.context, visit.person, _act(visit), _named(form))
    return Done(_path(visit, asked), made=(asked.id,))


def shown(visit: Visit) -> View:
    """Show how one stands.

    Raises:
        ApiProblem: 404, there is no such request.
    """
    table = visit.context.table
    found = requests.find(table, visit.of, visit.variables["request"])
    erased, copied = requests.receipts(table, found)
    receipt = erased or copied
    facts = {
        **_row(visit, found),
        "is_over": found.is_over,
        "failure": _FAILURES[RequestFailure(found.why)] if found.why else None,
        "receipt": found.receipt,
        "counts": counted(receipt.counts) if receipt else "",
        "remains": erased.remains if erased else (),
        "not_included": found.not_included,
        "copy": _copy(visit, found),
    }
    return View("person_request.html.j2", facts, title=_TITLES[found.act])


def taken(visit: Visit) -> Response:
    """Hand out a copy.

    Raises:
        ApiProblem: as `requests.taken`.
    """
    text = requests.taken(visit.context, visit.person, visit.variables["request"])
    return person_resources.copy(text)


def latest(visit: Visit, *, limit: int) -> list[Mapping[str, object]]:
    """Return what was asked for last, newest first."""
    found, _ = requests.page(visit.context.table, visit.of, limit=limit, after=None)
    return [_row(visit, each) for each in found]


def _row(visit: Visit, found: PersonRequest) -> Mapping[str, object]:
    return {
        "url": _path(visit, found),
        "id": found.id,
        "what": _TITLES[found.act],
        "status": str(found.state),
        "tone": _TONES[found.state],
        "at": times.moment(found.asked_at),
        "by": visit.who(found.by, who.of_actor),
    }


def _copy(visit: Visit, found: PersonRequest) -> Mapping[str, object] | None:
    """Return where the copy is, for who has asked, and until when it can be taken."""
    if found.copy_until is None or not requests.is_ready(found, visit.now):
        return None
    is_own = found.by == visit.person.actor
    until: Sentence = times.moment(found.copy_until).words
    return {"url": f"{_path(visit, found)}/copy" if is_own else "", "until": until}


def _path(visit: Visit, found: PersonRequest) -> str:
    return f"{visit.home}/people/requests/{found.id}"


def _act(visit: Visit) -> PersonAct:
    return PersonAct(visit.word)


def _named(form: Form) -> Identifier:
    kind = next((each for each in KINDS if each == form.get("kind")), None)
    value, company = form.get("id", "").strip(), form.get("company", "").strip()
    faults = []
    if kind is None:
        faults.append(Violation("/kind", "choice", "Choose what the id is."))
    if not 1 <= len(value) <= MAX_ID:
        faults.append(Violation("/id", "length", "Give the whole id: 1 to 255 characters."))
    if len(company) > MAX_ID:
        faults.append(Violation("/company", "length", "Must not be longer than 255 characters."))
    if kind is None or faults:
        raise invalid(*faults)
    return Identifier(kind, value, company)
