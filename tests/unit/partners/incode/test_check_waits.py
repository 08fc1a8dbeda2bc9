"""When Incode is asked about an onboarding again, and until when."""

from dataclasses import replace
from typing import Final

from jetbridge.flows.schedule import reconcile, tasks
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Status
from jetbridge.model.ports import HttpResponse
from jetbridge.partners.incode import check as incode_check
from jetbridge.partners.incode import notification as incode_notification
from jetbridge.partners.incode import verdicts as incode_verdicts
from jetbridge.store import checks, onboardings
from jetbridge.store.checks import Check
from tests.fakes import answer
from tests.fakes.partners.incode import says, scored
from tests.unit.partners.incode.asking import MINUTE, Asked

DAY: Final = 86_400


def test_news_put_no_question_off() -> None:
    """A late event of an early module does not delay the verdict."""
    # GIVEN a verdict that no webhook tells, and other events of it that come late
    there = Asked()
    asked = there.ask()
    there.wait(5 * MINUTE)
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    for event in ("SESSION_STARTED", "ID_VALIDATION_FINISHED", "FACE_VALIDATION_FINISHED"):
        there.wait(4 * MINUTE)
        there.tell(event, "interview-1", "job-77")
        there.work()
    there.wait(3 * MINUTE)
    # THEN it is known within a quarter of an hour
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_onboarding_of_an_old_release_is_asked_about_from_the_end_of_its_link() -> None:
    """Nothing had it asked about before; what its person did in time is found then."""
    # GIVEN an onboarding with an interview, about which nothing is to be asked
    there = Asked()
    asked = there.ask()
    there.world.table.write(checks.forget(asked.onboarding.id))
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("OK")
    # WHEN its link has ended, and the reconciler has looked
    there.world.clock.advance(61 * MINUTE)
    reconcile.run(there.world.context())
    there.wait(15 * MINUTE)
    # THEN its verdict is known
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_incode_that_throttles_is_left_alone_for_as_long_as_it_says() -> None:
    """Its `Retry-After` is kept, however short our own pace."""
    # GIVEN an Incode that wants to be left alone for half an hour
    there = Asked()
    there.ask()
    there.incode.status = answer({}, status=429, headers={"retry-after": "1800"})
    there.wait(11 * MINUTE)
    before = len(there.asked())
    # THEN it is
    there.wait(28 * MINUTE)
    assert len(there.asked()) == before
    there.wait(2 * MINUTE)
    assert len(there.asked()) == before + 1


def test_an_unused_link_is_asked_about_for_a_day() -> None:
    """Then nothing more is asked, and nothing is reported: there was nothing to tell."""
    # GIVEN a link of an hour that was not used
    there = Asked()
    asked = there.ask()
    # WHEN more than a day passes
    _pass(there, 60 * MINUTE + incode_check.UNUSED + 20 * MINUTE)
    # THEN nothing is asked any more
    assert checks.get(there.world.table, asked.onboarding.id) is None
    assert not there.world.meter.counted[Metric.CHECK_GIVEN_UP]


def test_a_person_who_has_begun_is_asked_about_for_a_week_after_the_link() -> None:
    """A reviewer may take days. What never came is counted."""
    # GIVEN a person whom a reviewer looks at
    there = Asked()
    asked = there.ask()
    there.incode.status, there.incode.score = says("ONBOARDING_FINISHED"), scored("WARN")
    _pass(there, 6 * DAY)
    assert there.onboarding(asked).status is Status.REVIEW
    assert checks.get(there.world.table, asked.onboarding.id)
    # WHEN the week is over
    _pass(there, 2 * DAY)
    # THEN an operator hears of it, and nothing is asked any more
    assert checks.get(there.world.table, asked.onboarding.id) is None
    assert there.world.meter.counted[Metric.CHECK_GIVEN_UP] == 1


def test_a_long_link_is_asked_about_less_often_after_two_weeks() -> None:
    """What is asked follows what is likely to be told."""
    # GIVEN a link of a month
    there = Asked()
    asked = there.ask()
    known = there.onboarding(asked)
    longer = replace(known, link_minutes=43_200, expires_at=known.created_at + 30 * DAY)
    there.world.table.write(*onboardings.save(longer))
    # WHEN two weeks have passed
    _pass(there, incode_check.SLOW_AFTER)
    before = len(there.asked())
    there.wait(3 * 3_600)
    # THEN it is asked about once an hour
    assert len(there.asked()) - before in (3, 4)


def test_the_waits_fit_together() -> None:
    """Two questions and two schedules lie within a quarter of an hour."""
    assert incode_verdicts.CHECK_EVERY + 2 * MINUTE <= 15 * MINUTE
    assert incode_check.UNUSED < incode_check.PROCESSING
    assert incode_notification.PATIENCE < incode_check.UNUSED


def _pass(there: Asked, seconds: int) -> None:
    """Let days pass in steps of ten minutes."""
    for _ in range(seconds // 600):
        there.world.clock.advance(600)
        tasks.run(there.world.context())
        there.work()


def test_a_question_that_was_held_up_ends_none_that_was_armed_meanwhile() -> None:
    """Until its end, the first check decides nothing for the question that came after."""
    # GIVEN the last question about a link, during which another one is armed
    there = Asked()
    asked = there.ask()
    message = {"onboarding_id": asked.onboarding.id}
    later = Check(asked.onboarding.id, there.world.clock.now() + 30 * DAY)

    def stalls(_: object) -> HttpResponse:
        there.world.table.write(checks.arm(later))
        return says("UNKNOWN")

    there.incode.status = stalls
    there.world.clock.advance(20 * DAY)
    # WHEN it has come to its end
    incode_check.work(there.world.context(), message)
    # THEN the other one is still to be asked
    assert checks.get(there.world.table, asked.onboarding.id) == later
