"""A company at SmartRecruiters whose people are hired, and a tenant that has a policy for them."""

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from jetbridge.flows.journey import due
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import work
from jetbridge.model.connection import Connection
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification
from jetbridge.model.policy import Json
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.store import applications, journeys, policies
from tests.fakes import answer
from tests.fakes.clock import START
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.queue import MemoryQueue
from tests.support.smartrecruiters import ISSUED, approve, the_connection

CANDIDATE: Final = "can-1"
JOB: Final = "job-1"
STATUS: Final = "application.status.updated"
ONBOARDING: Final = "application.onboarding-status.updated"
READY: Final = "READY_TO_ONBOARD"

type Failure = HttpResponse | NotSentError | NoAnswerError


@dataclass
class Person:
    """One application. `updated_at` is in Unix seconds."""

    status: str = "OFFERED"
    onboarding_status: str | None = None
    updated_at: int = START


@dataclass
class Company:
    """SmartRecruiters, as one company's credentials see it.

    `failures` are the answers to the next calls of the Customer API. `meanwhile` runs after a
    call has been answered, and before its answer arrives. `page` is how many candidates are
    listed at once.
    """

    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    failures: deque[Failure] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    page: int = 100
    polls: int = 0
    down: bool = False

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        url = urlsplit(request.url)
        if url.path == "/identity/oauth/token":
            return answer({"access_token": "token", "expires_in": 1799})
        if url.path.endswith("/integrations"):
            return answer(ISSUED)
        self.asked.append(f"{request.method} {url.path}")
        if self.down:
            return answer(status=503)
        if self.failures:
            failure = self.failures.popleft()
            if isinstance(failure, HttpResponse):
                return failure
            raise failure
        found = self._answer(request.method, url.path, parse_qs(url.query), request.body)
        self.meanwhile()
        return found

    def person(self, candidate_id: str = CANDIDATE, job_id: str = JOB) -> Person:
        """Return an application, made where there is none."""
        return self.people.setdefault((candidate_id, job_id), Person())

    def hire(
        self, candidate_id: str = CANDIDATE, job_id: str = JOB, *, ready: bool = True, at: int = 0
    ) -> None:
        """Move an application to HIRED."""
        person = self.person(candidate_id, job_id)
        person.status, person.updated_at = "HIRED", at or START
        person.onboarding_status = READY if ready else None

    def take_back(self, candidate_id: str = CANDIDATE, job_id: str = JOB) -> None:
        """Move an application away from HIRED."""
        self.person(candidate_id, job_id).status = "WITHDRAWN"

    def _answer(
        self, method: str, path: str, query: dict[str, list[str]], body: bytes | None
    ) -> HttpResponse:
        match path.split("/")[1:]:
            case ["candidates"]:
                return answer(self._listed(query))
            case ["candidates", candidate_id, "jobs", job_id, *rest]:
                found = self.people.get((candidate_id, job_id))
                if found is None:
                    return answer({"message": "no"}, status=404)
                if rest and method == "PUT":
                    found.onboarding_status = json.loads(body or b"")["onboardingStatus"]
                    return answer(status=204)
                if rest:
                    return answer({"onboardingStatus": found.onboarding_status})
                return answer({"applicationId": f"app-{candidate_id}", "status": found.status})
            case ["candidates", candidate_id]:
                return answer({"id": candidate_id, "email": "ana@example.com"})
        msg = f"nobody scripted an answer to {method} {path}"
        raise AssertionError(msg)

    def _listed(self, query: dict[str, list[str]]) -> dict[str, object]:
        if "updatedAfter" not in query:
            return {"content": []}
        self.polls += 1
        assert (query["status"], query["onboardingStatus"]) == (["HIRED"], [READY])
        after = datetime.fromisoformat(query["updatedAfter"][0]).timestamp()
        every = [
            (ids, person)
            for ids, person in self.people.items()
            if person.status == "HIRED"
            and person.onboarding_status == READY
            and person.updated_at > after
        ]
        start = int(query.get("pageId", ["0"])[0])
        shown = every[start : start + self.page]
        following = start + self.page
        return {
            "content": [
                {"id": candidate_id, "primaryAssignment": {"job": {"id": job_id}}}
                for (candidate_id, job_id), _ in shown
            ],
            "nextPageId": str(following) if following < len(every) else "",
        }


def document(start: str = "hired") -> dict[str, Json]:
    """Return a policy that only tells SmartRecruiters."""
    step: Json = {"name": "tell", "kind": "report", "partner": "smartrecruiters"}
    return {"schema": "jetbridge.policy/1", "start": start, "steps": [step]}


def put_policy(
    world: World, start: str = "hired", *, before: int = 0, tenant: str = "demo"
) -> None:
    """Write the next version of a tenant's policy."""
    world.table.write(*policies.put(tenant, document(start), before=before, now=world.clock.now()))


def prepared(world: World, start: str | None = "hired") -> None:
    """Connect the company, and put a policy of the tenant (None: it has none)."""
    world.environment = {**ENVIRONMENT, "PUBLIC_URL": "https://jetbridge.test"}
    assert approve(world.context()).connected
    if start:
        put_policy(world, start)
    world.queue.sent.clear()
    world.bus.published.clear()


def a_company(start: str | None = "hired") -> tuple[World, Company]:
    """Return a world with a connected company whose tenant has a policy, and the company."""
    company = Company()
    world = World(http=company)
    prepared(world, start)
    return world, company


def connection(world: World) -> Connection:
    """Return the company's connection."""
    return the_connection(world)


def take(
    world: World,
    event_id: str = "evt-1",
    *,
    event: str = STATUS,
    facts: dict[str, str] | None = None,
) -> None:
    """Have a notification of SmartRecruiters stored and put into the queue."""
    ids = {"candidate_id": CANDIDATE, "job_id": JOB} if facts is None else facts
    held = connection(world)
    inbox.take(
        world.context(),
        Notification(
            partner="smartrecruiters",
            event_id=event_id,
            event_type=event,
            tenant=held.tenant,
            connection_id=held.id,
            received_at=world.clock.now(),
            facts=ids,
        ),
    )


def tell(
    world: World,
    event_id: str = "evt-1",
    *,
    event: str = STATUS,
    facts: dict[str, str] | None = None,
) -> None:
    """Have a notification of SmartRecruiters stored, and handled by the worker."""
    take(world, event_id, event=event, facts=facts)
    deliver(world, "notification")


def deliver(world: World, *kinds: str, times: int = 1, queue: MemoryQueue | None = None) -> int:
    """Have the worker do what the queue holds of these kinds, and return how many that were.

    What it enqueues meanwhile waits. Each message comes `times` times.
    """
    queue = queue or world.queue
    chosen = [message for message, _ in queue.sent if message["kind"] in kinds]
    queue.sent = [each for each in queue.sent if each[0]["kind"] not in kinds]
    for message in chosen:
        for _ in range(times):
            work.do(world.context(), dict(message))
    return len(chosen)


def look(world: World) -> None:
    """Have the worker look at every application that waits in the queue."""
    deliver(world, "application")


def known(world: World, candidate_id: str = CANDIDATE, job_id: str = JOB) -> Application | None:
    """Return what is stored of an application."""
    return applications.find(world.table, connection(world).id, candidate_id, job_id)


def erased_earlier(world: World) -> None:
    """Erase the person of the application as an earlier release did: its record stays, wiped."""
    found = known(world)
    assert found
    nobody = replace(found, candidate_id="", job_id="", application_id="", look_at=None)
    world.table.write(applications.save(replace(nobody, erased=True)))


def every_journey(world: World) -> tuple[Journey, ...]:
    """Return the tenant's journeys, oldest first."""
    found, _ = journeys.of_tenant(world.table, "demo", limit=1_000, after=None)
    return tuple(sorted(found, key=lambda journey: (journey.candidate_id, journey.sequence)))


def rounds(found: Iterable[Journey]) -> list[int]:
    """Return the rounds of journeys."""
    return [journey.sequence for journey in found]


def settle(world: World) -> None:
    """Let everything that is still to be looked at be looked at."""
    for _ in range(5):
        world.clock.advance(3_600)
        due.run(world.context())
        look(world)
