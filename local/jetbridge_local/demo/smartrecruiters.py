"""A SmartRecruiters company: connected, used by SmartRecruiters, disabled."""

from typing import Final
from urllib.parse import urlencode

from jetbridge_local.browser import Browser
from jetbridge_local.demo.guide import Guide, Json, check

COMPANY: Final = "acme"
_PARTNER: Final = "smartrecruiters"


def connect(guide: Guide, company: str = COMPANY) -> Json:
    """A customer's admin connects their company; return the connection."""
    hiring = guide.ready.partners[_PARTNER]
    with guide.step("A customer's admin connects their SmartRecruiters company"):
        browser = Browser()
        back = f"{hiring}/company/{company}/apps/connected"
        query = urlencode({"companyId": company, "redirect": back})
        browser.open(f"{guide.ready.api_url}/smartrecruiters/consent?{query}")
        guide.line("the consentUrl sends the admin to sign in", browser.page)
        browser.submit()
        guide.line("signed in, the admin is shown what a connection means", browser.page)
        browser.submit(decision="approve")
        browser.wait()
        guide.line("approved: credentials exchanged, back to SmartRecruiters", browser.page)
        check(browser.page.url.startswith(hiring), "the browser is back at SmartRecruiters")
        found = guide.api("GET", "/v1/connections", "connections:read")["items"]
        connection: Json = next(each for each in found if each["companyId"] == company)
        check(connection["status"] == "active", "the connection is active")
        guide.fact("connection", f"{connection['id']} is {connection['status']}")
    return connection


def call(guide: Guide, connection: Json) -> str:
    """SmartRecruiters obtains a token from us and calls us; return its token."""
    with guide.step("SmartRecruiters obtains a token from us and calls us"):
        report = guide.sandbox(
            _PARTNER, "POST", f"notify/{COMPANY}", {"eventType": "SOMETHING_NEW"}
        )
        guide.fact("POST /oauth/token", report["token"]["status"])
        guide.fact("POST /smartrecruiters/callback", report["callback"]["status"])
        check(report["callback"]["status"] == 200, "an unknown event is taken")  # noqa: PLR2004 - HTTP's own number
        answer = guide.token(*_pair(guide, connection)).json()
        token: str = answer["access_token"]
        guide.fact("the token", f"{token[:6]}… for {answer['scope']}")
    return token


def disable(guide: Guide, connection: Json, held: str) -> None:
    """The customer disables the integration; the token that was `held` is refused at once."""
    with guide.step("SmartRecruiters disables the integration: its token is refused at once"):
        pair = _pair(guide, connection)
        report = guide.sandbox(_PARTNER, "POST", f"disable/{COMPANY}")
        guide.fact("INTEGRATION_DISABLED", report["callback"]["status"])
        refused = guide.callback(held, "SOMETHING_NEW")
        guide.line("the token that it held is refused", refused)
        check(refused.status_code == 401, "the token is refused")  # noqa: PLR2004 - HTTP's own number
        denied = guide.token(*pair)
        guide.line("so is the pair that we had issued", denied)
        check(denied.json()["error"] == "invalid_client", "the client is refused")
        shown = guide.api("GET", f"/v1/connections/{connection['id']}", "connections:read")
        check(shown["status"] == "disabled", "the connection is disabled")
        for change in reversed(shown["history"]):
            guide.fact(change["at"], f"{change['status']} ({change['reason']})")


def _pair(guide: Guide, connection: Json) -> tuple[str, str]:
    """Return the client that we issued to SmartRecruiters for the connection, and its secret."""
    held: list[Json] = guide.sandbox(_PARTNER, "GET", "state")["integrations"]
    mine = next(each for each in held if each["companyId"] == connection["companyId"])
    return mine["received"]["clientId"], mine["received"]["clientSecret"]
