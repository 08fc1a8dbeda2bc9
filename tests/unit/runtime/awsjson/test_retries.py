"""The retry rules against botocore's in its mode `standard`."""

from typing import Final

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.retries.quota import RetryQuota
from botocore.retries.standard import (
    ExponentialBackoff,
    RetryContext,
    StandardRetryConditions,
    ThrottledRetryableChecker,
    TransientRetryableChecker,
)
from botocore.session import get_session

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.runtime.awsjson.retries import Quota, backoff, may_pass

CODES: Final = {
    *vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"],
    *vars(TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"],
    "ReplicatedWriteConflictException",
    "ConditionalCheckFailedException",
    "TransactionCanceledException",
    "TransactionConflictException",
    "ResourceNotFoundException",
    "AccessDeniedException",
    "ValidationException",
    "InternalServerError",
}
DYNAMODB: Final = get_session().get_service_model("dynamodb")
LOST: Final = AwsNotAnsweredError("ConnectionResetError")
SILENT: Final = AwsNotAnsweredError("TimeoutError")


@pytest.mark.parametrize("status", [400, 403, 413, 500, 501, 502, 503, 504])
@pytest.mark.parametrize("code", sorted(CODES))
def test_what_is_attempted_again_is_what_botocore_attempts_again(code: str, status: int) -> None:
    """Throttling and what the service calls transient, by code and by status."""
    # GIVEN a refusal
    context = RetryContext(
        attempt_number=1,
        operation_model=DYNAMODB.operation_model("PutItem"),
        parsed_response={"Error": {"Code": code}},
        http_response=AWSResponse("", status, HTTPHeaders(), None),
    )
    # WHEN both judge it, THEN they agree
    theirs = StandardRetryConditions(max_attempts=2).is_retryable(context)
    assert may_pass(AwsRefusedError(code, status, {}, repeated=False)) is theirs


def test_a_lost_answer_is_attempted_again() -> None:
    """The table knows what a repetition may mean."""
    # GIVEN no answer, WHEN it is judged, THEN the call may be repeated
    assert may_pass(LOST)


@pytest.mark.parametrize("attempt", range(1, 8))
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.999])
def test_waits_are_those_of_botocore(attempt: int, fraction: float) -> None:
    """Exponential, with jitter, up to 20 seconds."""
    # GIVEN an attempt that failed, WHEN both wait, THEN it takes as long
    theirs = ExponentialBackoff(random=lambda: fraction).delay_amount(RetryContext(attempt))
    assert backoff(attempt, lambda: fraction) == pytest.approx(theirs)


def test_waits_are_drawn_at_random() -> None:
    """So that many clients do not come back at once."""
    # GIVEN an attempt that failed, WHEN it waits twice, THEN that is not as long
    assert 0 <= backoff(1) <= 1
    assert backoff(1) != backoff(1)


def test_an_outage_uses_the_quota_up() -> None:
    """Then each call is attempted once, and the service can recover."""
    # GIVEN a process whose calls time out
    quota = Quota()
    # WHEN each of them asks for a repetition, THEN fifty are granted and no more
    capacity = RetryQuota()
    theirs = 0
    while capacity.acquire(10):
        theirs += 1
    assert [bool(quota.take(SILENT)) for _ in range(theirs + 1)] == [True] * theirs + [False]


def test_a_success_gives_quota_back() -> None:
    """All that the repetition had cost, or a little."""
    # GIVEN a process without quota
    quota = Quota()
    while quota.take(LOST):
        pass
    # WHEN a call that was repeated succeeds, THEN another may be repeated
    quota.give_back(5)
    assert quota.take(LOST) == 5
    # AND WHEN five calls succeed at once, THEN it may be so, too
    for _ in range(5):
        assert not quota.take(LOST)
        quota.give_back(0)
    assert quota.take(LOST) == 5


def test_the_quota_does_not_grow_beyond_its_capacity() -> None:
    """A year without a failure saves nothing up."""
    # GIVEN a process that never failed
    quota = Quota()
    for _ in range(100):
        quota.give_back(0)
    # WHEN the service fails, THEN a hundred repetitions are granted
    assert sum(bool(quota.take(LOST)) for _ in range(200)) == 100
