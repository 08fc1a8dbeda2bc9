"""The integrations call as SmartRecruiters' page shows it."""

import json

import pytest

from jetbridge.broker.dialect import ClientCredentials
from jetbridge.model.outcome import Cause, Done, NotPerformed, Outcome, Refused, Unknown
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters.api import Integration, Refusal
from tests.fakes import answer


def test_the_request_is_the_one_of_the_page() -> None:
    """Path, Bearer and the four fields of the body."""
    # GIVEN a pair that we minted
    issued = ClientCredentials("our-id", Secret("our-secret"))
    # WHEN the request is built
    request = smartrecruiters.integration_request(
        "https://api.smartrecruiters.com",
        app_id="app-1",
        company_id="acme",
        issued=issued,
        access_token=Secret("master-token"),
        timeout=5,
    )
    # THEN it reads as the page has it
    assert request.method == "POST"
    assert request.url == (
        "https://api.smartrecruiters.com/apps-integrations/partner-api/integrations"
    )
    assert request.headers["authorization"] == "Bearer master-token"
    assert json.loads(request.body or b"") == {
        "appId": "app-1",
        "companyId": "acme",
        "clientId": "our-id",
        "clientSecret": "our-secret",
    }


def test_the_answer_of_the_page_is_read() -> None:
    """The pair and the integration's id."""
    # GIVEN the page's example
    body = {
        "clientId": "string",
        "clientSecret": "string",
        "integrationId": "7cbc0f64-4d1c-4d70-9f19-dbd8f3656020",
    }
    # WHEN it is read
    read = smartrecruiters.read_integration(answer(body))
    # THEN nothing is missing
    credentials = ClientCredentials("string", Secret("string"))
    assert read == Done(Integration(body["integrationId"], credentials))


@pytest.mark.parametrize(
    ("response", "refusal"),
    [
        (answer(status=400), Refused(400, Refusal.REJECTED)),
        (answer(status=401), NotPerformed(Cause.CREDENTIALS, status=401, error="http_401")),
        (answer(status=403), Refused(403, Refusal.FORBIDDEN)),
        (answer(status=404), Refused(404, Refusal.NOT_FOUND)),
        (answer(status=409), Refused(409, Refusal.CONFLICT)),
        (answer(status=429), NotPerformed(Cause.THROTTLED, status=429)),
        (answer(status=302), Unknown(302)),
        (answer(status=500), Unknown(500)),
        (answer({"clientId": "a", "clientSecret": "", "integrationId": "c"}), Unknown(200)),
        (answer({"clientId": 1, "clientSecret": "b", "integrationId": "c"}), Unknown(200)),
        (answer([]), Unknown(200)),
        (HttpResponse(200, body=b"\xff"), Unknown(200)),
    ],
)
def test_whatever_else_comes_is_a_refusal_or_unknown(
    response: HttpResponse, refusal: Outcome[Integration]
) -> None:
    """A success that cannot be read whole is the one thing that must not pass for a refusal."""
    # GIVEN such an answer
    # WHEN it is read
    # THEN it is told apart
    assert smartrecruiters.read_integration(response) == refusal
