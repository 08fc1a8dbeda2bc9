"""Whatever the order and the delay of Incode's events: each verdict reaches its own onboarding."""

from dataclasses import dataclass
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status
from tests.unit.incode.deployment import EVERYBODYS, Deployment, client_of

HOUR: Final = 3_600
GAPS: Final = (0, 0, 1, 30, 300, 1_200, 1_980, HOUR, 5 * HOUR, 40 * HOUR)
"""Seconds between two events: from at once to the weekend."""
VERDICTS: Final = {
    "SESSION_SUCCEEDED": Status.VERIFIED,
    "SESSION_FAILED": Status.REJECTED,
    "MANUAL_REVIEW_APPROVED": Status.VERIFIED,
    "MANUAL_REVIEW_REJECTED": Status.REJECTED,
}
EARLIER: Final = ("SESSION_STARTED", "ID_VALIDATION_FINISHED", "SESSION_PENDING_REVIEW")


@dataclass(frozen=True)
class Told:
    """One event, and the number of the person whom it is about. `named`: it carries our id."""

    person: int
    kind: str
    session: int
    named: bool
    by: Identity


@dataclass(frozen=True)
class Story:
    """The people of two tenants, and everything that is told of them, with the gaps between."""

    tenants: tuple[str, ...]
    verdicts: tuple[str, ...]
    told: tuple[Told, ...]
    gaps: tuple[int, ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw people who all have one external id, and their events in any order."""
    tenants = tuple(draw(st.lists(st.sampled_from(["acme", "globex"]), min_size=2, max_size=4)))
    verdicts, events = list[str](), list[Told]()
    for person, tenant in enumerate(tenants):
        clients = draw(
            st.sampled_from([(EVERYBODYS,), (client_of(tenant),), (EVERYBODYS, client_of(tenant))])
        )
        verdict = draw(st.sampled_from(list(VERDICTS)))
        session = draw(st.integers(0, 1))
        verdicts.append(verdict)
        for by in clients:
            # Of each session, one event of the older generation that names our id.
            for number in range(session + 1):
                events.append(Told(person, "ONBOARDING_FINISHED", number, named=True, by=by))
            for kind in draw(st.lists(st.sampled_from(EARLIER), max_size=2)):
                events.append(Told(person, kind, 0, named=False, by=by))
            events.append(Told(person, verdict, session, named=False, by=by))
    repeats = draw(st.lists(st.sampled_from(events), max_size=3))
    told = tuple(draw(st.permutations(events + repeats)))
    gaps = tuple(draw(st.lists(st.sampled_from(GAPS), min_size=len(told), max_size=len(told))))
    return Story(tenants, tuple(verdicts), told, gaps)


@settings(max_examples=60, deadline=None)
@given(stories())
def test_every_verdict_reaches_exactly_the_onboarding_it_belongs_to(story: Story) -> None:
    """Two generations of events, two tenants, one external id, both kinds of clients."""
    # GIVEN people of two tenants under one external id
    there = Deployment()
    people = [there.ask(tenant, "job-77") for tenant in story.tenants]
    # WHEN Incode tells of them, in this order and with these gaps
    for told, gap in zip(story.told, story.gaps, strict=True):
        sent = there.sent[told.person] if told.named else None
        there.tell(told.kind, f"int-{told.person}-{told.session}", sent, by=told.by)
        there.work()
        if gap:
            there.pass_time(gap)
    # THEN each has its own verdict, once, and nothing is left over
    expected = [VERDICTS[verdict] for verdict in story.verdicts]
    assert [there.onboarding(each).status for each in people] == expected
    counted = there.world.meter.counted
    verified = expected.count(Status.VERIFIED)
    assert counted[Metric.ONBOARDING_VERIFIED] == verified
    assert counted[Metric.ONBOARDING_REJECTED] == len(expected) - verified
    assert not there.stored(NotificationStatus.UNRESOLVED)
