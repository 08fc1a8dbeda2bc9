"""One whole journey: hired, verified, welcomed, told."""

import json
from typing import Final

from jetbridge.flows.journey import policies
from jetbridge.partners.smartrecruiters.subscription_api import HIRE_EVENTS
from jetbridge_cli import operating
from jetbridge_cli.deployment import Deployment
from jetbridge_local.browser import Browser
from jetbridge_local.demo.guide import Guide, Json, check
from jetbridge_local.demo.smartrecruiters import COMPANY
from jetbridge_local.stack.options import PROJECT

_POLICY: Final = PROJECT / "docs" / "policies" / "incode-enboarder.json"
_BEN: Final = "5c21b7d0-ben"


def follow(guide: Guide) -> None:
    """A recruiter hires a candidate; the tenant's policy says what follows."""
    with guide.step("The tenant says what follows from a hire, and a recruiter hires a candidate"):
        put_policy(guide)
        _hire(guide)
    with guide.step("The new hire proves who they are, and everything else happens by itself"):
        _verify(guide)
        shown = guide.until("the journey is completed", lambda: _journey(guide, "completed"))
        status = _onboarding_status(guide)
        check(status == "ONBOARDING_SUCCESSFUL", "SmartRecruiters shows the result")
        guide.fact("SmartRecruiters shows", status)
        guide.show(shown)


def put_policy(guide: Guide) -> None:
    """Put the policy of the examples in force, as an operator does."""
    ready = guide.ready
    context = operating.context(Deployment(guide.stack_name, ready.aws_endpoint_url))
    document = json.loads(_POLICY.read_text())
    version = policies.put(context, ready.tenant, document, replaces=0)
    guide.fact(f"jetbridge policy put {_POLICY.name}", f"version {version} is in force")


def _hire(guide: Guide) -> None:
    hires_are_told(guide, COMPANY)
    path = f"candidates/{COMPANY}/{_BEN}"
    report = guide.sandbox("smartrecruiters", "POST", path, {"status": "HIRED"})
    answers = [attempt["status"] for each in report["deliveries"] for attempt in each["attempts"]]
    guide.fact("HIRED, and application.status.updated is answered", *answers)
    check(answers == [202], "the notification is taken")


def _verify(guide: Guide) -> None:
    """Follow the link that the tenant's own system was told."""
    event = guide.until("the tenant is told the link", lambda: _told(guide, "journey.link_ready"))
    link = event["data"]["url"]
    guide.fact(f"signed webhook {event['type']}", f"{link.partition('?')[0]}?…")
    browser = Browser()
    browser.open(link)
    guide.line("the link leads to Incode's page", browser.page)
    browser.submit(action="begin")
    guide.until("Incode says that they have begun", lambda: _has(guide, "person_began"))
    browser.submit(action="pass")
    guide.line("verified there; Incode notifies us, Enboarder welcomes them", browser.page)


def _journey(guide: Guide, status: str = "") -> Json | None:
    """Return the journey once there is one, and once it is in a status, whole."""
    found = guide.send("GET", "/v1/journeys", "journeys:read").json()["items"]
    mine = next((each for each in found if each["candidateId"] == _BEN), None)
    if mine is None or (status and mine["status"] != status):
        return None
    shown: Json = guide.send("GET", f"/v1/journeys/{mine['id']}", "journeys:read").json()
    return shown


def _has(guide: Guide, what: str) -> bool:
    shown = _journey(guide)
    return shown is not None and any(line["what"] == what for line in shown["timeline"])


def _told(guide: Guide, kind: str) -> Json | None:
    return next((each for each in guide.inbox() if each["type"] == kind), None)


def hires_are_told(guide: Guide, company: str) -> None:
    """Wait until SmartRecruiters notifies us of hires at a company."""
    guide.until("SmartRecruiters notifies us of hires", lambda: _subscribed(guide, company))


def _subscribed(guide: Guide, company: str) -> bool:
    """Return whether the company's one subscription is for what the policy needs."""
    every: list[Json] = guide.sandbox("smartrecruiters", "GET", "state")["subscriptions"]
    here = [each for each in every if each["companyId"] == company]
    active = [each for each in here if each["status"] == "active"]
    names = {event["name"] for each in active for event in each["events"]}
    return len(here) == len(active) == 1 and names >= HIRE_EVENTS


def _onboarding_status(guide: Guide) -> object:
    every: list[Json] = guide.sandbox("smartrecruiters", "GET", "state")["candidates"]
    here = [each for each in every if each["companyId"] == COMPANY]
    return next(each["onboardingStatus"] for each in here if each["candidateId"] == _BEN)
