"""Secrets from AWS Secrets Manager, each kept for a while."""

import logging
from typing import Final

from jetbridge.model.aws_calls import AwsCalls, AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.system import Clock
from jetbridge.vault.secrets import (
    Members,
    SecretDeniedError,
    SecretNotReadError,
    SecretUnavailableError,
    read_members,
)

logger = logging.getLogger(__name__)

_SERVER_ERROR: Final = 500
_THROTTLES: Final = frozenset({"ThrottlingException", "TooManyRequestsException"})
"""Codes of Secrets Manager with which it answers 400 (Common Error Types)."""

_DENIED: Final = "AccessDeniedException"
"""Of a policy, or of the policy of the secret's KMS key."""


class SecretsManager:
    """A `Secrets` on AWS Secrets Manager.

    What was read serves for `max_age` seconds, during an outage of Secrets Manager, too. After
    that it does not: a secret that was replaced or withdrawn must stop working. It ages by the time
    of day: the monotonic clock stands still while Lambda has the process frozen between two
    invocations, for hours it may be.
    """

    def __init__(self, secrets_manager: AwsCalls, clock: Clock, *, max_age: int) -> None:
        """Keep what is read for `max_age` seconds; 0 keeps nothing. Nothing is sent yet."""
        self._secrets_manager = secrets_manager
        self._max_age = max_age
        self._clock = clock
        self._kept: dict[str, tuple[int, Members]] = {}

    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        """Return the secret's members; `fresh` reads past the memory, and renews it.

        Raises:
            SecretUnavailableError: it cannot be read, or is not a JSON object of strings.
            SecretNotReadError: it cannot be read at this moment.
            SecretDeniedError: who asks may not read it.
        """
        now = self._clock.now()
        read_at, kept = self._kept.get(secret_id, (now - self._max_age, {}))
        # A clock that was set back must not make a secret younger.
        if read_at <= now < read_at + self._max_age and not fresh:
            return kept
        members = read_members(secret_id, self._read(secret_id))
        self._kept[secret_id] = now, members
        return members

    def _read(self, secret_id: str) -> object:
        try:
            answer = self._secrets_manager.call("GetSecretValue", {"SecretId": secret_id})
        except (AwsRefusedError, AwsNotAnsweredError) as failure:
            logger.warning("secret not read", extra={"error": str(failure)})
            raise _kind(failure)(secret_id, f"cannot be read ({failure})") from None
        return answer.get("SecretString")


def _kind(failure: AwsRefusedError | AwsNotAnsweredError) -> type[SecretUnavailableError]:
    if _may_pass(failure):
        return SecretNotReadError
    return SecretDeniedError if str(failure) == _DENIED else SecretUnavailableError


def _may_pass(failure: AwsRefusedError | AwsNotAnsweredError) -> bool:
    """Return whether a failure may pass by itself."""
    if isinstance(failure, AwsNotAnsweredError):
        return True
    return failure.status >= _SERVER_ERROR or failure.code in _THROTTLES
