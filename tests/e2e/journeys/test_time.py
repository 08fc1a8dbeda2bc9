"""Days pass: deadlines, reminders, and partners that are out of reach for long."""

from functools import partial

import pytest

from jetbridge.model.journey import Reason, Status, What
from tests.e2e.flows.notifications import until
from tests.e2e.journeys.hiring import Hire, Hiring
from tests.e2e.journeys.policies import DAY, HOUR, whole


def test_who_does_not_come_is_reminded_and_then_given_up(tenant: Hiring) -> None:
    """The reminder after a day, the deadline after three; then the link leads nowhere."""
    # GIVEN a person who does not come
    reminding = {"deadlineInHours": 72, "remindAfterHours": [24], "onDeadline": "stop"}
    tenant.follows(whole(**reminding))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    # WHEN almost a day has passed, THEN nothing has happened
    tenant.later(DAY - HOUR)
    tenant.idle()
    assert ada.story()[-1].what is What.LINK_READY
    # WHEN it has, THEN they are reminded, once, of the same link
    tenant.later(HOUR)
    ada.tells(What.LINK_READY, What.REMINDED)
    tenant.later(DAY)
    tenant.idle()
    assert ada.story()[-1].what is What.REMINDED
    assert len(ada.sessions()) == 1
    # WHEN three days have passed
    tenant.later(DAY)
    # THEN it is over, and SmartRecruiters shows it
    journey = ada.is_(Status.FAILED)
    assert journey.reason is Reason.DEADLINE
    assert ada.told() == ["ONBOARDING_FAILED"]
    assert [line.what for line in ada.story()][-5:] == [
        What.REMINDED,
        What.DEADLINE_PASSED,
        What.WITHDRAWN,
        What.REPORTED,
        What.FAILED,
    ]


def test_what_is_in_order_is_left_alone(tenant: Hiring) -> None:
    """Days later the company has the subscription that it had; the keys in use are few."""
    # GIVEN a company that is subscribed to
    tenant.follows(whole())
    tenant.idle()
    (before,) = tenant.subscriptions()
    # WHEN the schedules have looked at it for days
    for _ in range(3):
        tenant.later(DAY, "Tasks")
        tenant.idle()
    # THEN nothing was made anew
    assert tenant.subscriptions() == [before]


def test_a_day_without_incode_delays_the_link(tenant: Hiring) -> None:
    """It is asked for again and again, and made once."""
    # GIVEN an Incode that cannot be reached, WHEN a person is hired
    tenant.follows(whole())
    with tenant.stack.sandboxes.unplugged("incode-api"):
        ada = tenant.hire()
        ada.tells(What.STARTED, What.DELAYED)
        _wait_for_a_day(tenant, ada)
    # THEN the link is ready once it is back
    tenant.later(HOUR)
    ada.tells(What.LINK_READY)
    assert len(ada.sessions()) == 1
    # AND the journey comes to its end
    ada.at_incode("begin", "pass")
    ada.is_(Status.COMPLETED)


@pytest.mark.parametrize("host", ["enboarder-api", "smartrecruiters"])
def test_a_day_without_a_partner_delays_the_launch(tenant: Hiring, host: str) -> None:
    """It is launched once, and the recruiter is told once."""
    # GIVEN a person who has just been verified, while a partner is out of reach
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    with tenant.stack.sandboxes.unplugged(host):
        ada.at_incode("begin", "pass")
        ada.tells(What.VERIFIED, What.DELAYED)
        # WHEN it stays away for a day
        _wait_for_a_day(tenant, ada)
        assert ada.journeys()[0].reason is Reason.UNREACHABLE
    # THEN the journey goes on once it is back
    tenant.later(HOUR)
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
    # AND the timeline says once that it was delayed
    assert [line.what for line in ada.story()].count(What.DELAYED) == 1


def _wait_for_a_day(tenant: Hiring, hire: Hire) -> None:
    """Let a day pass, four hours at a time; each time the partner is tried again."""
    for _ in range(DAY // (4 * HOUR)):
        before = _failures(hire)
        tenant.later(4 * HOUR)
        until(partial(_has_failed_since, hire, before))


def _has_failed_since(hire: Hire, before: int) -> bool:
    return _failures(hire) > before


def _failures(hire: Hire) -> int:
    journey = hire.journeys()[0]
    return journey.steps[journey.position].failures
