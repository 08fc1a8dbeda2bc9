"""What a call can end with.

JetbridgeError
├── NotSentError            nothing was sent: nothing was done
├── NoAnswerError           sent, and not answered: the outcome is unknown
├── UnreadableError         answered with what the API does not answer
└── RefusedError            answered with a refusal
    ├── TokenRefusedError   by the token endpoint (RFC 6749 §5.2)
    └── ProblemError        by the API (RFC 9457): a class for each type, in `problems`

None of them holds a token, a secret, or the body of a request.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from jetbridge_client.calls import Answer, Call


class JetbridgeError(Exception):
    """A call did not succeed."""

    def __init__(self, call: Call, told: str) -> None:
        """Say what was called, and what came of it."""
        super().__init__(f"{call.operation}: {told}")
        self.operation = call.operation
        """The `operationId` of the API's description."""
        self.idempotency_key = call.idempotency_key
        """To make the same call once more: give it as `idempotency_key`."""
        self.attempts = 1
        """How often it was tried."""


class NotSentError(JetbridgeError):
    """No attempt had a connection, or was taken. Nothing was done."""


class NoAnswerError(JetbridgeError):
    """An attempt may have arrived, and none was answered with what came of it: that is unknown."""


class UnreadableError(JetbridgeError):
    """The answer is none of the API's: `base_url` may lead elsewhere."""


class RefusedError(JetbridgeError):
    """The call was refused."""

    def __init__(self, call: Call, answer: Answer, told: str) -> None:
        """Say with what."""
        self.status = answer.status
        """The HTTP status."""
        self.request_id = answer.headers.get("x-request-id")
        """To quote where you ask for help."""
        self.retry_after: float | None = None
        """Seconds after which the API asks to come again."""
        quoted = f" (request {self.request_id})" if self.request_id else ""
        super().__init__(call, f"{answer.status} {told}{quoted}")


class TokenRefusedError(RefusedError):
    """The token endpoint refused the client."""

    def __init__(self, call: Call, answer: Answer, error: str) -> None:
        """Say with which error."""
        super().__init__(call, answer, error)
        self.error = error
        """Such as `invalid_client`."""


class ProblemError(RefusedError):
    """A problem document. Types that this release does not know are of this class itself."""

    code: ClassVar[str] = ""
    """The type's stable name; of a type that is not known, see `members`."""

    def __init__(self, call: Call, answer: Answer, members: Mapping[str, Any]) -> None:
        """Say what the problem is: its title and broken rules, no value that was sent."""
        self.members = members
        """The whole document, with what the type adds, such as `onboardingId`."""
        self.type = str(members.get("type", ""))
        """A URL that explains the problem."""
        self.title = str(members.get("title", ""))
        self.detail: str | None = members.get("detail")
        errors = members.get("errors")
        self.errors: list[Mapping[str, str]] = errors if isinstance(errors, list) else []
        """Every broken rule, as `pointer`, `rule` and `detail`."""
        rules = [f"{each.get('pointer')}: {each.get('rule')}" for each in self.errors]
        told = "; ".join([f"{members.get('code')}: {self.title}", *rules])
        super().__init__(call, answer, told)


class WebhookRefusedError(Exception):
    """A webhook is not to be believed, or is none."""

    def __init__(self, reason: str) -> None:
        """Say why, without its content."""
        super().__init__(reason)
        self.reason = reason

    @override
    def __repr__(self) -> str:
        return f"WebhookRefusedError({self.reason!r})"
