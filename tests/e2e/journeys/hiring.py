"""A tenant that hires: its recruiter, its new colleague, its partners, its operator."""

import json
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, override

import requests
from typer.testing import CliRunner

from jetbridge.model.journey import Entry, Journey, Status, What
from jetbridge.model.scopes import HELD_BY, ClientKind
from jetbridge.store import due, journeys, policies
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Update
from jetbridge_cli.app import app
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.local_stack import clock
from jetbridge_local.browser import Browser
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.resources import STACK_NAME
from tests.e2e.flows.enboarder import KEY
from tests.e2e.flows.notifications import Queues, until
from tests.e2e.flows.tenant import Json, Tenant, engine

_TIMEOUT: Final = 60
_NO_CONTENT: Final = 204
_LATEST: Final = 10**11
"""A moment after all that is due, in Unix seconds."""
STARTS_ON: Final = "2035-03-01T00:00:00.000Z"


def operator(stack: LocalStack, *command: str, fails: bool = False) -> str:
    """Run an operator's command by the stack's own clock, and return what it prints."""
    where = ["--stack-name", STACK_NAME, "--endpoint-url", stack.ready.aws_endpoint_url]
    by = {clock.VARIABLE: str(stack.clock.file)}
    result = CliRunner().invoke(app, [*command, *where], env=by)
    assert bool(result.exit_code) is fails, result.output
    return result.output


@dataclass
class Hiring(Tenant):
    """A tenant with a connected company and an Enboarder account, both of the test's own."""

    directory: Path = field(default_factory=Path)
    name: str = ""
    client: tuple[str, str] = ("", "")

    @classmethod
    def begin(cls, stack: LocalStack, directory: Path, name: str = "") -> "Hiring":
        """Connect a new tenant's company to SmartRecruiters, and the tenant to Enboarder."""
        name = name or f"tenant-{uuid.uuid4().hex[:12]}"
        scopes = [part for each in HELD_BY[ClientKind.API] for part in ("--scope", each)]
        made = json.loads(operator(stack, "clients", "create", "--tenant", name, *scopes, "--json"))
        tenant = cls(
            stack,
            f"company-of-{name}",
            directory=directory,
            name=name,
            client=(made["client_id"], made["client_secret"]),
        )
        tenant.connect()
        assert tenant.post("/v1/connections/enboarder", KEY).status_code == 201
        return tenant

    def retire(self) -> None:
        """Take what is the tenant's off the clock, which the tests that follow move on."""
        for partition in due.Partition:
            for page in due.pages(self.table, partition, _LATEST, size=100):
                for entry in due.standing(self.table, page):
                    if entry.tenant == self.name:
                        self.table.write(Update(entry.key, remove=("due_shard", "due_at")))

    def connect(self) -> None:
        """Have the tenant's admin connect the company, and wait until it is subscribed to."""
        self.sandbox("identity", "claims", tenant=self.name)
        assert self.approve().ok
        url = f"{self.stack.ready.partners['smartrecruiters']}/_sandbox/events/{self.company}"
        order = {"event": "application.status.updated", "hold": True}
        until(lambda: requests.post(url, json=order, timeout=_TIMEOUT).ok)

    @override
    def bearer(self) -> dict[str, str]:
        """Return the header of this tenant's backend."""
        answer = self.token(*self.client).json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def post(self, path: str, body: Json) -> requests.Response:
        """POST as the tenant's backend."""
        url = f"{self.api}{path}"
        return requests.post(url, json=body, headers=self.bearer(), timeout=_TIMEOUT)

    def call(
        self, method: str, path: str, body: object = None, *, seen: str | None = None
    ) -> requests.Response:
        """Call the API as the tenant's backend; `seen` is the tag of what is to be changed."""
        condition = {"If-Match": seen} if seen else {"If-None-Match": "*"}
        headers = {**self.bearer(), **({} if method == "GET" else condition)}
        return requests.request(
            method, f"{self.api}{path}", json=body, headers=headers, timeout=_TIMEOUT
        )

    def follows(self, policy: Json) -> None:
        """Put a policy, as the operator."""
        file = self.directory / "policy.json"
        file.write_text(json.dumps(policy))
        seen = str(policies.current(self.table, self.name))
        self.operator("policy", "put", str(file), "--tenant", self.name, "--expect-version", seen)

    def operator(self, *command: str, fails: bool = False) -> str:
        """Run an operator's command, and return what it prints."""
        return operator(self.stack, *command, fails=fails)

    def decide(self, decision: str, seen: Journey, *more: str) -> None:
        """Decide as the operator, about a journey as it was seen."""
        self.operator("journeys", decision, seen.id, "--version", str(seen.version), *more)

    def offer(self, **named: str) -> "Hire":
        """Return a person who was made an offer."""
        email = f"{uuid.uuid4().hex}@example.com"
        person = {"firstName": "Ada", "lastName": "Byron", "email": email} | named
        made = self.sandbox("smartrecruiters", f"candidates/{self.company}", **person)
        return Hire(self, made["id"], made["primaryAssignment"]["job"]["id"], email)

    def hire(self, **named: str) -> "Hire":
        """Return a person who was hired."""
        hire = self.offer(**named)
        hire.move(status="HIRED")
        return hire

    def later(self, seconds: int, schedule: str = "Journeys") -> None:
        """Let time pass, and a schedule look at what is due."""
        self.stack.clock.advance(seconds)
        self.stack.fire(schedule)

    def subscriptions(self) -> list[Json]:
        """Return the company's subscriptions at SmartRecruiters."""
        state = self.sandbox("smartrecruiters", "state", method="GET")
        return [each for each in state["subscriptions"] if each["companyId"] == self.company]

    def event(self, **order: Any) -> Json:  # noqa: ANN401 - any JSON value
        """Have SmartRecruiters tell us of an application, and return that one delivery.

        A policy has the subscription replaced. For a moment there are two, and each one is told.
        """
        self.idle()
        order = {"event": "application.status.updated", **order}
        answer = self.sandbox("smartrecruiters", f"events/{self.company}", **order)
        (delivery,) = answer["deliveries"]
        return dict(delivery)

    def idle(self) -> None:
        """Return once every queue is empty and nothing of them is being worked on."""
        queues = Queues(self)

        def held(url: str) -> int:
            answer = queues.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            counts = answer["Attributes"]
            waiting = int(counts["ApproximateNumberOfMessages"])
            return waiting + int(counts["ApproximateNumberOfMessagesNotVisible"])

        until(lambda: sum(map(held, (queues.work, queues.webhooks, queues.slow))) == 0)

    def story_of(self, journey_id: str) -> list[Entry]:
        """Return the timeline of a journey."""
        return [*journeys.timeline(self.table, journey_id)]

    @cached_property
    def table(self) -> DynamoTable:
        """The table."""
        return DynamoTable(BotoCalls(engine(self.stack)), self.stack.ready.table_name)


@dataclass(frozen=True)
class Hire:
    """A candidate of the test's own, and what all systems know of them."""

    at: Hiring
    candidate_id: str
    job_id: str
    email: str

    def move(self, **changes: Any) -> Json:  # noqa: ANN401 - any JSON value
        """Have the recruiter move the candidate, and SmartRecruiters tell us."""
        route = f"candidates/{self.at.company}/{self.candidate_id}"
        return self.at.sandbox("smartrecruiters", route, **{"startsOn": STARTS_ON, **changes})

    def journeys(self) -> list[Journey]:
        """Return the candidate's journeys, the latest first."""
        found, _ = journeys.of_tenant(self.at.table, self.at.name, limit=100, after=None)
        return [each for each in found if each.candidate_id == self.candidate_id]

    def is_(self, *statuses: Status) -> Journey:
        """Return the latest journey once it has one of these statuses."""
        return until(
            lambda: next((each for each in self.journeys()[:1] if each.status in statuses), None)
        )

    def story(self) -> list[Entry]:
        """Return the timeline of the latest journey."""
        return self.at.story_of(self.journeys()[0].id)

    def tells(self, *told: What) -> list[Entry]:
        """Return the timeline once it ends with these lines."""

        def look() -> list[Entry] | None:
            story = self.story() if self.journeys() else []
            return story if [line.what for line in story][-len(told) :] == [*told] else None

        return until(look)

    def sessions(self) -> list[Json]:
        """Return the candidate's sessions at Incode."""
        held: list[Json] = self.at.sandbox("incode-api", "state", method="GET")["sessions"]
        return [each for each in held if each["request"]["loginHint"] == self.email]

    def at_incode(self, *buttons: str) -> None:
        """Follow the latest link of Incode's, and press buttons there: Incode tells us."""
        browser = Browser()
        browser.open(until(self.sessions)[-1]["url"])
        for button in buttons:
            assert browser.submit(action=button).ok

    def workflows(self) -> list[Json]:
        """Return the workflows that Enboarder runs, or ran, for the candidate."""
        held: list[Json] = self.at.sandbox("enboarder-api", "state", method="GET")["workflows"]
        return [each for each in held if self.email in json.dumps(each["body"])]

    def told(self) -> list[str]:
        """Return the onboarding statuses that SmartRecruiters was told, in their order."""
        path = f"/candidates/{self.candidate_id}/jobs/{self.job_id}/onboardingStatus"
        calls = self.at.stack.sandboxes.hosts["smartrecruiters"].calls.view(full=True)
        writes = [each for each in calls if (each["method"], each["path"]) == ("PUT", path)]
        return [
            str(each["body"]["onboardingStatus"])
            for each in writes
            if each["status"] == _NO_CONTENT and isinstance(each["body"], dict)
        ]
