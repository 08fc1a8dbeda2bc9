"""SmartRecruiters acting by itself: it disables an integration and tells the partner."""

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.partner import TOKEN, Partner
from tests.contract.sandbox.smartrecruiters_client import RECEIVED, SmartRecruitersClient


def test_a_disable_is_told_with_a_token_of_the_partners(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """A token from oauthTokenUrl by form body, then the documented body to callbackUrl."""
    # GIVEN an integrated company
    smartrecruiters.confirm("acme")

    # WHEN its integration is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the partner saw both calls as documented, and the report says what it answered
    assert partner.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": f"{RECEIVED.client_id}-acme",
            "client_secret": RECEIVED.client_secret,
        }
    ]
    assert partner.notices == [(f"Bearer {TOKEN}", {"eventType": "INTEGRATION_DISABLED"})]
    assert report.json() == {
        "token": {"status": 200, "body": {"access_token": TOKEN, "expires_in": 600}},
        "callback": {"status": 200, "body": ""},
    }
    (held,) = smartrecruiters.get("/_sandbox/state").json()["integrations"]
    assert held["status"] == "disabled"


def test_any_event_can_be_sent(smartrecruiters: SmartRecruitersClient, partner: Partner) -> None:
    """An event that the partner does not know; the integration stays as it is."""
    # GIVEN an integrated company
    smartrecruiters.confirm("acme")

    # WHEN SmartRecruiters sends an event of a new kind
    report = smartrecruiters.control("/notify/acme", {"eventType": "SOMETHING_NEW"})

    # THEN the partner has it, and nothing is disabled
    assert report.status_code == 200
    assert partner.notices == [(f"Bearer {TOKEN}", {"eventType": "SOMETHING_NEW"})]
    (held,) = smartrecruiters.get("/_sandbox/state").json()["integrations"]
    assert held["status"] == "enabled"


def test_a_refused_token_request_ends_the_notification(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """Without a token there is no call of callbackUrl; the refusal is reported."""
    # GIVEN a partner that refuses the pair
    smartrecruiters.confirm("acme")
    partner.token_status = 401

    # WHEN the integration is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the report has the refusal and nothing else
    assert report.json() == {"token": {"status": 401, "body": {"error": "invalid_client"}}}
    assert partner.notices == []


def test_a_redirect_is_not_followed(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """The token is for callbackUrl and nowhere else."""
    # GIVEN a partner whose callback redirects
    smartrecruiters.confirm("acme")
    partner.moved = True

    # WHEN the integration is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the redirect is the answer
    assert report.json()["callback"]["status"] == 307
    assert len(partner.notices) == 1


def test_an_unreachable_partner_is_reported(
    sandboxes: Sandboxes, smartrecruiters: SmartRecruitersClient
) -> None:
    """The kind of failure, without an address in it; the integration is disabled all the same."""
    # GIVEN a partner whose port is closed
    with Partner.start() as gone:
        pass
    sandboxes.register_partner(f"{gone.url}/consent", f"{gone.url}/token", f"{gone.url}/callback")
    smartrecruiters.confirm("acme")

    # WHEN the integration is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the report names the failure
    assert report.json() == {"token": {"error": "ConnectionError"}}
    assert smartrecruiters.confirm("acme", clientId="new").status_code == 200


def test_a_one_way_integration_is_not_told(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """A partner that sent no pair cannot be called."""
    # GIVEN an integration without the partner's pair
    smartrecruiters.confirm("acme", clientId=None, clientSecret=None)

    # WHEN it is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the report says why nothing was told
    assert "clientId" in report.json()["skipped"]
    assert partner.forms == []


def test_a_partner_without_a_token_url_is_not_told(
    smartrecruiters: SmartRecruitersClient, partner: Partner
) -> None:
    """Notifications are not sent if oauthTokenUrl has not been defined."""
    # GIVEN a partner that registered its other two endpoints only
    registered = smartrecruiters.control(
        "/partner",
        {"consentUrl": f"{partner.url}/consent", "callbackUrl": f"{partner.url}/callback"},
    )
    assert registered.json()["oauthTokenUrl"] is None
    smartrecruiters.confirm("acme")

    # WHEN its integration is disabled
    report = smartrecruiters.control("/disable/acme")

    # THEN the report says why nothing was told
    assert "oauthTokenUrl" in report.json()["skipped"]
    assert partner.notices == []


def test_a_company_without_an_integration_cannot_be_disabled(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """404 for a company that never was integrated, and for one already disabled."""
    # GIVEN one company that never was integrated, and one that is disabled
    smartrecruiters.confirm("acme")
    smartrecruiters.control("/disable/acme")

    # WHEN they are disabled
    answers = [smartrecruiters.control(f"/disable/{name}") for name in ("acme", "globex")]

    # THEN there is nothing to disable, and nothing to notify of for the latter
    assert [answer.status_code for answer in answers] == [404, 404]
    event = {"eventType": "INTEGRATION_DISABLED"}
    assert smartrecruiters.control("/notify/globex", event).status_code == 404
