"""Something to look at: what `jetbridge up --demo` puts into its stack, over HTTP.

A company and an Enboarder account are connected, a policy is in force, and three people are hired:
of one everything is done, one has failed to prove who they are, one has not come yet. A schedule
has run, which notes for the operator's overview how much the queues hold.
"""

from functools import partial
from typing import Final, Protocol

from rich.console import Console

from jetbridge_local.browser import Browser
from jetbridge_local.demo import enboarder, journey, smartrecruiters
from jetbridge_local.demo.guide import Guide, Json, Stack

COMPANY: Final = "northwind"
_PEOPLE: Final = {"5c21b7d0-ben": "pass", "9e77c1f2-cho": "fail", "0f3a9a4e-ana": ""}
"""SmartRecruiters' candidates, each with what they do at Incode; empty: they do not come."""


class Scheduled(Stack, Protocol):
    """A stack whose schedules can be fired. See `LocalStack`."""

    def fire(self, name: str) -> object:
        """Fire a schedule now."""
        ...


def fill(stack: Scheduled) -> None:
    """Put it into a running stack.

    Raises:
        DemoError: something does not come out as it should.
    """
    guide = Guide(stack, Console(quiet=True))
    smartrecruiters.connect(guide, COMPANY)
    enboarder.connect(guide)
    journey.put_policy(guide)
    journey.hires_are_told(guide, COMPANY)
    for person, does in _PEOPLE.items():
        hired = {"status": "HIRED"}
        guide.sandbox("smartrecruiters", "POST", f"candidates/{COMPANY}/{person}", hired)
        link = guide.until("a link is ready", partial(_link, guide, person))
        if does:
            browser = Browser()
            browser.open(link)
            browser.submit(action="begin")
            browser.submit(action=does)
    guide.until("the journeys stand as they should", partial(_is_whole, guide))
    stack.fire("Tasks")


def _journeys(guide: Guide) -> list[Json]:
    found: list[Json] = guide.send("GET", "/v1/journeys", "journeys:read").json()["items"]
    return [each for each in found if each["companyId"] == COMPANY]


def _is_whole(guide: Guide) -> bool:
    statuses = {str(each["status"]) for each in _journeys(guide)}
    return statuses >= {"completed", "needs_attention", "waiting"}


def _link(guide: Guide, candidate: str) -> str | None:
    """Return the link that the tenant's system was told for a candidate's journey."""
    of = {each["id"] for each in _journeys(guide) if each["candidateId"] == candidate}
    told = [each["data"] for each in guide.inbox() if each["type"] == "journey.link_ready"]
    return next((str(each["url"]) for each in told if each["journeyId"] in of), None)
