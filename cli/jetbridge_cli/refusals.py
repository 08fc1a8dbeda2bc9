"""What AWS and the store refuse, or have lost, as a message for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnectedError

from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.model.registry import UnknownPartnerError
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError, TableUnavailableError
from jetbridge_cli.failure import CommandError, DeniedError, NoAnswerError

_DENIED: Final = ("AccessDenied", "AuthorizationError", "UnauthorizedOperation")
"""How codes begin with which services say that a policy does not allow a call. AuthorizationError
is of SNS (API Reference, "Common Errors")."""
_MISSING: Final = "ResourceNotFoundException"
_NO_TABLE: Final = (
    "there is no such table: it is gone, or is still being restored",
    "If it is the stack's, docs/restore.md says how to get it back.",
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
        raise CommandError(
            f"the table holds what this release cannot read: {error}",
            "It may be of a later release: use the tool of the one that is deployed.",
        ) from None
    except ChangesUnavailableError as lost:
        kind = DeniedError if lost.code.startswith(_DENIED) else CommandError
        raise kind(str(lost)) from None
    except PolicyLostError as lost:
        raise CommandError(str(lost)) from None


def _refused(error: ClientError) -> CommandError:
    code, operation = error.response["Error"]["Code"], error.operation_name
    if (operation, code) == ("DescribeTable", _MISSING):
        return CommandError(*_NO_TABLE)
    kind = DeniedError if code.startswith(_DENIED) else CommandError
    return kind(f"AWS refused {operation}: {code}: {error.response['Error']['Message']}")


def _unavailable(why: str) -> CommandError:
    """Return what is said of a table that gave no usable answer."""
    if why.startswith(_DENIED):
        return DeniedError(f"AWS refused a call of the table: {why}")
    if why == _MISSING:
        return CommandError(*_NO_TABLE)
    return NoAnswerError(f"the table gave no usable answer: {why}")
