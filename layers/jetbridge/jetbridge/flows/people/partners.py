"""What partners keep of a person, and by which ids they find them.

The ids are personal data: the operator is shown them once, before they are wiped. The record of
the erasure keeps which partner has what, by ids of ours.
"""

from collections.abc import Iterator

from jetbridge.flows.people.finding import Found
from jetbridge.model.erasure import NameKind, Remains
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.smartrecruiters import api as smartrecruiters

_NOTHING_THERE = frozenset({Status.QUEUED, Status.NOT_PERFORMED, Status.REFUSED})
"""Where the partner has done nothing for the person."""


def keep(found: Found) -> Iterator[Remains]:
    """Yield what partners keep of a person, by ids of ours."""
    for trace in found.traces:
        if isinstance(trace.thing, Journey):
            yield Remains(smartrecruiters.PARTNER, trace.id, trace.status)
        if isinstance(trace.thing, Onboarding) and trace.thing.status not in _NOTHING_THERE:
            yield Remains(trace.thing.partner, trace.id, trace.status)


def ids(found: Found) -> Iterator[tuple[str, str, str]]:
    """Yield by what partners find the person: the partner, what the id is, and the id itself."""
    kinds = {NameKind.CANDIDATE: "candidateId", NameKind.APPLICATION: "applicationId"}
    for name in sorted(found.names, key=lambda each: (each.kind, each.value)):
        if name.kind in kinds:
            yield smartrecruiters.PARTNER, kinds[name.kind], name.value
    for trace in found.traces:
        if isinstance(trace.thing, Onboarding) and trace.thing.status not in _NOTHING_THERE:
            yield from _ids_of(trace.thing)


def _ids_of(known: Onboarding) -> Iterator[tuple[str, str, str]]:
    match known.partner:
        case incode.PARTNER:
            sent = known.correlation_id or known.external_customer_id
            yield incode.PARTNER, "externalCustomerId", sent
            for session in known.interviews:
                yield incode.PARTNER, "interviewId", session
        case enboarder.PARTNER:
            yield enboarder.PARTNER, "externalid", known.settings.get("externalId", "")
        case onboarder.PARTNER:
            yield onboarder.PARTNER, "account", "the person's own: they delete it themselves"
        case _:
            return
