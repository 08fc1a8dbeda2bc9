"""The page of people: one who is looked for, and the records of copies and erasures."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from jetbridge.flows.console.people import asking, held
from jetbridge.flows.console.people.words import KINDS, MAX_ID, counted
from jetbridge.flows.console.places import Form, View, Visit
from jetbridge.model.console import Role
from jetbridge.model.erasure import Erasure, NameKind
from jetbridge.model.erasure import Outcome as ErasureOutcome
from jetbridge.model.errors import ApiProblem
from jetbridge.model.export import Export
from jetbridge.model.sentence import Sentence, say
from jetbridge.store import erasures, exports
from jetbridge.web import times, who

_RECORDS: Final = 10


def shown(visit: Visit) -> View:
    """Show the form, and the records."""
    return _view(visit)


def found(visit: Visit, form: Form, refused: ApiProblem | None) -> View:
    """Show what is held of whom the form names, or why that is not looked for."""
    if refused:
        why = refused.errors[0].detail if refused.errors else f"{refused.title} {refused.detail}"
        return _view(visit, form, wrong=say("{text}", text=why), status=refused.status)
    kind, value = form.get("kind", ""), form.get("id", "").strip()
    chosen = next((each for each in KINDS if each == kind), None)
    if chosen is None or not 1 <= len(value) <= MAX_ID:
        wrong = say("Choose what the id is, and give the whole of it: 1 to 255 characters.")
        return _view(visit, form, wrong=wrong, status=422)
    what = held.of_person(visit, chosen, value)
    return _view(visit, form, what=what, commands=_commands(visit, chosen, value))


def _view(  # noqa: PLR0913 - the form, and what came of it
    visit: Visit,
    form: Form | None = None,
    *,
    what: held.Held | None = None,
    commands: Mapping[str, str] | None = None,
    wrong: Sentence | None = None,
    status: int = 200,
) -> View:
    table, tenant = visit.context.table, visit.of
    erased, _ = erasures.of_tenant(table, tenant, limit=_RECORDS, after=None)
    copied, _ = exports.of_tenant(table, tenant, limit=_RECORDS, after=None)
    given = form or {}
    facts = {
        "kinds": [(str(kind), words) for kind, (words, _) in KINDS.items()],
        "kind": given.get("kind", ""),
        "id": given.get("id", "").strip(),
        "what": what,
        "commands": commands,
        "wrong": wrong,
        "is_operators": visit.role is Role.OPERATOR,
        "erasures": _erasures(visit, erased),
        "exports": _exports(visit, copied),
        "requests": asking.latest(visit, limit=_RECORDS),
    }
    return View("people.html.j2", facts, status=status)


def _commands(visit: Visit, kind: NameKind, value: str) -> Mapping[str, str]:
    _, option = KINDS[kind]
    named = shlex.join(["--tenant", visit.of, option, value])
    return {
        "export": f"jetbridge people export person.json {named}",
        "erase": f"jetbridge people erase {named}",
    }


def _erasures(visit: Visit, known: Sequence[Erasure]) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "at": times.moment(each.began_at),
            "outcome": str(each.outcome),
            "tone": "good" if each.outcome is ErasureOutcome.COMPLETED else "bad",
            "lifted": times.moment(each.lifted_at) if each.lifted_at else None,
            "counts": counted(each.counts),
            "by": visit.who(each.by, who.of_actor),
        }
        for each in known
    ]


def _exports(visit: Visit, known: Sequence[Export]) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "at": times.moment(each.made_at),
            "counts": counted(each.counts),
            "by": visit.who(each.by, who.of_actor),
        }
        for each in known
    ]
