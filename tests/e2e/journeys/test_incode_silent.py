"""Incode's webhooks do not come, or come late: the verdict is applied all the same, and once."""

from collections.abc import Iterator

import pytest

from jetbridge.model.journey import Status, What
from tests.e2e.flows.notifications import until
from tests.e2e.flows.tenant import Json
from tests.e2e.journeys.hiring import Hire, Hiring
from tests.e2e.journeys.policies import whole

MINUTE = 60


@pytest.fixture
def silent(tenant: Hiring) -> Iterator[Hiring]:
    """Return a tenant whose Incode sends no webhook."""
    settings = tenant.sandbox("incode-api", "settings", method="GET")
    tenant.sandbox("incode-api", "settings", dropWebhooks=True)
    yield tenant
    restored = {name: settings[name] for name in ("dropWebhooks", "interviewIdInReply")}
    tenant.sandbox("incode-api", "settings", **restored)


def test_with_all_webhooks_dropped_a_verdict_is_applied_within_15_minutes(silent: Hiring) -> None:
    """Incode is asked; what its webhooks say afterwards changes nothing."""
    # GIVEN a person who passes at an Incode whose webhooks are lost
    silent.follows(whole())
    ada = silent.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "pass")
    # WHEN a quarter of an hour passes on the stack's clock
    for _ in range(14):
        silent.later(MINUTE, "Tasks")
    # THEN the journey has gone on by itself
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    # AND the webhooks that come after all, twice, change nothing
    numbers = _held_for(silent, ada)
    silent.sandbox("incode-api", "webhooks/deliver", numbers=[*numbers, *reversed(numbers)])
    silent.idle()
    ada.is_(Status.COMPLETED)
    assert [line.what for line in ada.story()].count(What.VERIFIED) == 1
    assert len(ada.workflows()) == 1


def test_a_verdict_waits_for_the_event_that_names_its_onboarding(silent: Hiring) -> None:
    """The session event comes first; the one with our id comes 33 minutes, or 40 hours, later."""
    # GIVEN an Incode whose answer does not name the interview
    silent.sandbox("incode-api", "settings", interviewIdInReply=False)
    silent.follows(whole())
    ada = silent.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "pass")
    *named, verdict = _held_for(silent, ada)
    # WHEN the verdict comes, and nothing else for 40 hours
    silent.sandbox("incode-api", "webhooks/deliver", numbers=[verdict])
    for hours in (0.1, 0.45, 1, 2, 36.5):
        silent.later(int(hours * 3_600), "Reconcile")
        silent.idle()
    assert not ada.workflows()
    # AND then the event that names both
    silent.sandbox("incode-api", "webhooks/deliver", numbers=named[-1:])
    # THEN the person has passed
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1


def _held_for(tenant: Hiring, hire: Hire) -> list[int]:
    """Return the numbers of what Incode has not told of a person, in its order."""

    def held() -> list[int]:
        interviews = {each["interviewId"] for each in hire.sessions()}
        state: Json = tenant.sandbox("incode-api", "state", method="GET")
        return [
            each["number"]
            for each in state["deliveries"]
            if not each["attempts"] and any(one in each["body"] for one in interviews)
        ]

    return until(lambda: held() or None)
