"""What AWS and the store refuse, or have lost, as a message for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnectedError

from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.model.registry import UnknownPartnerError
from jetbridge.store.listing import Unreadable, left_out, unreadable
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError, TableUnavailableError
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import (
    SecretDeniedError,
    SecretNotReadError,
    SecretUnavailableError,
)
from jetbridge_cli.failure import CommandError, DeniedError, NoAnswerError

_DENIED: Final = ("AccessDenied", "AuthorizationError", "UnauthorizedOperation")
"""How codes begin with which services say that a policy does not allow a call. AuthorizationError
is of SNS (API Reference, "Common Errors")."""
_MISSING: Final = "ResourceNotFoundException"
_UNREADABLE: Final = "the table holds what this release cannot read"
MEND: Final = (
    "It may be of a later release: use the tool of the one that is deployed. Or it was changed by"
    " hand: docs/operations.md says how to put it back."
)
"""What to do about an item that cannot be read."""
_NO_TABLE: Final = (
    "there is no such table: it is gone, or is still being restored",
    "If it is the stack's, docs/restore.md says how to get it back.",
)
_NO_QUEUES: Final = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
"""Codes of SQS, by its query protocol and by JSON."""
_NO_QUEUE: Final = (
    "there is no such queue: it was removed by hand",
    "Create it again under its name. `aws cloudformation detect-stack-drift` finds what it lacks.",
)


@contextmanager
def told() -> Iterator[None]:
    """Turn what AWS and the store refuse, or have lost, into a message.

    Raises:
        CommandError: something was refused.
    """
    try:
        yield
    except ClientError as error:
        raise _refused(error) from None
    except NotConnectedError as error:
        raise CommandError(f"AWS cannot be reached: {error}") from None
    except HTTPClientError as error:
        raise NoAnswerError(f"AWS gave no answer: {error}") from None
    except BotoCoreError as error:
        raise CommandError(f"AWS cannot be used from here: {error}") from None
    except TableUnavailableError as error:
        raise _unavailable(str(error)) from None
    except StoreError as error:
        raise CommandError(f"the table refused: {error}") from None
    except (UnreadableItemError, UnknownPartnerError) as error:
        raise CommandError(f"{_UNREADABLE}: {_named(error)}", MEND) from None
    except ChangesUnavailableError as lost:
        kind = DeniedError if lost.code.startswith(_DENIED) else CommandError
        raise kind(str(lost)) from None
    except (PolicyLostError, SecretUnavailableError, UnsealableError) as lost:
        raise _without(lost) from None


@contextmanager
def listing() -> Iterator[None]:
    """Show what can be read of lists, and then name what cannot. It does what `told` does, too.

    Raises:
        CommandError: something was refused; or something was left out, after what is shown.
    """
    with told(), left_out() as broken:
        yield
    if broken:
        raise CommandError(
            f"{_UNREADABLE}, and is left out ({len(broken)}):",
            *(f"  {told_of(each)}" for each in broken.values()),
            MEND,
        )


def told_of(broken: Unreadable) -> str:
    """Return an item that cannot be read, in words."""
    return f"{broken.kind} {broken.id}: {broken.why}"


def _named(error: UnreadableItemError | UnknownPartnerError) -> str:
    if isinstance(error, UnreadableItemError) and error.item_key:
        return told_of(unreadable(error, error.item_key))
    return str(error)


def _refused(error: ClientError) -> CommandError:
    code, operation = error.response["Error"]["Code"], error.operation_name
    if (operation, code) == ("DescribeTable", _MISSING):
        return CommandError(*_NO_TABLE)
    if code in _NO_QUEUES:
        return CommandError(*_NO_QUEUE)
    kind = DeniedError if code.startswith(_DENIED) else CommandError
    return kind(f"AWS refused {operation}: {code}: {error.response['Error']['Message']}")


def _without(lost: Exception) -> CommandError:
    """Return what is said of a secret that is needed, such as the keyring, or does not open."""
    match lost:
        case SecretDeniedError():
            return DeniedError(str(lost))
        case SecretNotReadError():
            return NoAnswerError(str(lost))
        case SecretUnavailableError():
            return CommandError(str(lost), "`jetbridge doctor` says what to do about it.")
    return CommandError(str(lost))


def _unavailable(why: str) -> CommandError:
    """Return what is said of a table that gave no usable answer."""
    if why.startswith(_DENIED):
        return DeniedError(f"AWS refused a call of the table: {why}")
    if why == _MISSING:
        return CommandError(*_NO_TABLE)
    return NoAnswerError(f"the table gave no usable answer: {why}")
