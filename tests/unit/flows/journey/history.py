"""One history: a tenant's simulation with a worker that may die, lag, or do things twice."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar, Final

from hypothesis.stateful import RuleBasedStateMachine

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import decide, due, engine, record
from jetbridge.flows.journey.perform import Performer, perform
from jetbridge.flows.schedule import reconcile
from jetbridge.flows.schedule import work as jobs
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Entry, Journey, StepStatus, What
from jetbridge.model.journey_events import AtStep, AtVersion, Decision, Intent, Outcome, Question
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.policy import Policy
from jetbridge.model.work import Kind
from jetbridge.store import journeys
from tests.fakes.context import World
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_world, connected, in_world
from tests.support.journeys.policies import Document
from tests.support.killing import Killed

MAX_ASKED: Final = 6
"""Applications of one history."""
_DECIDED: Final = frozenset(
    {
        What.APPROVED,
        What.RETRIED,
        What.CANCEL_REQUESTED,
        What.NEW_LINK,
        What.LINK_REPLACED,
    }
)
"""Lines of a decision."""
_MOVED: Final = "application.status.updated"


def dies() -> None:
    """Be a process that is gone."""
    raise Killed


class History(RuleBasedStateMachine):
    """What may be done; `jetbridge`'s own flows do it."""

    performer: ClassVar[Performer] = staticmethod(perform)
    """Makes the effects: the flows' own, or a broken one to see that it is noticed."""
    followed: ClassVar[Counter[str]] = Counter()
    """How often each rule was followed, over all histories."""

    def __init__(self) -> None:
        """Have nothing connected yet."""
        super().__init__()
        self.world: World = a_world()
        self.left: int | None = None
        """Calls to the outside until the process dies."""
        self.meanwhile: Callable[[], None] | None = None
        """What happens before the next answer of a partner is committed."""
        self.undelivered: list[tuple[str, int]] = []
        """Events, with the number of their notification or session."""
        self.notified: dict[int, tuple[str, str]] = {}
        self.verdicts: set[int] = set()
        self.retries: Counter[str] = Counter()
        self.looked: dict[str, Journey] = {}
        """Journeys as an operator saw them last."""
        self.before: dict[str, tuple[Journey, tuple[Entry, ...]]] = {}
        self.tales: dict[tuple[str, int], tuple[Entry, ...]] = {}
        """Timelines by journey and version: a journey that was not written has no new line."""

    def begin_with(self, document: Document) -> None:
        """Connect the partners, by a policy."""
        connected(self.world, document)
        self.context = self.world.hooked(self._called)
        self.simulation: Simulation = replace(
            in_world(self.world), process=lambda: self.context, do=self.do
        )
        self.partners = self.simulation.partners

    def tale(self, journey: Journey) -> tuple[Entry, ...]:
        """Return the journey's timeline, as of this version."""
        key = journey.id, journey.version
        if key not in self.tales:
            self.tales[key] = journeys.timeline(self.world.table, journey.id)
        return self.tales[key]

    # ------------------------------------------------ people

    def hire(self) -> None:
        """Hire another person, as long as there are not too many."""
        known = self.partners.smartrecruiters.statuses
        if len(known) < MAX_ASKED:
            self.move((f"can-{len(known) + 1}", "job-1"), "HIRED")

    def move(self, application: tuple[str, str], status: str) -> None:
        """Move an application; SmartRecruiters will notify us some time."""
        self.partners.smartrecruiters.move(status, application)
        self.simulation.notified += 1
        self.notified[self.simulation.notified] = application
        self.undelivered.append((_MOVED, self.simulation.notified))

    def take_back(self, index: int) -> None:
        """Take a hire back, and hear of it."""
        self.move(self.application(index), "OFFERED")
        self.hear()

    def decide(self, journey: Journey, decision: Decision, answers: Question | None = None) -> None:
        """Decide as an operator who saw `journey`, if it makes sense and it stands there still."""
        now = journeys.get(self.world.table, journey.id) or journey
        held = any(each.status is StepStatus.HELD for each in now.steps)
        # A process that died of it may have committed it.
        self.retries[journey.id] += held and decision is Decision.RETRY
        answers = answers or AtVersion(journey.version)
        with suppress(NotPossibleError, OvertakenError):
            self.alive(
                lambda: decide.decide(
                    self.context, journey.id, decision, by="operator", answers=answers
                )
            )

    def decide_late_about(self, seen: Journey, decision: Decision, *, by_step: bool) -> None:
        """Decide about what was seen, and see that it takes effect there or nowhere."""
        policy = record.policy_for(self.world.context(), seen)
        place = seen.position if not (seen.is_over or seen.ending) else None
        answers: Question = AtVersion(seen.version)
        if by_step and place is not None:
            state = seen.steps[place]
            answers = AtStep(policy.steps[place].name, state.attempt, state.reason)
        told = len(journeys.timeline(self.world.table, seen.id))
        self.decide(seen, decision, answers)
        for line in journeys.timeline(self.world.table, seen.id)[told:]:
            if line.what in _DECIDED and isinstance(answers, AtStep):
                now = journeys.get(self.world.table, seen.id)
                assert now
                attempt = now.steps[place or 0].attempt
                anew = decision in (Decision.RETRY, Decision.NEW_LINK, Decision.REPLACE_LINK)
                assert attempt - anew <= answers.attempt
                assert line.step in ("", answers.step)
                assert line.facts.get("reason", answers.reason) == answers.reason

    def application(self, index: int) -> tuple[str, str]:
        """Return one of the applications: the smaller the index, the newer."""
        known = [*self.partners.smartrecruiters.statuses]
        return known[-1 - index % len(known)]

    def journeys(self, application: tuple[str, str]) -> list[Journey]:
        """Return an application's journeys, the latest first."""
        return [each for each in self.simulation.every if each.candidate_id == application[0]]

    # ------------------------------------------------ partners, queue and clock

    def notify(self, event: str, number: int) -> None:
        """Have a partner tell us something, perhaps not for the first time."""
        if event == _MOVED:
            self.simulation.notify(self.notified[number], number=number)
        else:
            self.simulation.tell(event, number)

    def hear(self) -> None:
        """Have every notification delivered, and the worker do what follows."""
        while self.undelivered:
            event, number = self.undelivered.pop(0)
            if not self.alive(lambda e=event, n=number: self.notify(e, n)):  # type: ignore[misc]  # mypy infers no lambda with defaults
                self.undelivered.append((event, number))
        self.work_off()

    def work(self, index: int, *, again: bool = False) -> None:
        """Have the worker do a message; one that it did not get done comes again."""
        queue = self.world.queue
        if not queue.sent:
            return
        entry = queue.sent[index % len(queue.sent)]
        try:
            lived = self.alive(lambda: self.do(self.context, entry[0]))
        except (ApiProblem, OnboardingError):
            lived = False
        if lived and not again and entry in queue.sent:
            queue.sent.remove(entry)

    def work_off(self) -> None:
        """Have the worker do what the queue holds, in no good order, and one message twice."""
        for transition in range(30):
            self.work(transition % 3, again=transition == 1)

    def fire(self) -> None:
        """Run the schedules."""
        for run in (reconcile.run, due.run, outbox.sweep):
            self.alive(lambda run=run: run(self.context))  # type: ignore[misc]  # the same

    def fix(self) -> None:
        """Have everything well and connected, and the process started anew."""
        self.left, self.context = None, self.world.hooked(self._called)
        self.world.queue.broken = self.world.bus.broken = False
        self.partners.enboarder.reports_lag = False
        for each in self.partners.of_journeys.values():
            each.trouble, each.on_effect = Trouble.NONE, None
        if not self.simulation.company.has_credentials:
            self.simulation.connect_company()
            # What was missed meanwhile the poll finds; here SmartRecruiters says it once more.
            for application, status in self.partners.smartrecruiters.statuses.items():
                self.move(application, status)
        if not self.simulation.account.has_credentials:
            self.simulation.connect_account()

    # ------------------------------------------------ the process

    def alive(self, action: Callable[[], object]) -> bool:
        """Do something in the process; tell whether it has survived. If not, there is another."""
        try:
            action()
        except Killed:
            self.context = self.world.hooked(self._called)
            return False
        return True

    def do(self, context: Context, message: Mapping[str, object]) -> None:
        """Be the worker."""
        if message["kind"] == Kind.JOURNEY:
            engine.advance(context, message, self._perform)
        else:
            jobs.do(context, message)

    def _perform(
        self, context: Context, policy: Policy, journey: Journey, wanted: Intent
    ) -> Outcome:
        outcome = type(self).performer(context, policy, journey, wanted)
        action, self.meanwhile = self.meanwhile, None
        if action:
            action()
        return outcome

    def _called(self) -> None:
        """Be called before and after every call to the outside: the last one kills."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Killed
