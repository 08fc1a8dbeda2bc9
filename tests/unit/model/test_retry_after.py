"""For how long a partner, or a tenant's endpoint, wants to be left alone."""

import pytest

from jetbridge.broker.retries import HOLD_OFF, asked_wait
from jetbridge.model import retry_after
from jetbridge.partners import enboarder_answers, incode
from jetbridge.partners.smartrecruiters_customer import Busy, read_document
from tests.fakes import answer
from tests.unit.flows.test_onboard import ORDER


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("999999999", 999_999_999),
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("9" * 5_000, None),
    ],
)
def test_a_delay_is_read_and_nothing_else(header: str | None, seconds: int | None) -> None:
    """A number of thousands of digits would end in an exception."""
    # THEN it is read, or left to the default
    assert retry_after.seconds(header) == seconds


def test_nobody_trips_over_a_number_that_is_none() -> None:
    """A call that ends in an exception is made again and again."""
    # GIVEN an answer of somebody who throttles for longer than there are stars
    busy = answer(status=429, headers={"retry-after": "9" * 5_000})
    # THEN everybody reads it as one that names no time
    assert asked_wait(busy) == HOLD_OFF
    assert read_document(busy) == Busy(429, None)
    assert incode.read_onboarding(ORDER, busy) == incode.NotPerformed(429, None)
    assert enboarder_answers.read_launch(busy) == enboarder_answers.NotPerformed(429, None)
