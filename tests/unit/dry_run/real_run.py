"""A real run of a policy, to be compared with its rehearsal: the unit tests' world and partners."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, override
from urllib.parse import urlsplit

from jetbridge.dry_run.assumed import Assumed
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import reconcile
from jetbridge.model.dry_run import Verdict
from jetbridge.model.journey import Entry, Status, StepStatus
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import Account
from jetbridge.partners.smartrecruiters.subscription_api import facts
from jetbridge.web import policy_document
from tests.fakes import answer
from tests.fakes.clock import START
from tests.fakes.context import ENVIRONMENT, SMARTRECRUITERS, World
from tests.fakes.partners.double import Call
from tests.fakes.partners.everyone import Partners
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.journeys.env import (
    COMPANY,
    HOUR,
    MINUTE,
    TENANT,
    Simulation,
    connected,
    in_world,
)

ACCOUNT: Final = Account("EU", Secret("made-up"), client_id="the-client")
PUBLIC: Final = {"PUBLIC_URL": "https://jetbridge.test"}
_GRID: Final = 6 * HOUR
_MAX_LENGTH: Final = 40 * 24 * HOUR

type Json = dict[str, Any]


def assumed(settings: Mapping[str, str], *, sequence: int = 1, status: str) -> Assumed:
    """Return what a rehearsal assumes that is to be like a real run."""
    variables = {**ENVIRONMENT, **PUBLIC, **settings}
    return Assumed(variables, TENANT, COMPANY, ACCOUNT, sequence, status)


class Company(SmartRecruiters):
    """One hire, shown as documents, whose application is HIRED until it is taken back."""

    def __init__(self, document: Json, application: Json, onboarding_status: str) -> None:
        """Show a hire."""
        super().__init__()
        self.document = document
        self.application = application
        self.status = "HIRED"
        self.onboarding_status = onboarding_status

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        match call.method, call.parts:
            case "GET", ["candidates", _]:
                return answer(self.document)
            case "GET", ["candidates", _, "jobs", _]:
                return answer({**self.application, "status": self.status})
            case "GET", ["candidates", _, "jobs", _, "onboardingStatus"]:
                return answer({"onboardingStatus": self.onboarding_status})
            case "PUT", ["candidates", *_]:
                self.onboarding_status = call.body["onboardingStatus"]
                return answer(status=204)
        return super().carry_out(call)


class Listed(Partners):
    """The partners, and every request that reached them about a hire."""

    def __init__(self, company: Company) -> None:
        """List nothing yet."""
        super().__init__()
        self.smartrecruiters = company
        self.listed: list[tuple[str, str, Any]] = []

    @override
    def send(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on, and list it; token requests aside."""
        path = urlsplit(request.url).path
        if not path.endswith("/token"):
            body = json.loads(request.body) if request.body else None
            self.listed.append((request.method, path, body))
        return super().send(request)


@dataclass(frozen=True)
class Run:
    """What a run came to, as far as a rehearsal promises it."""

    requests: list[tuple[str, str, Any]]
    timeline: list[Entry]
    status: Status | None
    reason: str


@dataclass
class Earnest:
    """A real run of a policy for one hire."""

    simulation: Simulation
    company: Company
    listed: Listed
    document: Json
    verdict: Verdict

    def hire(self) -> None:
        """Have SmartRecruiters tell of the application."""
        context, shown = self.simulation.process(), self.company.application
        body = {
            "candidate_id": shown.get("candidateId"),
            "job_id": shown.get("jobId"),
            "application_id": shown.get("applicationId"),
        }
        self.simulation.notified += 1
        inbox.take(
            context,
            Notification(
                partner="smartrecruiters",
                event_id=f"evt-{self.simulation.notified}",
                event_type="application.status.updated",
                tenant=TENANT,
                connection_id=self.simulation.company.id,
                received_at=context.clock.now(),
                facts=facts(json.dumps(body).encode(), "", SMARTRECRUITERS),
            ),
        )
        self.simulation.work_off()

    def hired_before(self) -> None:
        """Have the application hired, and taken back: what follows is its second hire."""
        before = self.company.onboarding_status
        self.hire()
        self.company.status = "OFFERED"
        self.hire()
        self.company.status, self.company.onboarding_status = "HIRED", before
        self.listed.listed.clear()
        self.listed.incode.sessions.clear()
        self.simulation.world.clock.advance(MINUTE)

    def play(self, moments: set[int]) -> Run:
        """Let time pass: by the `moments` of a rehearsal, and by a grid of our own."""
        clock = self.simulation.world.clock
        began = clock.now()
        self.hire()
        grid = {began + n for n in range(_GRID, _MAX_LENGTH, _GRID)} | {began + 5 * 60}
        for moment in sorted(grid | {each for each in moments if each > began}):
            if self._is_over():
                break
            comes = self._comes()
            if comes is not None and comes < moment:
                clock.advance(max(0, comes - clock.now()))
                self._come()
            clock.advance(max(0, moment - clock.now()))
            self.tick()
        return self._run(began)

    def tick(self) -> None:
        """Run the schedules: those of each minute, then the reconciler."""
        due.run(self.simulation.process())
        outbox.sweep(self.simulation.process())
        self.simulation.world.queue.sent = [
            (each, 0) for each, _ in self.simulation.world.queue.sent
        ]
        self.simulation.work_off()
        reconcile.run(self.simulation.process())
        self.simulation.work_off()

    def _is_over(self) -> bool:
        every = self.simulation.every
        if not every:
            return self.simulation.world.clock.now() > START + 2 * 24 * HOUR
        attention = every[0].status is Status.NEEDS_ATTENTION and not every[0].ending
        return every[0].is_over or attention

    def _comes(self) -> int | None:
        if self.verdict is Verdict.SILENT or not self.simulation.every:
            return None
        journey = self.simulation.journey
        if journey.is_over or journey.ending:
            return None
        policy = policy_document.read(self.document, TENANT, 1)
        step, state = policy.steps[journey.position], journey.steps[journey.position]
        if state.status is not StepStatus.AWAITING or state.asked_at is None:
            return None
        return state.asked_at + (max(step.reminders, default=0) + (step.deadline or 0)) // 2

    def _come(self) -> None:
        good = self.verdict is Verdict.VERIFIED
        if self.simulation.onboarding.partner == "incode":
            self.simulation.begin()
            self.simulation.work_off()
            (self.simulation.succeed if good else self.simulation.fail)()
        else:
            self.simulation.judge(OnboardingStatus.IN_PROGRESS)
            self.simulation.work_off()
            self.simulation.judge(OnboardingStatus.VERIFIED if good else OnboardingStatus.REJECTED)
        self.simulation.work_off()

    def _run(self, began: int) -> Run:
        if not self.simulation.every or self.simulation.journey.created_at < began:
            return Run(self.listed.listed, [], None, "")
        journey = self.simulation.journey
        return Run(
            self.listed.listed, self.simulation.timeline, journey.status, str(journey.reason)
        )


def in_earnest(
    document: Json, candidate: Json, application: Json, taken: Assumed, verdict: Verdict
) -> Earnest:
    """Return a connected world in which the hire is about to happen."""
    company = Company(
        document=candidate, application=application, onboarding_status=taken.onboarding_status
    )
    listed = Listed(company)
    world = World(http=listed, environment=taken.variables)
    connected(world, document)
    listed.listed.clear()
    run = Earnest(in_world(world), company, listed, document, verdict)
    if taken.sequence > 1:
        run.hired_before()
    return run
