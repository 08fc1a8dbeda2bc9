"""Secrets that the deployer holds: the port, and the rules of what is in them.

Each is a JSON object of strings in AWS Secrets Manager. `secretsmanager` reads the real ones.
"""

import json
import re
from collections.abc import Mapping
from typing import Final, Protocol

from jetbridge.model.errors import JetbridgeError

type Members = Mapping[str, str]

SENDABLE: Final = "must be visible ASCII, without blanks or line breaks around it"
_SENDABLE: Final = re.compile(r"[!-~](?:[ -~]*[!-~])?")


class SecretUnavailableError(JetbridgeError):
    """A secret could not be read, or is not what it should be. Names it, never quotes it."""

    def __init__(self, secret_id: str, rule: str) -> None:
        """`secret_id` is its name or ARN, `rule` what is wrong, without any of its content."""
        super().__init__(f"secret {secret_id}: {rule}")
        self.secret_id = secret_id
        self.rule = rule


class SecretNotReadError(SecretUnavailableError):
    """Secrets Manager does not answer, or not now: nothing is known of the secret, try again."""


class SecretDeniedError(SecretUnavailableError):
    """Who asks may not read it: nothing is known of the secret."""


def is_sendable(value: str) -> bool:
    """Return whether a credential can be sent: visible ASCII, without blanks around it.

    A line break or a zero-width space that came along when it was copied is the usual cause of
    "the partner refuses our credentials".
    """
    return _SENDABLE.fullmatch(value) is not None


def credential(secret_id: str, members: Members, field: str) -> str:
    """Return a credential out of a secret.

    Raises:
        SecretUnavailableError: it is not set, or cannot be sent.
    """
    value = members.get(field)
    if not value:
        raise SecretUnavailableError(secret_id, f"{field} is not set")
    if not is_sendable(value):
        raise SecretUnavailableError(secret_id, f"{field} {SENDABLE}")
    return value


class Secrets(Protocol):
    """Reads secrets, keeping each in memory for a while."""

    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        """Return the secret's members; `fresh` reads past the memory.

        Raises:
            SecretUnavailableError: it cannot be read, or is not a JSON object of strings.
            SecretNotReadError: it cannot be read at this moment.
            SecretDeniedError: who asks may not read it.
        """
        ...


def read_members(secret_id: str, text: object) -> Members:
    """Read a secret's text.

    Raises:
        SecretUnavailableError: it is not a JSON object of strings.
    """
    try:
        members = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        # The cause would carry the text.
        members = None
    return of_strings(secret_id, members)


def of_strings(secret_id: str, members: object) -> Members:
    """Return a secret's members.

    Raises:
        SecretUnavailableError: it is not a JSON object of strings.
    """
    if not isinstance(members, dict) or not all(isinstance(v, str) for v in members.values()):
        raise SecretUnavailableError(secret_id, "must be a JSON object of strings")
    return members
