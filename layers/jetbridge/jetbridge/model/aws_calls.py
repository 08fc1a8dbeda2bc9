"""The port through which AWS services are called, and the two ways in which a call fails.

`jetbridge.runtime.awsjson` implements it without the AWS SDK, `jetbridge_cli.boto` with it.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from jetbridge.model.errors import JetbridgeError

type Document = dict[str, Any]
"""A request or an answer, as its service documents it. Binary values are bytes."""


class AwsCalls(Protocol):
    """Calls the operations of one AWS service."""

    def call(self, operation: str, request: Document) -> Document:
        """Return the service's answer to `request`.

        Args:
            operation: its name in the service's API, such as `GetItem`.
            request: its members by the names of the service's API.

        Raises:
            AwsRefusedError: the service answered with an error.
            AwsNotAnsweredError: it was not called, or its answer was lost.
        """
        ...


class AwsRefusedError(JetbridgeError):
    """The service answered with an error.

    Only the code is shown: the service's message can quote what was sent. `repeated`: an earlier
    attempt of the same call was sent, and may have succeeded.
    """

    def __init__(
        self, code: str, status: int, document: Mapping[str, Any], *, repeated: bool
    ) -> None:
        """`status` is HTTP's; `document` holds what the service says beside the code."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.document = document
        self.repeated = repeated

    @property
    def message(self) -> str:
        """What the service says in words. Not fit for a log."""
        return str(self.document.get("message") or self.document.get("Message") or "")


class AwsNotAnsweredError(JetbridgeError):
    """There is no answer. `cause` names the kind of failure, and quotes nothing."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause
