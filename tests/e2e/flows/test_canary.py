"""No secret, token, link or personal datum is left in a log or, in the clear, in the table.

The marks are the values themselves: everything secret or personal that one run of the main job
handles, its failures included, is collected and then looked for wherever it must not be.
"""

from pathlib import Path

import pytest

from jetbridge_local.browser import Browser
from jetbridge_local.sandbox import credentials
from jetbridge_local.sandbox.failures import Program
from jetbridge_local.sandbox.onboarder import userinfo
from tests.e2e.flows.onboardbase import connect
from tests.e2e.flows.onboarder import USERINFO
from tests.e2e.flows.onboarding import ORDER, sms
from tests.e2e.flows.tenant import INTEGRATIONS, REQUEST_NEW, Tenant, table_dump
from tests.e2e.spellings import spellings

PERSON = {
    "loginHint": "canary.person@example.com",
    "name": "Canary Person-Mark",
    "meetingLink": "https://meet.example/canary-meeting-mark",
}
PHONE = "+14155550199"


def marks_of_one_run(tenant: Tenant) -> list[str]:
    """Run the main job and its failures; return everything secret or personal that it handled."""
    marks = [*PERSON.values(), PHONE]
    ours = (credentials.SMARTRECRUITERS_MASTER, credentials.INCODE, credentials.OIDC)
    marks += [pair.client_secret for pair in ours]
    marks += [credentials.INCODE_API_KEY, tenant.stack.ready.api_client.client_secret]
    # The exchange: refused, lost, and made.
    tenant.partner_fails("smartrecruiters", Program(path=INTEGRATIONS, status=403))
    tenant.approve()
    tenant.partner_fails("smartrecruiters", Program(path=INTEGRATIONS, drop="before"))
    tenant.approve()
    tenant.approve()
    marks += [cookie.value or "" for cookie in tenant.browser.cookies]
    held = tenant.sandbox("smartrecruiters", "state", method="GET")["integrations"]
    marks += [each["issued"]["clientSecret"] for each in held]
    marks += [each["received"]["clientSecret"] for each in held]
    # Tokens, in use and refused.
    token = tenant.token(*tenant.pair()).json()["access_token"]
    tenant.callback(token, "SOMETHING_NEW")
    tenant.callback(token[:-1], "SOMETHING_NEW")
    tenant.token(tenant.pair()[0], "jb_cs_wrong-canary-mark")
    marks += [token, "wrong-canary-mark"]
    # Onboardings: made, refused by us, refused by Incode, lost.
    link = tenant.onboard(ORDER | PERSON, "canary-key-mark").json()["url"]
    tenant.onboard(sms(**PERSON, notification={"type": "SMS", "phone": PHONE}))
    tenant.onboard(ORDER | PERSON | {"linkValidityInMinutes": 0})
    echo = {"status": 400, "message": f"no: {PERSON['loginHint']}"}
    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, status=400, body=echo))
    tenant.onboard(ORDER | PERSON)
    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, drop="after"))
    tenant.onboard(ORDER | PERSON)
    tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
    marks += [link, link.partition("?")[2], "canary-key-mark"]
    return [*marks, *marks_of_a_verification(tenant), *marks_of_an_account(tenant)]


def marks_of_a_verification(tenant: Tenant) -> list[str]:
    """Verify a person at Onboarder, after a failure that quotes them."""
    body = {"partner": "onboarder", "flowId": credentials.ONBOARDER_FLOW_ID}
    link = tenant.onboard(body, "canary-verification-mark").json()["url"]
    browser = Browser()
    echo = {"error": "server_error", "error_description": userinfo.EMAIL}
    tenant.partner_fails("onboarder", Program(path=USERINFO, status=500, times=3, body=echo))
    for _ in range(2):
        browser.open(link)
        browser.submit()
        browser.submit(action="verify", shape="reference")
    assert "You are verified" in browser.page.text
    marks = [link, link.partition("=")[2], credentials.ONBOARDER.client_secret]
    marks += [userinfo.EMAIL, userinfo.PHONE, userinfo.DOCUMENT_NUMBER, userinfo.PICTURE]
    return [*marks, "Vera Verified", "canary-verification-mark"]


def marks_of_an_account(tenant: Tenant) -> list[str]:
    """Connect Onboardbase, after failures in the middle of a query string full of secrets."""
    secret = credentials.ONBOARDBASE.client_secret
    echo = {"data": None, "errors": [{"message": f"no: {secret}", "code": 1}]}
    for failure in (
        Program(path="/oauth/token", status=200, body=echo),
        Program(path="/oauth/token", drop="before"),
        Program(path="/oauth/token", drop="after"),
    ):
        tenant.partner_fails("onboardbase-auth", failure)
        connect(tenant)
    assert "Connected" in connect(tenant).text
    keys = tenant.sandbox("onboardbase-auth", "state", method="GET")["keys"]
    return [secret, *(each[name] for each in keys for name in ("api_key", "passphrase"))]


@pytest.mark.local_only(reason="reads the files that the local stack's functions write")
def test_no_mark_is_left_anywhere(tenant: Tenant) -> None:
    """Logs, metrics, the access log and the raw table know none of it."""
    # GIVEN one run of everything
    marks = {spelling for mark in marks_of_one_run(tenant) for spelling in spellings(mark)}
    assert all(len(mark) > 8 for mark in marks)
    # WHEN every file that the run wrote, and every item of the table, is read
    directory: Path = tenant.stack.logs.parent
    written = {file.name: file.read_text() for file in directory.rglob("*") if file.is_file()}
    written["the table"] = table_dump(tenant.stack)
    # THEN none of them holds a mark
    found = [(name, mark) for name, text in written.items() for mark in marks if mark in text]
    assert not found
    # AND the search looked at logs of every function that ran, and at metrics
    assert {name.partition("-")[0] for name in written} >= {
        "ConsentFunction",
        "TokenFunction",
        "AuthorizerFunction",
        "ConnectFunction",
        "OnboardingFunction",
        "ReceiveFunction",
    }
    assert any('"_aws"' in text for text in written.values())
