"""Any history of some applications: what may happen, and what must hold after each of it.

The flows are the real ones, over a table and partners in memory. A worker may die at any call to
the outside, and may be overtaken while it asks a partner; the queue delivers in any order, and
twice; notifications come late, twice and in any order; the clock jumps.
"""

from collections import Counter
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from jetbridge.flows.journey import record
from jetbridge.model.journey import Journey, Reason, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.message_limit import WINDOW
from jetbridge.partners.enboarder.workflows import external_id
from jetbridge.store import onboardings
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import HOUR, TENANT
from tests.support.journeys.policies import LAUNCH, READY, REPORT, Document, policy, verify
from tests.unit.flows.journey import invariants as promises
from tests.unit.flows.journey.history import History, dies

REACTIONS = st.sampled_from(["stop", "review", "continue"])
PARTNERS = st.sampled_from(["smartrecruiters", "incode", "enboarder"])
INDEX = st.integers(0, 7)
LIMIT = 4
"""Messages of a person in a day."""
_MESSAGES = frozenset({What.LINK_READY, What.MESSAGE_SENT, What.REMINDED})


@st.composite
def policies(draw: st.DrawFn) -> Document:
    """Draw a policy: which steps, how a person is asked, and what follows when it goes wrong."""
    verifies = verify(
        draw(st.sampled_from(["sms", "bus", "email"])),
        deadlineInHours=draw(st.sampled_from([24, 72])),
        remindAfterHours=draw(st.sampled_from([[], [12], [6, 12, 18]])),
        onRejection=draw(REACTIONS),
        onDeadline=draw(REACTIONS),
        onRefusal=draw(REACTIONS),
    )
    launches = LAUNCH | {"onRefusal": draw(REACTIONS)}
    orders = [
        [verifies, launches, REPORT],
        [READY, verifies, launches, REPORT],
        [verifies, launches],
        [launches, REPORT],
        [launches, verifies],
    ]
    return policy(
        *draw(st.sampled_from(orders)), reportFailure=draw(st.booleans()), messagesPerDay=LIMIT
    )


class Hires(History):
    """Some applications, whatever happens."""

    @initialize(document=policies())
    def connect(self, document: Document) -> None:
        """A tenant is connected, with a policy, and a person is hired."""
        self.begin_with(document)
        self.hire()

    # ------------------------------------------------ people

    @rule(index=INDEX, status=st.sampled_from(["HIRED", "HIRED", "OFFERED"]))
    def recruit(self, index: int, status: str) -> None:
        """A recruiter touches an application, takes a hire back, or hires a person again."""
        self.followed["recruit"] += 1
        self.move(self.application(index), status)

    @rule()
    def hire_another(self) -> None:
        """A recruiter hires another person."""
        self.followed["hire_another"] += 1
        self.hire()

    @rule(session=INDEX, event=st.sampled_from(["SESSION_STARTED", "SESSION_PENDING_REVIEW"]))
    def begin(self, session: int, event: str) -> None:
        """A person begins, or is looked at by hand."""
        self.followed["begin"] += 1
        if self.partners.incode.sessions:
            self.undelivered.append((event, session % len(self.partners.incode.sessions)))

    @rule(session=INDEX, event=st.sampled_from(["SESSION_SUCCEEDED", "SESSION_FAILED"]))
    def judge(self, session: int, event: str) -> None:
        """The partner comes to a verdict: one for each session."""
        self.followed["judge"] += 1
        every = range(len(self.partners.incode.sessions))
        still_open = [each for each in every if each not in self.verdicts]
        if still_open:
            chosen = still_open[session % len(still_open)]
            self.verdicts.add(chosen)
            self.undelivered.append((event, chosen))

    @rule(index=INDEX, decision=st.sampled_from(Decision))
    def operate(self, index: int, decision: Decision) -> None:
        """An operator decides about a journey."""
        self.followed["operate"] += 1
        if self.simulation.every:
            self.decide(self.simulation.every[index % len(self.simulation.every)], decision)

    @rule(index=INDEX)
    def look_at(self, index: int) -> None:
        """An operator looks at a journey, and thinks."""
        self.followed["look_at"] += 1
        if self.simulation.every:
            seen = self.simulation.every[index % len(self.simulation.every)]
            self.looked[seen.id] = seen

    @precondition(lambda self: self.looked)
    @rule(index=INDEX, decision=st.sampled_from(Decision), by_step=st.booleans())
    def decide_late(self, index: int, decision: Decision, *, by_step: bool) -> None:
        """They decide about what they saw, whatever has become of it."""
        self.followed["decide_late"] += 1
        seen = [*self.looked.values()][index % len(self.looked)]
        self.decide_late_about(seen, decision, by_step=by_step)

    # ------------------------------------------------ partners

    @rule(partner=PARTNERS, trouble=st.sampled_from(Trouble))
    def fall_ill(self, partner: str, trouble: Trouble) -> None:
        """A partner falls ill, or recovers."""
        self.followed["fall_ill"] += 1
        self.partners.of_journeys[partner].trouble = trouble

    @rule(what=st.sampled_from(["disable", "disconnect", "queue", "bus", "reports", "candidate"]))
    def mishap(self, what: str) -> None:
        """A connection ends, the queue or the bus breaks down, or something changes."""
        self.followed["mishap"] += 1
        match what:
            case "disable":
                self.alive(self.simulation.disable_company)
            case "disconnect" if self.simulation.account.has_credentials:
                self.alive(self.simulation.disconnect_account)
            case "queue":
                self.world.queue.broken = True
            case "bus":
                self.world.bus.broken = True
            case "reports":
                self.partners.enboarder.reports_lag = True
            case "candidate":
                name = f"Ruiz {self.world.clock.now()}"
                self.partners.smartrecruiters.candidate["lastName"] = name

    @rule()
    def be_well(self) -> None:
        """Everything is well again."""
        self.followed["be_well"] += 1
        self.fix()

    @precondition(lambda self: self.undelivered)
    @rule(index=INDEX, again=st.booleans())
    def deliver(self, index: int, *, again: bool) -> None:
        """A partner delivers a notification, any of them, and perhaps once more later."""
        self.followed["deliver"] += 1
        about = self.undelivered[index % len(self.undelivered)]
        acknowledged = self.alive(lambda: self.notify(*about))
        if acknowledged and not again:
            self.undelivered.remove(about)

    # ------------------------------------------------ the worker, the queue, the clock

    @precondition(lambda self: self.world.queue.sent)
    @rule(index=INDEX, again=st.booleans())
    def do_one(self, index: int, *, again: bool) -> None:
        """The worker does a message, any of them, which perhaps comes once more."""
        self.followed["do_one"] += 1
        self.work(index, again=again)

    @rule()
    def go_on(self) -> None:
        """Every notification comes, and the worker does what follows."""
        self.followed["go_on"] += 1
        self.hear()

    @rule(index=INDEX, what=st.sampled_from(["take_back", "cancel", "work", "clock"]))
    def be_overtaken(self, index: int, what: str) -> None:
        """A person is hired, and the worker is overtaken before it commits a partner's answer."""
        self.followed["be_overtaken"] += 1
        self.hire()
        self.meanwhile = {
            "take_back": lambda: self.take_back(index),
            "cancel": lambda: self.decide(self.simulation.every[0], Decision.CANCEL),
            "work": self.work_off,
            "clock": self.fire,
        }[what]
        self.hear()

    @rule(calls=st.integers(0, 90))
    def die(self, calls: int) -> None:
        """A person is hired, and the process dies before or after a call to the outside."""
        self.followed["die"] += 1
        self.hire()
        self.left = calls
        self.hear()

    @rule(partner=PARTNERS)
    def die_asking(self, partner: str) -> None:
        """It dies after a partner has done what it was asked, and before it says so."""
        self.followed["die_asking"] += 1
        self.hire()
        self.partners.of_journeys[partner].on_effect = dies
        self.hear()

    @rule(seconds=st.sampled_from([1, 60, 180, 900, HOUR, 6 * HOUR, 24 * HOUR, 96 * HOUR]))
    def wait(self, seconds: int) -> None:
        """Time passes, and the schedules run."""
        self.followed["wait"] += 1
        self.world.clock.advance(seconds)
        self.fire()

    @rule()
    def calm(self) -> None:
        """Everything is well for some hours: what can end has ended, and the rest shows it."""
        self.followed["calm"] += 1
        self.meanwhile = None
        self.fix()
        self.hear()
        for minutes in (0, 5, 5, 10, 20, 30, 60, 60, 60):
            self.world.clock.advance(minutes * 60)
            self.fire()
            self.work_off()
        assert not self.world.queue.sent
        for journey in self.simulation.every:
            waits = None if journey.is_over or journey.ending else journey.steps[journey.position]
            shows = waits and (
                waits.status in (StepStatus.AWAITING, StepStatus.HELD)
                or waits.reason is Reason.MESSAGE_LIMIT
            )
            assert journey.is_over or shows, journey
        for application, status in self.partners.smartrecruiters.statuses.items():
            found = self.journeys(application)
            assert status == "HIRED" or all(each.is_over for each in found), application
            assert status != "HIRED" or found, f"{application} is hired and has no journey"

    # ------------------------------------------------ what must hold

    @invariant()
    def every_promise_is_kept(self) -> None:
        """Whatever has happened: the journeys are read once for all that must hold of them."""
        every = self.simulation.every
        self.nobody_is_messaged_twice()
        self.nobody_gets_more_messages_than_the_limit(every)
        self.nobody_is_launched_twice(every)
        self.every_journey_keeps_its_promises(every)
        self.one_journey_at_a_time(every)

    def nobody_is_messaged_twice(self) -> None:
        """One message for each attempt, and one attempt unless an operator wanted another."""
        messages = self.partners.incode.messages
        asked = [onboardings.get(self.world.table, each.external_id) for each in messages]
        sent = Counter(each.id for each in asked if each)
        assert max(sent.values(), default=1) == 1, f"messaged twice: {sent}"
        for journey_id, count in Counter(each.journey_id for each in asked if each).items():
            assert count <= 1 + self.retries[journey_id], f"messaged twice: {journey_id}"

    def nobody_gets_more_messages_than_the_limit(self, every: Sequence[Journey]) -> None:
        """Links, messages and reminders together, in any 24 hours."""
        told = Counter[str]()
        now = self.world.clock.now()
        for journey in every:
            for line in self.tale(journey):
                if line.what in _MESSAGES and line.at > now - WINDOW:
                    told[journey.candidate_id] += 1
        assert max(told.values(), default=0) <= LIMIT, told

    def nobody_is_launched_twice(self, every: Sequence[Journey]) -> None:
        """One workflow for each journey, under the name of its hire."""
        launched = Counter(each.external_id for each in self.partners.enboarder.workflows)
        assert max(launched.values(), default=1) == 1, f"launched twice: {launched}"
        hires = {external_id(TENANT, *each.hire.parts) for each in every}
        assert launched.keys() <= hires, f"launched twice: {launched.keys() - hires}"

    def every_journey_keeps_its_promises(self, every: Sequence[Journey]) -> None:
        """Its timeline tells how it stands, and nothing of it is forgotten or told twice."""
        for journey in every:
            was, told = self.before.get(journey.id, (journey, ()))
            if told and journey.version == was.version:
                continue
            runs_by = record.policy_for(self.world.context(), journey)
            tale = self.tale(journey)
            assert not [*promises.broken(runs_by, journey, tale)]
            assert not promises.changed(was, journey, told, tale)
            self.before[journey.id] = journey, tale

    def one_journey_at_a_time(self, every: Sequence[Journey]) -> None:
        """Of the journeys of one application one goes on at the most."""
        for application in self.partners.smartrecruiters.statuses:
            found = [each for each in every if each.candidate_id == application[0]]
            assert sum(not each.is_over for each in found) <= 1
            assert [each.sequence for each in found] == [*range(len(found), 0, -1)]
