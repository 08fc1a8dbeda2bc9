"""Secrets from AWS Secrets Manager, through Powertools' cache."""

import logging
from typing import TYPE_CHECKING, Final

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.exceptions import ClientError

from jetbridge.vault.secrets import (
    Members,
    SecretNotReadError,
    SecretUnavailableError,
    read_members,
)

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


logger = logging.getLogger(__name__)

_SERVER_ERROR: Final = 500
_THROTTLES: Final = frozenset({"ThrottlingException", "TooManyRequestsException"})
"""Codes of Secrets Manager with which it answers 400 (Common Error Types)."""


class SecretsManager:
    """A `Secrets` on AWS Secrets Manager.

    What was read serves for `max_age` seconds, during an outage of Secrets Manager, too. After
    that it does not: a secret that was replaced or withdrawn must stop working.
    """

    def __init__(self, client: "SecretsManagerClient", *, max_age: int) -> None:
        """Keep what `client` reads for `max_age` seconds; 0 keeps nothing. Nothing is sent yet."""
        self._provider = SecretsProvider(boto3_client=client)
        self._max_age = max_age

    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        """Return the secret's members; `fresh` reads past the memory, and renews it.

        Raises:
            SecretUnavailableError: it cannot be read, or is not a JSON object of strings.
            SecretNotReadError: it cannot be read at this moment.
        """
        try:
            text = self._provider.get(secret_id, max_age=self._max_age, force_fetch=fresh)
        except GetParameterError as error:
            code, may_pass = _cause(error)
            logger.warning("secret not read", extra={"error": code})
            kind = SecretNotReadError if may_pass else SecretUnavailableError
            raise kind(secret_id, f"cannot be read ({code})") from None
        return read_members(secret_id, text)


def _cause(error: GetParameterError) -> tuple[str, bool]:
    """Return what Powertools wraps, and whether it may pass by itself.

    It is a code of Secrets Manager, or a kind of network failure.
    """
    cause = error.__context__
    if not isinstance(cause, ClientError):
        return type(cause).__name__, True
    code = cause.response["Error"]["Code"]
    failed = cause.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR
    return code, failed or code in _THROTTLES
