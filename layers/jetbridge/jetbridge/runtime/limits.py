"""What bounds the calls to AWS services."""

from typing import Final

from jetbridge.model.record import record
from jetbridge.runtime import deadline


@record
class Limits:
    """What bounds the calls to a service: `connect` and `read` in seconds, and `attempts`."""

    connect: float
    read: float
    attempts: int

    @property
    def attempt(self) -> float:
        """The most seconds that one attempt takes: connecting, the TLS handshake, the answer."""
        return 2 * self.connect + self.read

    def pause(self, attempt: int) -> float:
        """Return the most seconds that are waited after `attempt` (botocore's mode `standard`)."""
        return float(2 ** (attempt - 1)) if attempt < self.attempts else 0.0

    def needed(self, attempt: int) -> float:
        """Return the seconds that must be left for `attempt` (from 1) to begin."""
        return self.attempt + self.pause(attempt) + deadline.ANSWER


# DynamoDB answers within milliseconds: one that is silent for two seconds is lost.
TABLE: Final = Limits(connect=0.5, read=2, attempts=3)
LEAN_TABLE: Final = Limits(connect=0.5, read=1, attempts=2)
"""For what every request waits for: a second attempt after a silent one, then an answer."""
SECRETS: Final = Limits(connect=0.5, read=3, attempts=2)
PARAMETERS: Final = SECRETS
QUEUE: Final = Limits(connect=0.5, read=3, attempts=3)
BUS: Final = QUEUE
