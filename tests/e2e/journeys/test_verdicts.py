"""A person fails, or it cannot be told: what the policy makes of it, and the operator."""

from jetbridge.model.journey import Reason, Status, What
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import whole


def test_a_rejection_may_end_it(tenant: Hiring) -> None:
    """SmartRecruiters shows that it failed, and no person is launched."""
    # GIVEN a policy that stops, WHEN the person fails
    tenant.follows(whole(onRejection="stop"))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "fail")
    # THEN the journey has failed
    journey = ada.is_(Status.FAILED)
    assert journey.reason is Reason.REJECTED
    assert ada.told() == ["ONBOARDING_FAILED"]
    assert not ada.workflows()
    assert What.REJECTED in [line.what for line in ada.story()]


def test_a_rejection_may_wait_for_the_operator(tenant: Hiring) -> None:
    """Who approves is written down; the rest goes its way."""
    # GIVEN a policy that wants to be asked, WHEN the person fails
    tenant.follows(whole(onRejection="review"))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "fail")
    held = ada.is_(Status.NEEDS_ATTENTION)
    assert held.reason is Reason.REJECTED
    assert not ada.told()
    # WHEN the operator lets them pass
    tenant.decide("approve", held)
    # THEN they are launched
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
    (approved,) = [line for line in ada.story() if line.what is What.APPROVED]
    assert approved.by


def test_another_try_is_another_session(tenant: Hiring) -> None:
    """The operator has the person asked anew; the second try counts."""
    # GIVEN a person who has failed
    tenant.follows(whole(onRejection="review"))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "fail")
    held = ada.is_(Status.NEEDS_ATTENTION)
    # WHEN the operator has them asked again, and they pass
    tenant.decide("retry", held)
    ada.tells(What.RETRIED, What.LINK_READY)
    assert len(ada.sessions()) == 2
    ada.at_incode("begin", "pass")
    # THEN the journey goes on
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1


def test_the_partners_own_review_is_waited_for(tenant: Hiring) -> None:
    """No deadline and no reminder falls upon who has done their part."""
    # GIVEN a person at whom an agent at Incode is looking
    tenant.follows(whole(deadlineInHours=48, remindAfterHours=[24], onDeadline="stop"))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "review")
    ada.tells(What.IN_REVIEW)
    # WHEN it takes them four days
    for _ in range(4):
        tenant.later(24 * 3_600)
    tenant.idle()
    assert ada.story()[-1].what is What.IN_REVIEW
    # AND they let the person pass
    ada.at_incode("approve")
    # THEN the journey goes on
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
