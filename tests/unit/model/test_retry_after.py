"""For how long a partner, or a tenant's endpoint, wants to be left alone."""

import pytest

from jetbridge.broker.retries import HOLD_OFF, asked_wait
from jetbridge.model import retry_after
from jetbridge.model.hiring import Busy
from jetbridge.model.outcome import Cause, NotPerformed
from jetbridge.partners.enboarder import answers as enboarder_answers
from jetbridge.partners.incode import api as incode
from jetbridge.partners.smartrecruiters.customer import read_document
from tests.fakes import answer
from tests.support.incode import ORDER


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
        ("Wed, 21 Oct 2026 07:30:05 GMT", 125),
        ("Wed, 21 Oct 2026 09:30:05 +0200", 125),
        ("Wednesday, 21-Oct-26 07:30:05 GMT", 125),
        ("Wed Oct 21 07:30:05 2026", 125),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 0),
        ("Wed, 41 Oct 2026 07:28:00 GMT", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("9" * 5_000, None),
    ],
)
def test_a_delay_is_read_in_both_forms(header: str | None, seconds: int | None) -> None:
    """Seconds, or a date that is measured from the answer's own; the rest names no time."""
    # GIVEN an answer with a date
    headers = {"date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    # WHEN the header is read
    # THEN it is a number of seconds, or nothing
    assert retry_after.seconds(headers | ({"retry-after": header} if header else {})) == seconds


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_every_busy_answer_may_name_a_time(status: int) -> None:
    """429 and 5xx alike; what is no failure is no reason to wait."""
    # GIVEN answers with a time
    headers = {"retry-after": "90"}
    # THEN it counts where the partner is busy
    assert asked_wait(answer(status=status, headers=headers)) == 90
    assert asked_wait(answer(status=200, headers=headers)) == 0
    assert asked_wait(answer(status=404, headers=headers)) == 0


def test_a_number_that_is_none_ends_in_no_exception() -> None:
    """A call that ends in an exception is made again and again."""
    # GIVEN an answer of a partner that throttles for longer than there are stars
    busy = answer(status=429, headers={"retry-after": "9" * 5_000})
    # THEN every reader takes it for one that names no time
    assert asked_wait(busy) == HOLD_OFF
    assert read_document(busy) == Busy(429, None)
    assert incode.read_onboarding(ORDER, busy) == NotPerformed(Cause.THROTTLED, None, 429)
    assert enboarder_answers.read_launch(busy) == NotPerformed(Cause.THROTTLED, None, 429)
