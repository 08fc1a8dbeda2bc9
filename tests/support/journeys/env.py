"""A tenant with connected partners and a policy, and what queue and clock do for its journeys.

simulation = a_simulation(policy())          a company and an Enboarder account are connected
simulation.hire()                       a recruiter does it; SmartRecruiters notifies us
simulation.work_off()                   the worker does what the queue holds
simulation.succeed()                    the person proves who they are; Incode notifies us
simulation.wait(hours=1)                time passes, and the schedules run
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from jetbridge.flows.connection import disconnect
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import decide, due
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import reconcile
from jetbridge.flows.schedule import work as jobs
from jetbridge.model.connection import Connection
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Entry, Journey, Reason, Status, StepState, What
from jetbridge.model.journey_events import AtVersion, Decision, Question
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import connect as enboarder_connect
from jetbridge.partners.enboarder.api import Account
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.partners.smartrecruiters import disable
from jetbridge.store import companies, connections, journeys, notifications, onboardings, policies
from tests.fakes.approvals import exchanged
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.partners.everyone import Partners
from tests.fakes.partners.smartrecruiters import APPLICATION, application_id
from tests.support.journeys.policies import Document

TENANT: Final = "demo"
COMPANY: Final = "acme"
HOUR: Final = 3_600
DAY: Final = 86_400
MINUTE: Final = 60

CALLER: Final = Identity("jb_ci_caller", ClientKind.API, TENANT, frozenset(Scope))
_INCODE: Final = Identity(
    "jb_ci_incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)
_ACCOUNT: Final = Account("EU", Secret("the-client-secret"), client_id="the-client")

_PATIENCE: Final = 200
"""Messages, one leading to another, after which the queue counts as one that never empties."""

type Message = Mapping[str, object]
type Process = Callable[[], Context]
type Do = Callable[[Context, Message], None]


@dataclass
class Simulation:
    """One tenant's part of the world. `process` starts one, `do` is what a worker does there."""

    world: World
    partners: Partners
    process: Process
    do: Do = jobs.do
    notified: int = 0
    """Notifications of SmartRecruiters so far."""

    # ------------------------------------------------ what people do

    def hire(self, application: tuple[str, str] = APPLICATION) -> None:
        """Have a recruiter move the application to HIRED."""
        self.partners.smartrecruiters.move("HIRED", application)
        self.notify(application)

    def take_back(self, application: tuple[str, str] = APPLICATION) -> None:
        """Have a recruiter move the application away from HIRED."""
        self.partners.smartrecruiters.move("OFFERED", application)
        self.notify(application)

    def begin(self, session: int = -1) -> None:
        """Have the person begin at Incode."""
        self.tell("SESSION_STARTED", session)

    def succeed(self, session: int = -1) -> None:
        """Have the person prove who they are."""
        self.tell("SESSION_SUCCEEDED", session)

    def fail(self, session: int = -1) -> None:
        """Have the person fail to."""
        self.tell("SESSION_FAILED", session)

    def decide(self, decision: Decision, answers: Question | None = None) -> Journey | None:
        """Have an operator decide about the latest journey: as it stands, or as they saw it."""
        seen = answers or AtVersion(self.journey.version)
        return decide.decide(
            self.process(), self.journey.id, decision, by="operator-1", answers=seen
        )

    def judge(self, status: OnboardingStatus) -> None:
        """Have Onboarder say what the person proved: it is written as the browser flow does."""
        context = self.process()
        found = self.onboarding
        judged = replace(found, status=status, updated_at=context.clock.now())
        outbox.commit(context, *onboardings.save(judged))

    # ------------------------------------------------ what administrators do

    def connect_company(self) -> None:
        """Connect the company, or connect it again. Subscribing to it is other tests' business."""
        self.partners.smartrecruiters.disable(COMPANY)
        context, waiting = self.process(), [*self.world.queue.sent]
        outcome = exchanged(context, company_id=COMPANY, tenant=TENANT, subject="admin")
        assert outcome.connected
        self.world.queue.sent = waiting

    def disable_company(self) -> None:
        """Have the customer disable the integration at SmartRecruiters."""
        self.partners.smartrecruiters.disable(COMPANY)
        disable.disable(self.process(), self.company.id, by="their-client")

    def connect_account(self) -> None:
        """Connect the Enboarder account, or connect it again."""
        enboarder_connect.connect(self.process(), CALLER, _ACCOUNT)

    def disconnect_account(self) -> None:
        """Have the tenant disconnect its Enboarder account."""
        disconnect.disconnect(self.process(), CALLER, self.account.id)

    # ------------------------------------------------ what partners tell us

    def notify(self, application: tuple[str, str] = APPLICATION, number: int | None = None) -> None:
        """Have SmartRecruiters tell us that an application has changed: anew, or once more."""
        self.notified += number is None
        context = self.process()
        inbox.take(
            context,
            Notification(
                partner="smartrecruiters",
                event_id=f"evt-{self.notified if number is None else number}",
                event_type="application.status.updated",
                tenant=TENANT,
                connection_id=self.company.id,
                received_at=context.clock.now(),
                facts={
                    "application_id": application_id(application),
                    "candidate_id": application[0],
                    "job_id": application[1],
                },
            ),
        )

    def tell(self, event_type: str, session: int = -1) -> None:
        """Have Incode tell us of one of its sessions, as often as the test likes."""
        chosen = self.partners.incode.sessions[session]
        document = {
            "interviewId": chosen.interview_id,
            "eventType": event_type,
            "externalCustomerId": chosen.external_id,
        }
        incode_ingest.receive(self.process(), _INCODE, document)

    # ------------------------------------------------ queue and clock

    def take(self, index: int = 0) -> None:
        """Have the worker do one message of the queue; one that fails stays there."""
        message, _ = self.world.queue.sent[index]
        self.do(self.process(), message)
        self.world.queue.sent.pop(index)

    def work_off(self) -> None:
        """Have the worker do what the queue holds, and what that puts into the queue.

        What is for later comes later: after a minute at the least.
        """
        for _ in range(_PATIENCE):
            ready = [n for n, (_, delay) in enumerate(self.world.queue.sent) if not delay]
            if not ready:
                return
            self.take(ready[0])
        msg = f"the queue never empties: {self.world.queue.sent[0]}"
        raise AssertionError(msg)

    def wait(self, seconds: int = 0, *, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Let time pass; then every schedule runs, and the worker does what they hand over."""
        self.world.clock.advance(seconds + minutes * MINUTE + hours * HOUR + days * DAY)
        self.fire()
        self.work_off()

    def pass_days(self, days: int) -> None:
        """Let days pass, each with its schedules."""
        for _ in range(days):
            self.wait(days=1)

    def fire(self) -> None:
        """Run the schedules. The queue's delays are over by now."""
        self.world.queue.sent = [(message, 0) for message, _ in self.world.queue.sent]
        reconcile.run(self.process())
        due.run(self.process())
        outbox.sweep(self.process())

    # ------------------------------------------------ what there is

    @property
    def company(self) -> Connection:
        """The company's connection."""
        found = companies.connection(self.world.table, COMPANY, TENANT)
        assert found
        return found

    @property
    def account(self) -> Connection:
        """The tenant's Enboarder account."""
        found = connections.holder(self.world.table, "enboarder", TENANT)
        assert found
        return found

    @property
    def every(self) -> tuple[Journey, ...]:
        """All journeys, the latest first."""
        found, _ = journeys.of_tenant(self.world.table, TENANT, limit=100, after=None)
        return tuple(sorted(found, key=lambda each: each.sequence, reverse=True))

    @property
    def journey(self) -> Journey:
        """The latest journey, which must be there."""
        return self.every[0]

    def status(self) -> Status:
        """Return where the latest journey stands."""
        return self.journey.status

    def reason(self) -> Reason:
        """Return why it stands there."""
        return self.journey.reason

    def step(self, index: int) -> StepState:
        """Return where a step of it stands."""
        return self.journey.steps[index]

    @property
    def onboarding(self) -> Onboarding:
        """What the latest journey's present step, or else its last one, has asked for."""
        steps = self.journey.steps[: self.journey.position + 1]
        asked = [step.onboarding_id for step in steps if step.onboarding_id]
        found = onboardings.get(self.world.table, asked[-1])
        assert found
        return found

    @property
    def timeline(self) -> list[Entry]:
        """The lines of the latest journey's timeline."""
        return [*journeys.timeline(self.world.table, self.journey.id)]

    @property
    def story(self) -> list[What]:
        """What happened, according to the latest journey's timeline."""
        return [each.what for each in self.timeline]

    def told(self, *types: str) -> list[DomainEvent]:
        """Return the events of journeys on the bus, or those of some types, each once."""
        published = {each.id: each for each in self.world.bus.published}
        wanted = [f"journey.{each}" for each in types]
        return [
            each
            for each in published.values()
            if each.type.startswith("journey.") and (not wanted or each.type in wanted)
        ]


def connected(world: World, document: Document) -> None:
    """Connect the tenant's partners, and give it a policy."""
    simulation = in_world(world)
    simulation.connect_company()
    simulation.connect_account()
    before = policies.current(world.table, TENANT)
    world.table.write(*policies.put(TENANT, document, before=before, now=world.clock.now()))
    world.bus.published.clear()


def a_world(partners: Partners | None = None) -> World:
    """Return a world with these partners in it."""
    environment = {**ENVIRONMENT, "PUBLIC_URL": "https://jetbridge.test"}
    return World(http=partners or Partners(), environment=environment)


def in_world(world: World) -> Simulation:
    """Return the simulation of a world that was set up already."""
    partners = world.http
    assert isinstance(partners, Partners)
    every = (
        notifications.listing(world.table, "smartrecruiters", status, limit=100)[0]
        for status in NotificationStatus
    )
    return Simulation(world, partners, process=world.context, notified=sum(map(len, every)))


def a_simulation(document: Document) -> Simulation:
    """Return a simulation that was connected and runs by a policy."""
    world = a_world()
    connected(world, document)
    return in_world(world)
