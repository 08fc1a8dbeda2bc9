"""Our outage, and changes at SmartRecruiters that nothing tells us of: no hire is lost."""

from typing import Final

from jetbridge.model.journey import What
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.notifications import until
from tests.e2e.flows.tenant import Json
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import DAY, whole

MINUTE: Final = 60
WAITS: Final = (MINUTE, 3 * MINUTE, 10 * MINUTE)
"""Seconds before the first redeliveries."""


def redelivered(tenant: Hiring, *, restamp: bool) -> list[int | None]:
    """Have SmartRecruiters redeliver what is due, and return our answers to the latest attempts."""
    again = tenant.sandbox("smartrecruiters", "redeliver", restamp=restamp)["deliveries"]
    return [each["attempts"][-1]["status"] for each in again]


def test_an_outage_of_ten_minutes_loses_no_event(tenant: Hiring) -> None:
    """The redelivery keeps its first timestamp, and is taken all the same."""
    # GIVEN a hire whose event was not delivered
    tenant.follows(whole())
    ada = tenant.offer()
    ada.move(status="HIRED", notify=False)
    held = tenant.event(candidateId=ada.candidate_id, hold=True)
    # WHEN it is delivered ten minutes later, to the letter, and once more
    tenant.stack.clock.advance(10 * MINUTE)
    again: Json = {"eventIds": [held["eventId"]] * 2, "restamp": False}
    sent: list[Json] = tenant.sandbox("smartrecruiters", "deliver", **again)["deliveries"]
    # THEN both are acknowledged, and one journey begins
    assert {attempt["status"] for each in sent for attempt in each["attempts"]} == {202}
    ada.tells(What.STARTED, What.LINK_READY)
    assert len(ada.journeys()) == 1


def test_a_key_that_was_replaced_is_found_by_the_redeliveries(tenant: Hiring) -> None:
    """The third refusal leads to a look, and the fourth attempt is taken."""
    # GIVEN a subscription whose key was replaced, and a hire
    tenant.follows(whole())
    tenant.idle()
    tenant.sandbox("smartrecruiters", f"rotate-key/{tenant.company}", overlap=False)
    ada = tenant.hire()
    # WHEN SmartRecruiters tries again and again
    answers: list[int | None] = []
    for wait in WAITS:
        tenant.stack.clock.advance(wait)
        answers += redelivered(tenant, restamp=False)
        tenant.idle()
    # THEN the last attempt is taken, and the journey begins
    assert answers == [401, 401, 202]
    ada.tells(What.STARTED, What.LINK_READY)


def test_a_subscription_that_was_deleted_is_made_again_within_a_day(tenant: Hiring) -> None:
    """By the daily check: nothing else tells."""
    # GIVEN a subscription that an administrator deleted at SmartRecruiters
    tenant.follows(whole())
    tenant.idle()
    tenant.sandbox("smartrecruiters", f"unsubscribe/{tenant.company}")
    assert tenant.subscriptions() == []
    # WHEN a day passes
    tenant.later(DAY, "Tasks")
    # THEN there is another one
    until(lambda: [each["status"] for each in tenant.subscriptions()] == ["active"])


def test_a_subscription_that_cannot_be_made_shows_on_the_connection(tenant: Hiring) -> None:
    """Nothing degrades in silence."""
    # GIVEN a SmartRecruiters that refuses to show the company's subscriptions
    tenant.idle()
    path = "/webhooks-api/v201907/subscriptions"
    tenant.partner_fails("smartrecruiters", Program(path=path, method="GET", status=403, times=500))
    # WHEN the daily check comes by
    tenant.later(DAY, "Tasks")

    # THEN the connection says so
    def problem() -> object:
        shown = tenant.get("/v1/connections").json()["items"]
        (found,) = [each for each in shown if each["partner"] == "smartrecruiters"]
        return found["notifications"]["problem"]

    assert until(problem) == "listing_answered_403"
