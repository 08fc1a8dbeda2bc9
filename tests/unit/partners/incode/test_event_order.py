"""Whatever the order and the delay of Incode's events: each verdict reaches its own onboarding."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status
from tests.fakes.partners.incode import says
from tests.unit.partners.incode.asking import Asked
from tests.unit.partners.incode.deployment import EVERYBODYS, Deployment, client_of

HOUR: Final = 3_600
GAPS: Final = (0, 0, 1, 30, 300, 1_200, 1_980, HOUR, 5 * HOUR, 40 * HOUR)
"""Seconds between two events: from at once to the weekend."""
VERDICTS: Final = {
    "SESSION_SUCCEEDED": Status.VERIFIED,
    "SESSION_FAILED": Status.REJECTED,
    "MANUAL_REVIEW_APPROVED": Status.VERIFIED,
    "MANUAL_REVIEW_REJECTED": Status.REJECTED,
}
REVIEWED: Final = {
    word: "MANUAL_REVIEW_APPROVED" if status is Status.VERIFIED else "MANUAL_REVIEW_REJECTED"
    for word, status in VERDICTS.items()
}
"""How a verdict shows where Incode is asked."""
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
        there.tell(told.kind, f"interview-{told.person}-{told.session}", sent, by=told.by)
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


@dataclass(frozen=True)
class Silence:
    """People of two tenants of whom some webhooks are lost. `lost` says which, by number."""

    story: Story
    lost: frozenset[int]


@st.composite
def silences(draw: st.DrawFn) -> Silence:
    """Draw a story, and what of it never comes."""
    story = draw(stories())
    return Silence(story, draw(st.frozensets(st.integers(0, len(story.told) - 1))))


@settings(max_examples=30, deadline=None)
@given(silences())
def test_no_verdict_needs_its_webhook(silence: Silence) -> None:
    """Whichever webhooks are lost or late: 15 minutes after the verdict it is known, once."""
    # GIVEN people under one external id at an Incode that has come to its verdicts
    there = Asked()
    story = silence.story
    people = [there.ask(tenant, "job-77") for tenant in story.tenants]
    told = {f"interview-{number}": REVIEWED[word] for number, word in enumerate(story.verdicts, 1)}
    there.incode.status = lambda request: says(told[parse_qs(urlsplit(request.url).query)["id"][0]])
    # WHEN some of its webhooks come
    for number, event in enumerate(story.told):
        if number not in silence.lost and event.session == 0:
            sent = there.sent[event.person] if event.named else None
            there.tell(event.kind, f"interview-{event.person + 1}", sent, by=event.by)
            there.work()
    # AND a quarter of an hour passes
    there.wait(15 * 60)
    # THEN each has its own verdict, and each is counted once
    expected = [VERDICTS[verdict] for verdict in story.verdicts]
    assert [there.onboarding(each).status for each in people] == expected
    counted = there.world.meter.counted
    verified = expected.count(Status.VERIFIED)
    assert counted[Metric.ONBOARDING_VERIFIED] == verified
    assert counted[Metric.ONBOARDING_REJECTED] == len(expected) - verified
