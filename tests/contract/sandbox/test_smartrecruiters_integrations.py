"""POST /apps-integrations/partner-api/integrations: the exchange of customer-level credentials."""

import pytest
import requests

from tests.contract.sandbox.smartrecruiters_client import (
    RECEIVED,
    TIMEOUT,
    SmartRecruitersClient,
    bearer,
    code,
)

PATH = "/apps-integrations/partner-api/integrations"


def test_a_confirmed_integration_has_a_pair_of_its_own(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """SmartRecruiters generates a unique set of credentials for every company integration."""
    # WHEN two companies are integrated
    first, second = smartrecruiters.confirm("acme"), smartrecruiters.confirm("globex")

    # THEN each answer has the three documented members, all different
    assert first.status_code == second.status_code == 200
    assert set(first.json()) == {"clientId", "clientSecret", "integrationId"}
    assert not set(first.json().values()) & set(second.json().values())


def test_the_pair_of_the_partner_is_kept(smartrecruiters: SmartRecruitersClient) -> None:
    """The state shows what the partner handed over, and what it was given."""
    # WHEN a company is integrated
    given = smartrecruiters.confirm("acme").json()

    # THEN the sandbox holds both pairs
    (held,) = smartrecruiters.get("/_sandbox/state").json()["integrations"]
    assert held == {
        "companyId": "acme",
        "integrationId": given["integrationId"],
        "status": "enabled",
        "issued": {"clientId": given["clientId"], "clientSecret": given["clientSecret"]},
        "received": {
            "clientId": f"{RECEIVED.client_id}-acme",
            "clientSecret": RECEIVED.client_secret,
        },
    }


def test_an_integration_without_a_pair_is_one_way(smartrecruiters: SmartRecruitersClient) -> None:
    """The partner's pair is only needed for calls towards the partner."""
    # WHEN the partner sends none
    answer = smartrecruiters.confirm("acme", clientId=None, clientSecret=None)

    # THEN it is integrated all the same
    assert answer.status_code == 200


def test_an_integrated_company_is_refused_until_it_is_disabled(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """A second confirmation is a conflict; after a disable it makes a new pair."""
    # GIVEN an integrated company
    before = smartrecruiters.confirm("acme").json()
    again = smartrecruiters.confirm("acme", clientId="another-id")
    assert (again.status_code, code(again)) == (409, "ALREADY_INTEGRATED")

    # WHEN its integration is disabled and it is integrated again
    smartrecruiters.control("/disable/acme")
    after = smartrecruiters.confirm("acme", clientId="another-id")

    # THEN nothing of the first integration comes back
    assert after.status_code == 200
    assert not set(before.values()) & set(after.json().values())


@pytest.mark.parametrize(
    "changes",
    [
        {"appId": None},
        {"appId": ""},
        {"companyId": None},
        {"companyId": 7},
        {"clientSecret": None},
        {"clientId": None},
        {"clientId": ""},
    ],
    ids=str,
)
def test_a_bad_body_is_refused(
    smartrecruiters: SmartRecruitersClient, changes: dict[str, object]
) -> None:
    """400, in SmartRecruiters' error shape."""
    # WHEN one member is missing or wrong
    answer = smartrecruiters.confirm("acme", **{"companyId": "acme", **changes})

    # THEN nothing is integrated
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")
    assert answer.json()["message"]
    assert smartrecruiters.get("/_sandbox/state").json()["integrations"] == []


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"appId": "jetbridge-demo", "companyId": "acme"}', "text/plain", 415),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    smartrecruiters: SmartRecruitersClient, body: str, content_type: str, status: int
) -> None:
    """Broken JSON, another kind of JSON, another kind of content."""
    # WHEN the body is none that the endpoint takes
    answer = requests.post(
        f"{smartrecruiters.url}{PATH}",
        data=body,
        headers={**bearer(smartrecruiters.token()), "Content-Type": content_type},
        timeout=TIMEOUT,
    )

    # THEN it is refused in SmartRecruiters' error shape
    assert answer.status_code == status
    assert code(answer)


def test_a_client_id_sent_before_is_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """The generated clientId must be unique among all of the partner's integrations."""
    # GIVEN an integration
    smartrecruiters.confirm("acme", clientId="twice")

    # WHEN another company's has the same clientId
    answer = smartrecruiters.confirm("globex", clientId="twice")

    # THEN it is refused
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("token", ["", "unknown"])
def test_a_missing_or_unknown_token_is_refused(
    smartrecruiters: SmartRecruitersClient, token: str
) -> None:
    """401 for a call without a live token."""
    # WHEN the call has no token of SmartRecruiters'
    answer = smartrecruiters.confirm_as(token, "acme")

    # THEN it is unauthorised
    assert (answer.status_code, code(answer)) == (401, "UNAUTHORIZED")


def test_a_customer_token_does_not_integrate(smartrecruiters: SmartRecruitersClient) -> None:
    """Customer-level credentials lack the scope: 403."""
    # GIVEN a company's own token
    token = smartrecruiters.token(smartrecruiters.integrated("acme"))

    # WHEN it is used to integrate another company
    answer = smartrecruiters.confirm_as(token, "globex")

    # THEN it is forbidden
    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")


def test_a_company_without_consent_is_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """403 where the company did not grant its consent."""
    # GIVEN a company that withholds its consent
    smartrecruiters.control("/withhold/acme")

    # WHEN the partner confirms
    answer = smartrecruiters.confirm("acme")

    # THEN it is forbidden, for this company only
    assert (answer.status_code, code(answer)) == (403, "CONSENT_REQUIRED")
    assert smartrecruiters.confirm("globex").status_code == 200


def test_an_unknown_application_is_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """404 where there is no configuration for the appId."""
    # WHEN the appId is unknown
    answer = smartrecruiters.confirm("acme", appId="another-app")

    # THEN it is not found
    assert (answer.status_code, code(answer)) == (404, "PARTNER_CONFIGURATION_NOT_FOUND")


def test_an_unknown_path_is_refused_in_the_partners_shape(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """A mistyped path is answered as an API answers it."""
    # WHEN the path is wrong
    answer = smartrecruiters.get("/partner-api/integrations")

    # THEN the error is JSON
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


def test_a_company_is_the_same_in_any_case(smartrecruiters: SmartRecruitersClient) -> None:
    """A second spelling is integrated already, and withholds the same consent."""
    # GIVEN an integrated company, and one that withholds its consent
    smartrecruiters.integrated("acme")
    smartrecruiters.control("/withhold/Globex")

    # WHEN the partner confirms them in other spellings
    answers = [smartrecruiters.confirm(company_id) for company_id in ("ACME", "gLOBEX")]

    # THEN both are refused as in the first one
    assert [answer.status_code for answer in answers] == [409, 403]
