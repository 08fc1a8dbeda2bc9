"""What an answer says: a value, or a failure."""

from datetime import datetime
from typing import Any

from jetbridge_client.calls import Answer, Call, Outcome, Tagged
from jetbridge_client.errors import (
    JetbridgeError,
    NoAnswerError,
    NotSentError,
    ProblemError,
    RefusedError,
    TokenRefusedError,
    UnreadableError,
)
from jetbridge_client.problems import BY_CODE
from jetbridge_client.retries import retry_after


def value_of(call: Call, answer: Answer) -> Any:  # noqa: ANN401 - any JSON
    """Return what a success says.

    Raises:
        UnreadableError: it says nothing, or is no JSON.
    """
    if not answer.content:
        raise UnreadableError(call, f"{answer.status}, and no content")
    try:
        return answer.json()
    except ValueError:
        # Raised below: its context would hold the answer's text.
        pass
    raise UnreadableError(call, f"{answer.status}, and no JSON")


def tagged_of(call: Call, answer: Answer) -> Tagged[Any]:
    """Return what a success says, and its tag.

    Raises:
        UnreadableError: it is no JSON, or has no tag.
    """
    if "etag" not in answer.headers:
        raise UnreadableError(call, f"{answer.status}, and no ETag")
    return Tagged(value_of(call, answer), answer.headers["etag"])


def failure(call: Call, outcome: Outcome, attempts: int, now: datetime) -> JetbridgeError:
    """Return what a call ended with after so many attempts."""
    found = _failure(call, outcome)
    found.attempts = attempts
    if isinstance(found, RefusedError) and isinstance(outcome, Answer):
        found.retry_after = retry_after(outcome, now)
    return found


def _failure(call: Call, outcome: Outcome) -> JetbridgeError:
    if not isinstance(outcome, Answer):
        kind = NoAnswerError if outcome.sent else NotSentError
        return kind(call, outcome.reason)
    if outcome.status < 400:  # noqa: PLR2004 - RFC 9110 §15.5
        return UnreadableError(call, f"{outcome.status} is no answer of the API")
    try:
        told: Any = outcome.json()
    except ValueError:
        told = None
    match told:
        case {"code": str(code), "status": int()}:
            return BY_CODE.get(code, ProblemError)(call, outcome, told)
        case {"error": str(error)}:
            return TokenRefusedError(call, outcome, error)
        case {"message": str(message)}:
            # API Gateway's own: no such route, its throttle, or the function could not be run.
            return RefusedError(call, outcome, message)
    return RefusedError(call, outcome, "without a problem document")
