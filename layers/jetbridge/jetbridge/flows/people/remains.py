"""What partners keep of a person, and by which ids they find them.

The ids are personal data: the operator is shown them once, before they are wiped. The record of
the erasure keeps which partner has what, by ids of ours.
"""

from collections.abc import Iterator

from jetbridge.flows.people.capabilities import onboarded_persons
from jetbridge.flows.people.finding import Found
from jetbridge.model import registry
from jetbridge.model.erasure import Remains
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding, Status

_NOTHING_THERE = frozenset({Status.QUEUED, Status.NOT_PERFORMED, Status.REFUSED})
"""Where the partner has done nothing for the person."""


def keep(found: Found) -> Iterator[Remains]:
    """Yield what partners keep of a person, by ids of ours."""
    for trace in found.traces:
        if isinstance(trace.thing, Journey):
            yield from (Remains(each, trace.id, trace.status) for each in found.hiring_systems)
        if isinstance(trace.thing, Onboarding) and trace.thing.status not in _NOTHING_THERE:
            yield Remains(trace.thing.partner, trace.id, trace.status)


def ids(found: Found) -> Iterator[tuple[str, str, str]]:
    """Yield by what partners find the person: the partner, what the id is, and the id itself."""
    for partner in found.hiring_systems:
        kinds = registry.partner(partner).candidate_ids
        for name in sorted(found.names, key=lambda each: (each.kind, each.value)):
            if name.kind in kinds:
                yield partner, kinds[name.kind], name.value
    for trace in found.traces:
        if isinstance(trace.thing, Onboarding) and trace.thing.status not in _NOTHING_THERE:
            partner = trace.thing.partner
            for kind, value in onboarded_persons(partner).ids(trace.thing):
                yield partner, kind, value
