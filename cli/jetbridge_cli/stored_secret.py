"""A secret of the deployment in Secrets Manager: read, changed and described."""

import json
import secrets as random
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from jetbridge.flows.connection.own_credentials import KEYRING
from jetbridge.vault.secrets import SecretUnavailableError, read_members
from jetbridge_cli import secret_names
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import Row, moment

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.type_defs import DescribeSecretResponseTypeDef

_TRIES: Final = 5
"""Times that a change is made again because others change the secret meanwhile."""


class UnreadableSecretError(CommandError):
    """What is stored is not a JSON object of strings."""


class Secret:
    """One of the deployment's secrets."""

    def __init__(self, deployment: Deployment, name: str) -> None:
        """Find the secret of that name.

        Raises:
            CommandError: the stack has no such secret.
        """
        self._name: Final = name
        self._id: Final = deployment.output(secret_names.output(name))
        self._client: Final = deployment.secretsmanager()

    def read(self) -> dict[str, str]:
        """Return the fields as they are.

        Raises:
            UnreadableSecretError: the secret is not a JSON object of strings.
            CommandError: it is marked as deleted.
        """
        return self._current()[1]

    def _members(self, text: str | None) -> dict[str, str]:
        try:
            return dict(read_members(self._name, text))
        except SecretUnavailableError as error:
            raise UnreadableSecretError(str(error)) from None

    def change(
        self, make: Callable[[dict[str, str]], dict[str, str]], *, overwrite: bool = False
    ) -> dict[str, str]:
        """Store what `make` makes of the fields, as a new version, and return it.

        The new version becomes the current one only in the place of the one that was read: the
        label `AWSCURRENT` is moved from that version, which Secrets Manager refuses where it is no
        longer there. Then the change is made again, of what another operator stored meanwhile.
        With `overwrite`, one that is not a JSON object of strings counts as one without fields.

        Raises:
            UnreadableSecretError: the secret is not a JSON object of strings, without `overwrite`.
            CommandError: it is marked as deleted, or others keep changing it.
        """
        for _ in range(_TRIES):
            version, members = self._current(overwrite=overwrite)
            after = make(members)
            if after == members:
                return after
            if self._replaced(version, after):
                return after
        raise CommandError(
            f"{self._name} is being changed by others: try again; nothing was changed"
        )

    def _replaced(self, version: str, members: dict[str, str]) -> bool:
        pending = f"jetbridge-{random.token_hex(8)}"
        stored = self._client.put_secret_value(
            SecretId=self._id, SecretString=json.dumps(members), VersionStages=[pending]
        )["VersionId"]
        try:
            self._client.update_secret_version_stage(
                SecretId=self._id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=stored,
                RemoveFromVersionId=version,
            )
        except self._client.exceptions.InvalidParameterException:
            return False
        finally:
            # A version without a label is removed by Secrets Manager.
            self._client.update_secret_version_stage(
                SecretId=self._id, VersionStage=pending, RemoveFromVersionId=stored
            )
        return True

    def _current(self, *, overwrite: bool = False) -> tuple[str, dict[str, str]]:
        try:
            current = self._client.get_secret_value(SecretId=self._id)
        except self._client.exceptions.InvalidRequestException as error:
            if "deleted" not in str(error):
                raise
            restore = f"aws secretsmanager restore-secret --secret-id {self._id}"
            raise CommandError(f"{self._name} is marked as deleted", f"  {restore}") from None
        try:
            return current["VersionId"], self._members(current.get("SecretString"))
        except UnreadableSecretError:
            if not overwrite:
                raise
            return current["VersionId"], {}

    def changed_at(self) -> int:
        """Return when the secret was last changed in any way, labels included (Unix seconds)."""
        return _changed(self._client.describe_secret(SecretId=self._id))

    def status(self) -> Row:
        """Return which fields are filled in, and since when, without their values."""
        described = self._client.describe_secret(SecretId=self._id)
        stages = described["VersionIdsToStages"]
        (version,) = [key for key, labels in stages.items() if "AWSCURRENT" in labels]
        members = self.read()
        if self._name == KEYRING:
            filled, missing = sorted(members.keys() - {"active"}), list[str]()
        else:
            filled = [field for field in secret_names.fields(self._name) if members.get(field)]
            required = secret_names.required(self._name)
            missing = [field for field in required if not members.get(field)]
        return {
            "name": self._name,
            "filled": filled,
            "missing": missing,
            "active": members.get("active"),
            "changed": moment(_changed(described)),
            "version": version,
        }


def _changed(described: "DescribeSecretResponseTypeDef") -> int:
    return int(described.get("LastChangedDate", described["CreatedDate"]).timestamp())
