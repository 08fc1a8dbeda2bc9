"""Secrets from AWS Secrets Manager, through Powertools' cache."""

from typing import TYPE_CHECKING, Final

import boto3
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.config import Config
from botocore.exceptions import ClientError

from jetbridge.vault.secrets import Members, SecretUnavailable, read_members

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_CONFIG: Final = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
)


class SecretsManager:
    """A `Secrets` on AWS Secrets Manager.

    What was read serves for `max_age` seconds, during an outage of Secrets Manager, too. After
    that it does not: a secret that was replaced or withdrawn must stop working.
    """

    def __init__(self, *, max_age: int, client: "SecretsManagerClient | None" = None) -> None:
        """Keep what is read for `max_age` seconds; 0 keeps nothing. Nothing is sent yet.

        Without a `client`, region, endpoint and credentials come from the environment.
        """
        self._provider = SecretsProvider(
            boto3_client=client or boto3.client("secretsmanager", config=_CONFIG)
        )
        self._max_age = max_age

    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        """Return the secret's members; `fresh` reads past the memory, and renews it.

        Raises:
            SecretUnavailable: it cannot be read, or is not a JSON object of strings.
        """
        try:
            text = self._provider.get(secret_id, max_age=self._max_age, force_fetch=fresh)
        except GetParameterError as error:
            rule = f"cannot be read ({_cause(error)})"
            raise SecretUnavailable(secret_id, rule) from None
        return read_members(secret_id, text)


def _cause(error: GetParameterError) -> str:
    """Name what Powertools wraps: a code of Secrets Manager, or a kind of network failure."""
    cause = error.__context__
    if isinstance(cause, ClientError):
        return cause.response["Error"]["Code"]
    return type(cause).__name__
