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
from jetbridge_cli.failure import CommandError, DeniedError

_LOOK: Final = "If this was to change something, look whether it did before you repeat it."
_DENIED: Final = ("AccessDenied", "AuthorizationError", "UnauthorizedOperation")
"""How codes begin with which services say that a policy does not allow a call. AuthorizationError
is of SNS (API Reference, "Common Errors")."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what AWS and the store refuse, or have lost, into a message.

    Raises:
        CommandError: something was refused.
    """
    try:
        yield
    except ClientError as error:
        refusal = error.response["Error"]
        kind = DeniedError if refusal["Code"].startswith(_DENIED) else CommandError
        raise kind(
            f"AWS refused {error.operation_name}: {refusal['Code']}: {refusal['Message']}"
        ) from None
    except NotConnectedError as error:
        raise CommandError(f"AWS cannot be reached: {error}") from None
    except HTTPClientError as error:
        raise CommandError(f"AWS gave no answer: {error}", _LOOK) from None
    except BotoCoreError as error:
        raise CommandError(f"AWS cannot be used from here: {error}") from None
    except TableUnavailableError as error:
        if str(error).startswith(_DENIED):
            raise DeniedError(f"AWS refused a call of the table: {error}") from None
        raise CommandError(f"the table gave no usable answer: {error}", _LOOK) from None
    except StoreError as error:
        raise CommandError(f"the table refused: {error}") from None
    except (UnreadableItemError, UnknownPartnerError) as error:
        raise CommandError(
            f"the table holds what this release cannot read: {error}",
            "It may be of a later release: use the tool of the one that is deployed.",
        ) from None
    except (PolicyLostError, ChangesUnavailableError) as lost:
        raise CommandError(str(lost)) from None
