"""The limits of slow work agree: what a partner may take, function, queue, and leases."""

from typing import Final

from jetbridge.broker import rate_limiter, tokens
from jetbridge.flows.schedule import dispatch
from jetbridge.model.connection import EXCHANGE_LEASE
from jetbridge.model.transaction import BEGIN_MARGIN, BEGIN_WITHIN
from jetbridge.partners.smartrecruiters import approvals
from tests.unit.infra.templates import properties, written

ADVISED: Final = 128
"""Seconds that SmartRecruiters advises its clients to wait, at the least."""
AROUND: Final = 20
"""Seconds for what is read, sealed and written around the calls."""

PARAMETERS: Final = written()["Parameters"]
MAX_LENGTH: Final = PARAMETERS["SmartRecruitersTimeout"]["MaxValue"]
FUNCTION: Final = properties("SlowWorkerFunction")["Timeout"]
HIDDEN: Final = properties("SlowQueue")["VisibilityTimeout"]


def test_smartrecruiters_is_waited_for_as_long_as_it_advises() -> None:
    """By default; the deployer may choose less."""
    assert ADVISED <= PARAMETERS["SmartRecruitersTimeout"]["Default"] <= MAX_LENGTH


def test_the_function_outlasts_the_longest_exchange() -> None:
    """A token, a call that is refused for it late, another token, and the call once more."""
    # GIVEN what one token may take: a wait for who asks already, then a request and its repeat
    request = PARAMETERS["HttpTimeout"]["MaxValue"]
    token = tokens.PATIENCE + 2 * request
    # AND what one call may take: its turn, then all of it
    call = rate_limiter.PATIENCE + MAX_LENGTH
    # THEN all of it, and what is stored, fits
    assert 2 * (token + call) + AROUND <= FUNCTION


def test_nothing_else_takes_an_exchange_for_dead_before_the_function_is() -> None:
    """Neither the queue, which would bring the message again, nor the reconciler, nor the page."""
    assert HIDDEN >= 6 * FUNCTION
    assert EXCHANGE_LEASE > FUNCTION


def test_an_approval_that_got_lost_is_found_while_somebody_waits_for_it() -> None:
    """The clock hands it over in the first minutes; a second time it is too late to begin."""
    # GIVEN the schedule that hands over, each minute
    every_minute = 60
    # THEN its message comes in time, and the one after that does not
    assert approvals._DUE + every_minute < BEGIN_WITHIN < dispatch.HOLD
    # AND the page that says that nothing was sent waits for an intent that is being written
    assert BEGIN_MARGIN > AROUND
