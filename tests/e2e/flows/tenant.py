"""The people and systems around a deployment, each speaking HTTP."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import boto3
import requests

from jetbridge.store import companies, connections, keys
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Delete
from jetbridge_cli.boto import BotoCalls
from jetbridge_local.browser import Browser
from jetbridge_local.sandbox.failures import Program
from jetbridge_local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INTEGRATIONS: Final = "/apps-integrations/partner-api/integrations"
REQUEST_NEW: Final = "/omni/b2b/onboarding/request-new"
_TIMEOUT: Final = 60

type Json = dict[str, Any]


@dataclass
class Tenant:
    """The demo tenant: its admin's browser, its backend, and what its partners were told.

    `company` is a SmartRecruiters company of the test's own.
    """

    stack: LocalStack
    company: str
    browser: Browser = field(default_factory=Browser)

    @property
    def api(self) -> str:
        """Our origin."""
        return self.stack.ready.api_url

    @property
    def where(self) -> list[str]:
        """The options that lead an operator's command to the stack."""
        name = self.stack.environment["JETBRIDGE_STACK_NAME"]
        return ["--stack-name", name, "--endpoint-url", self.stack.ready.aws_endpoint_url]

    @property
    def back(self) -> str:
        """Where SmartRecruiters wants the admin back."""
        hiring = self.stack.ready.partners["smartrecruiters"]
        return f"{hiring}/company/{self.company}/apps/connected"

    def approve(self, **query: str) -> requests.Response:
        """Walk the admin from the consentUrl to the end, and return the last page."""
        self.consent(**query)
        return self.browser.wait()

    def consent(self, **query: str) -> requests.Response:
        """Walk the admin from the consentUrl to the answer of their approval, and return that."""
        asked = {"companyId": self.company, "redirect": self.back, **query}
        self.browser.open(f"{self.api}/smartrecruiters/consent?{urlencode(asked)}")
        if "password" in self.browser.form().values:
            self.browser.submit()
        return self.browser.submit(decision="approve")

    def connection(self) -> Json:
        """Return the company's connection, with its history."""
        found = self.get("/v1/connections?limit=100").json()["items"]
        mine = next(each for each in found if each["companyId"] == self.company)
        shown: Json = self.get(f"/v1/connections/{mine['id']}").json()
        return shown

    def token(self, client_id: str, client_secret: str) -> requests.Response:
        """Ask for an access token, with the credentials in the form."""
        form = {"client_id": client_id, "client_secret": client_secret}
        return requests.post(
            f"{self.api}/oauth/token",
            data={"grant_type": "client_credentials", **form},
            timeout=_TIMEOUT,
        )

    def bearer(self) -> dict[str, str]:
        """Return the header of the tenant's own backend, with a fresh token."""
        client = self.stack.ready.api_client
        answer = self.token(client.client_id, client.client_secret).json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def get(self, path: str) -> requests.Response:
        """GET as the tenant's backend."""
        return requests.get(f"{self.api}{path}", headers=self.bearer(), timeout=_TIMEOUT)

    def onboard(
        self, body: Json, key: str | None = None, path: str = "/v1/onboardings"
    ) -> requests.Response:
        """Request an onboarding as the tenant's backend."""
        headers = self.bearer() | ({"Idempotency-Key": key} if key else {})
        return requests.post(f"{self.api}{path}", json=body, headers=headers, timeout=_TIMEOUT)

    def callback(self, token: str, event_type: str) -> requests.Response:
        """Call back as SmartRecruiters does."""
        return requests.post(
            f"{self.api}/smartrecruiters/callback",
            json={"eventType": event_type},
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
        )

    def pair(self) -> tuple[str, str]:
        """Return the client that we issued to SmartRecruiters for the company, and its secret."""
        held = self.sandbox("smartrecruiters", "state", method="GET")["integrations"]
        mine = [each for each in held if each["companyId"] == self.company]
        return mine[-1]["received"]["clientId"], mine[-1]["received"]["clientSecret"]

    def sandbox(self, partner: str, route: str, *, method: str = "POST", **body: object) -> Json:
        """Tell a partner's sandbox what to do, and return its answer."""
        url = f"{self.stack.ready.partners[partner]}/_sandbox/{route}"
        answer = requests.request(method, url, json=body or None, timeout=_TIMEOUT)
        answer.raise_for_status()
        shown: Json = answer.json() if answer.content else {}
        return shown

    def partner_fails(self, partner: str, program: Program) -> None:
        """Let a partner's next answer on a path fail."""
        self.stack.sandboxes.hosts[partner].failures.add(program)

    def forget_partners(self) -> None:
        """Forget how the partners answered: tokens, limits, circuits."""
        for function in ("SlowWorkerFunction", "OnboardingFunction"):
            self.stack.functions.crash(function)
        table = DynamoTable(BotoCalls(engine(self.stack)), self.stack.ready.table_name)
        for source in ("smartrecruiters-master", "incode"):
            table.write(Delete(keys.broker_token(source)))
            table.write(Delete(keys.limiter(source)))

    def killed_during(self, function: str, partner: str, act: Callable[[], object]) -> None:
        """Kill a function while its partner, told before to hold its answer, does so for `act`."""
        failures = self.stack.sandboxes.hosts[partner].failures
        with ThreadPoolExecutor(1) as beside:
            acting = beside.submit(act)
            assert failures.wait_for_delayed(1, timeout=_TIMEOUT)
            self.stack.functions.crash(function)
            failures.release()
            acting.exception(timeout=_TIMEOUT)

    def reconcile(self) -> Json:
        """Let the schedule fire now, and return what it settled."""
        report = self.stack.fire("Reconcile")
        assert isinstance(report, dict)
        return report


def at_once[Answer](count: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Let `count` callers act at the same moment, and return their answers."""
    start = Barrier(count)

    def run(caller: int) -> Answer:
        start.wait()
        return act(caller)

    with ThreadPoolExecutor(count) as callers:
        return [*callers.map(run, range(count))]


def engine(stack: LocalStack) -> "DynamoDBClient":
    """Return the stack's DynamoDB."""
    return boto3.client(
        "dynamodb",
        endpoint_url=stack.ready.aws_endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def age(stack: LocalStack, company_id: str, seconds: int) -> None:
    """Let the open exchange of a company have begun `seconds` earlier."""
    table = DynamoTable(BotoCalls(engine(stack)), stack.ready.table_name)
    connection = companies.connection(table, company_id, stack.ready.tenant)
    assert connection
    assert connection.exchange
    began = connection.exchange.started_at - seconds
    aged = replace(connection, exchange=replace(connection.exchange, started_at=began))
    table.write(*connections.save(connection, aged, by="test"))


def logged(stack: LocalStack) -> list[Json]:
    """Return every line that the functions have logged in an invocation, as a document."""
    return [
        line
        for file in stack.logs.glob("*.log")
        for text in file.read_text().splitlines()
        if text.startswith("{") and "function_request_id" in (line := json.loads(text))
    ]


def table_dump(stack: LocalStack) -> str:
    """Return every item of the table as text: what a reader with a copy of it would see."""
    pages = engine(stack).get_paginator("scan").paginate(TableName=stack.ready.table_name)
    return json.dumps([page["Items"] for page in pages], default=str)
