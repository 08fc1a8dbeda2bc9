"""What changes under a running journey: the hire, the connection, the machine."""

from jetbridge.model.journey import Reason, Status, What
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.enboarder import LAUNCH
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import HOUR, whole


def test_a_hire_that_is_taken_back_ends_the_waiting(tenant: Hiring) -> None:
    """The link leads nowhere any more; the recruiter, who did it, is told nothing."""
    # GIVEN a person who is to prove who they are
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    # WHEN the recruiter moves them away
    ada.move(status="WITHDRAWN")
    # THEN their journey ends
    journey = ada.is_(Status.CANCELLED)
    assert journey.reason is Reason.NO_LONGER_HIRED
    assert [line.what for line in ada.story()][-3:] == [
        What.HIRE_ENDED,
        What.WITHDRAWN,
        What.CANCELLED,
    ]
    # AND a verdict that comes too late changes nothing
    ada.at_incode("begin", "pass")
    tenant.idle()
    assert ada.story()[-1].what is What.CANCELLED
    assert not ada.workflows()
    assert not ada.told()


def test_a_hire_that_is_taken_back_cancels_the_workflow(tenant: Hiring) -> None:
    """And a person who is hired again has another journey, and another workflow."""
    # GIVEN a person whose workflow runs
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "pass")
    ada.is_(Status.COMPLETED)
    # WHEN the recruiter moves them away
    ada.move(status="REJECTED")
    # THEN it is cancelled
    ada.is_(Status.CANCELLED)
    assert [each["status"] for each in ada.workflows()] == ["CANCELLED"]
    # WHEN they are hired again
    ada.move(status="HIRED")
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "pass")
    # THEN everything happens a second time, under a name of its own
    second = ada.is_(Status.COMPLETED)
    assert second.sequence == 2
    assert [each["status"] == "CANCELLED" for each in ada.workflows()] == [True, False]
    assert len({each["externalid"] for each in ada.workflows()}) == 2


def test_a_connection_that_ends_in_the_middle_is_waited_for(tenant: Hiring) -> None:
    """The journey says what it needs, and goes on once it has it."""
    # GIVEN a person who is verified after SmartRecruiters was disconnected
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
    ada.at_incode("begin", "pass")
    # THEN the journey says so
    waiting = ada.is_(Status.NEEDS_ATTENTION)
    assert waiting.reason is Reason.NOT_CONNECTED
    assert not ada.workflows()
    # WHEN the tenant connects it again
    tenant.connect()
    tenant.later(HOUR)
    # THEN it goes on
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]


def test_a_worker_that_dies_in_the_middle_launches_once(tenant: Hiring) -> None:
    """The workflow runs, and it is not told: it is found, not launched again."""
    # GIVEN an Enboarder that launches, and holds its answer back
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    failures = tenant.stack.sandboxes.hosts["enboarder-api"].failures
    failures.add(Program(path=LAUNCH, delay_seconds=60))
    ada.at_incode("begin", "pass")
    # WHEN the worker dies while it waits
    assert failures.wait_for_delayed(1, timeout=60)
    tenant.stack.functions.crash("WorkerFunction")
    failures.release()
    assert len(ada.workflows()) == 1
    # AND its lease ends
    tenant.later(HOUR)
    # THEN the journey comes to its end with that workflow
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
