"""Secrets from AWS Secrets Manager, through Powertools' cache."""

from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.exceptions import ClientError

from jetbridge.vault.secrets import Members, SecretUnavailable, read_members

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


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
