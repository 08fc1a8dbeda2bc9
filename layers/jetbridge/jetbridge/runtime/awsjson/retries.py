"""When a call is attempted again: botocore's rules in its retry mode `standard`.

Source: botocore, `botocore/retries/standard.py`; AWS SDKs and Tools Reference Guide, "Retry
behavior".
"""

from collections.abc import Callable
from typing import Final

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError

_STATUSES: Final = frozenset({500, 502, 503, 504})
_CODES: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_MAX_LENGTH: Final = 20.0


def may_pass(failure: AwsRefusedError | AwsNotAnsweredError) -> bool:
    """Return whether a call that failed so may succeed when it is repeated."""
    if isinstance(failure, AwsNotAnsweredError):
        return True
    return failure.status in _STATUSES or failure.code in _CODES


def backoff(attempt: int, fraction: Callable[[], float] | None = None) -> float:
    """Return the seconds to wait after `attempt` (from 1); `fraction` draws from 0 to 1."""
    from random import random

    return (fraction or random)() * min(2.0 ** (attempt - 1), _MAX_LENGTH)


class Quota:
    """What a process may spend on repetitions, so that it does not add to an outage.

    A repetition costs, and the success of one gives its cost back; a call that succeeds at once
    gives a little.
    """

    _CAPACITY: Final = 500
    _COST: Final = 5
    _TIMEOUT_COST: Final = 10
    _GAIN: Final = 1

    def __init__(self) -> None:
        self._left = self._CAPACITY

    def take(self, failure: AwsRefusedError | AwsNotAnsweredError) -> int:
        """Return what the repetition after `failure` costs; 0: it is not to be had."""
        timed_out = (
            isinstance(failure, AwsNotAnsweredError) and failure.cause == TimeoutError.__name__
        )
        cost = self._TIMEOUT_COST if timed_out else self._COST
        if cost > self._left:
            return 0
        self._left -= cost
        return cost

    def give_back(self, cost: int) -> None:
        """Add what the last repetition of a call that succeeded had cost; 0: there was none."""
        self._left = min(self._left + (cost or self._GAIN), self._CAPACITY)
