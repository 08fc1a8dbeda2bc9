"""The partners in memory answer as the sandboxes do.

The unit tests rest on what the doubles answer: with the status of the sandbox, and with members
that the sandbox's answer has, too, of the same JSON type. Values are each one's own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pytest

from jetbridge.model.ports import Http, HttpRequest, HttpResponse
from jetbridge.partners.enboarder.workflows import launch_body
from jetbridge.runtime.http import RequestsHttp
from jetbridge_local.sandbox import credentials
from tests.contract.sandbox.enboarder_client import EnboarderClient
from tests.contract.sandbox.incode_client import IncodeClient
from tests.contract.sandbox.onboardbase_client import OnboardbaseClient
from tests.contract.sandbox.onboarder_client import OnboarderClient
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient, bearer
from tests.fakes.context import INCODE_API, ONBOARDBASE_AUTH, ONBOARDER, SMARTRECRUITERS
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.partners.incode import Incode
from tests.fakes.partners.onboardbase import Onboardbase
from tests.fakes.partners.onboarder import Onboarder
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.enboarder import ORDER

ANA: Final = "0f3a9a4e-ana"
TIMEOUT: Final = 10
_JSON: Final = {"content-type": "application/json"}


@dataclass
class Side:
    """One of the two implementations. `headers` are those that let a caller in."""

    http: Http
    url: str
    headers: Mapping[str, str]

    def ask(self, method: str, path: str, body: object = None) -> HttpResponse:
        """Send one request."""
        return self.http.send(
            HttpRequest(
                method,
                f"{self.url}{path}",
                {**self.headers, **_JSON},
                None if body is None else json.dumps(body).encode(),
                timeout=TIMEOUT,
                operation="test",
            )
        )


def shape(value: object) -> object:
    """Return the members and JSON types of a value; a list has the shape of its first element."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__


def is_within(part: object, whole: object) -> bool:
    """Return whether each member of a shape is one of another's."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and is_within(each, whole[name]) for name, each in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return all(is_within(each, other) for each, other in zip(part, whole, strict=True))
    return part == whole


def compare(double: Side, sandbox: Side, *calls: tuple[str, str, object]) -> list[int]:
    """Make the same calls at both, and return their statuses."""
    statuses = []
    for call in calls:
        ours, theirs = double.ask(*call), sandbox.ask(*call)
        assert ours.status == theirs.status, call
        assert is_within(shape(ours.json()), shape(theirs.json())), call
        statuses.append(ours.status)
    return statuses


def test_an_application_is_shown_and_its_onboarding_status_set(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """SmartRecruiters' Customer API."""
    # GIVEN the same hire at both
    token = smartrecruiters.token(smartrecruiters.integrated())
    partner = SmartRecruiters()
    partner.hire(ANA)
    smartrecruiters.control(f"/candidates/acme/{ANA}", {"status": "HIRED"})
    # WHEN it is read, set, read again, and another one is asked for
    status = f"/candidates/{ANA}/jobs/job-1/onboardingStatus"
    found = compare(
        Side(partner, SMARTRECRUITERS, {}),
        Side(RequestsHttp(), smartrecruiters.url, bearer(token)),
        ("GET", f"/candidates/{ANA}", None),
        ("GET", f"/candidates/{ANA}/jobs/job-1", None),
        ("GET", "/candidates/can-none/jobs/job-1", None),
        ("PUT", status, {"onboardingStatus": "ONBOARDING_SUCCESSFUL"}),
        ("GET", status, None),
    )
    # THEN both answer alike
    assert found == [200, 200, 404, 204, 200]


def test_a_company_is_integrated_once(smartrecruiters: SmartRecruitersClient) -> None:
    """The second confirmation is a conflict, until the company has disabled the first."""
    # GIVEN a confirmation
    body = {
        "appId": credentials.SMARTRECRUITERS_APP_ID,
        "companyId": "acme",
        "clientId": "jb_ci_1",
        "clientSecret": "jb_cs_1",
    }
    confirm = ("POST", "/apps-integrations/partner-api/integrations", body)
    # WHEN it is made twice
    master = bearer(smartrecruiters.token())
    found = compare(
        Side(SmartRecruiters(), SMARTRECRUITERS, {}),
        Side(RequestsHttp(), smartrecruiters.url, master),
        confirm,
        confirm,
    )
    # THEN both answer alike
    assert found == [200, 409]


def test_a_subscription_is_made_keyed_refused_and_removed(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """SmartRecruiters' Webhooks API, where nothing answers the handshake."""
    # GIVEN an integrated company at both
    token = smartrecruiters.token(smartrecruiters.integrated())
    double = Side(SmartRecruiters(), SMARTRECRUITERS, {})
    sandbox = Side(RequestsHttp(), smartrecruiters.url, bearer(token))
    path = "/webhooks-api/v201907/subscriptions"
    wanted = {"callbackUrl": "http://127.0.0.1:9/hook", "events": ["candidate.updated"]}
    # WHEN it subscribes
    assert compare(double, sandbox, ("GET", path, None)) == [200]
    made = [side.ask("POST", path, wanted) for side in (double, sandbox)]
    # THEN both answer alike
    assert [each.status for each in made] == [201, 201]
    assert is_within(shape(made[0].json()), shape(made[1].json()))
    for method, below, status in (
        ("GET", "/secret-key", 404),
        ("POST", "/secret-key", 201),
        ("GET", "/secret-key", 200),
        ("PUT", "/activation", 424),
        ("DELETE", "", 204),
    ):
        ours, theirs = (
            side.ask(method, f"{path}/{each.json()['id']}{below}")  # type: ignore[index]  # a JSON object
            for side, each in zip((double, sandbox), made, strict=True)
        )
        assert (ours.status, theirs.status) == (status, status), (method, below)
        assert is_within(shape(ours.json()), shape(theirs.json())), (method, below)


@pytest.mark.parametrize("kind", ["URL", "SMS"])
def test_a_session_begins(incode: IncodeClient, kind: str) -> None:
    """Incode's request-new, and what it answers before the person has begun."""
    # GIVEN a request
    body = {
        "integrationReference": credentials.INCODE_EMPLOYEE_INTEGRATION,
        "loginHint": "ana@example.com",
        "notification": {"type": kind, "phone": "+14155550100"},
        "externalCustomerId": "ext-1",
        "name": "Ana Ruiz",
    }
    partner = Incode()
    partner.names_interviews = True
    double = Side(partner, INCODE_API, {})
    token = {"X-Incode-Hardware-Id": credentials.INCODE_ADMIN_TOKEN}
    let_in = {**incode.headers(), **token, "api-version": "1.0"}
    sandbox = Side(RequestsHttp(), incode.api_url, let_in)
    # WHEN it is made, THEN both answer alike
    assert compare(double, sandbox, ("POST", "/omni/b2b/onboarding/request-new", body)) == [200]
    # AND so they do when they are asked how far the session is
    interview_id = incode.sessions()[-1]["interviewId"]
    for path, status in (("/omni/get/onboarding/status", 200), ("/omni/get/score", 400)):
        assert compare(double, sandbox, ("GET", f"{path}?id={interview_id}", None)) == [status]


def test_a_workflow_is_launched_reported_and_cancelled(enboarder: EnboarderClient) -> None:
    """Enboarder, by key; an id that is not known is told with a success."""
    # GIVEN a launch
    body = launch_body(ORDER, "hire-1")
    double = Side(Enboarder(), "https://api.enboarder.com", {})
    key = {"apikey": credentials.ENBOARDER_API_KEY}
    sandbox = Side(RequestsHttp(), enboarder.api_url, key)
    cancel = {"externalid": "hire-1", "mode": "CANCEL_ALL"}
    # WHEN it is made and cancelled, THEN both answer alike
    found = compare(
        double,
        sandbox,
        ("GET", "/reports/workflows", None),
        ("POST", "/restapi/v1/startwf/basic", body),
        ("POST", "/restapi/v1/cancelwf", cancel),
        ("POST", "/restapi/v1/cancelwf", cancel | {"externalid": "none"}),
    )
    assert found == [200] * 4


def test_a_code_that_was_not_issued_is_refused(
    onboarder: OnboarderClient, onboardbase: OnboardbaseClient
) -> None:
    """Onboarder with 400, Onboardbase with 200; each also where the client is another one."""
    # GIVEN the same requests at both
    grant = {"grant_type": "authorization_code", "code": "none", "redirect_uri": "https://x.test"}
    clients = {
        "double": (Onboarder.client, Onboardbase.client),
        "sandbox": (_pair(credentials.ONBOARDER), _pair(credentials.ONBOARDBASE)),
    }
    for wrong in ("", "-wrong"):
        answers = []
        for side, (at_onboarder, at_onboardbase) in clients.items():
            is_double = side == "double"
            first = Side(
                Onboarder() if is_double else RequestsHttp(),
                ONBOARDER if is_double else onboarder.url,
                {},
            )
            second = Side(
                Onboardbase() if is_double else RequestsHttp(),
                ONBOARDBASE_AUTH if is_double else onboardbase.auth_url,
                {},
            )
            body = grant | _named(at_onboarder, wrong) | {"code_verifier": "v" * 43}
            query = urlencode(grant | _named(at_onboardbase, wrong))
            answers.append(
                (
                    first.ask("POST", "/api/v1/oauth/token", body),
                    second.ask("POST", f"/oauth/token?{query}", {}),
                )
            )
        # WHEN they are refused, THEN both answer alike
        for ours, theirs in zip(*answers, strict=True):
            assert ours.status == theirs.status
            assert is_within(shape(ours.json()), shape(theirs.json()))


def _pair(client: credentials.ClientCredentials) -> tuple[str, str]:
    return client.client_id, client.client_secret


def _named(client: tuple[str, str], wrong: str) -> dict[str, str]:
    return {"client_id": client[0], "client_secret": client[1] + wrong}
