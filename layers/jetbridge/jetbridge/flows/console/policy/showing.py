"""The policy in force, its versions, and what differs between two of them."""

import json
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any, Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.self_service import policies as own
from jetbridge.model.console import Role, suffices
from jetbridge.model.record import record
from jetbridge.model.sentence import say
from jetbridge.store import policies
from jetbridge.store.listing import or_else
from jetbridge.store.policies import State, Version
from jetbridge.web import times

SIZE: Final = 10
BEGINNING: Final = '{\n  "schema": "jetbridge.policy/1",\n  "steps": []\n}'
"""A document to begin with, where there is none."""
_CONTEXT: Final = 3
_TONES: Final = {"+": "added", "-": "removed"}


@record
class Line:
    """A line of a difference: what it is (`added`, `removed`, or empty), and its text."""

    tone: str
    text: str


def current(visit: Visit) -> View:
    """Show the policy in force, and a page of its versions."""
    table, tenant = visit.context.table, visit.of
    known = policies.latest(table, tenant)
    found = policies.in_force(table, tenant, known)
    page = paging.asked(visit.context, visit.person, visit.listing())
    versions, following = own.page(table, tenant, limit=SIZE, after=page.after)
    rows = [
        {
            "number": each.number,
            "url": f"{visit.home}/policy/versions/{each.number}",
            "at": times.moment(each.created_at),
            "is_here": each.number == known.in_force,
        }
        for each in versions
    ]
    cursor = page.cursor(following)
    facts = {
        "known": known,
        "is_paused": known.state is State.PAUSED,
        "document": written(found.document) if found else None,
        "rows": rows,
        "following": f"?{urlencode({'cursor': cursor})}" if cursor else None,
        "may_change": suffices(visit.role, Role.ADMIN),
        "here": f"{visit.home}/policy",
    }
    return View("policy.html.j2", facts)


def version(visit: Visit) -> View:
    """Show a version, and what differs from the one in force.

    Raises:
        ApiProblem: 404, there is no such version.
    """
    table, tenant = visit.context.table, visit.of
    found = own.version(table, tenant, visit.variables["version"])
    known = policies.latest(table, tenant)
    in_force = or_else(lambda: policies.in_force(table, tenant, known), None)
    facts = {
        "number": found.number,
        "at": times.moment(found.version.created_at),
        "document": written(found.version.document),
        "in_force": known.in_force,
        "difference": tuple(_difference(in_force, found.version)),
        "may_restore": suffices(visit.role, Role.ADMIN) and found.number != known.in_force,
        "here": f"{visit.home}/policy",
    }
    return View("policy_version.html.j2", facts, say("Version {number}", number=found.number))


def _difference(in_force: Version | None, other: Version) -> Iterator[Line]:
    return difference(in_force.document, other.document) if in_force else iter(())


def written(document: Mapping[str, Any]) -> str:
    """Return a document as people read it."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines that differ between two documents, with a few around them."""
    one, other = written(before).splitlines(), written(after).splitlines()
    for line in [*unified_diff(one, other, lineterm="", n=_CONTEXT)][2:]:
        text = "…" if line.startswith("@@") else line
        yield Line(_TONES.get(line[0], ""), text)
