"""When a call is made again, and after how long. Nothing here does I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from jetbridge_client.calls import Answer, Call, Outcome

_DONE_NOTHING: Final = {"partner-did-nothing", "partner-unreachable"}
"""Problems with 503 after which any call is safe to repeat, as the API says."""
_WORTH_IT: Final = {"internal-error", "temporarily-unavailable", "unknown-outcome"}
"""Problems after which a call that is repeatable may succeed."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and how long, a call is tried."""

    attempts: int = 4
    """The first one included; 1 means no retry."""
    longest_wait: float = 30.0
    """Seconds. Where the API asks for more, the call ends with what it was answered."""
    first_wait: float = 0.5
    """Seconds; doubled from one attempt to the next."""

    def __post_init__(self) -> None:
        """Raise ValueError where there would be no attempt, or a wait into the past."""
        if self.attempts < 1 or self.longest_wait < 0 or self.first_wait < 0:
            raise ValueError("attempts has to be 1 or more, and waits 0 or more.")

    def wait(
        self, call: Call, outcome: Outcome, attempt: int, draw: Callable[[], float], now: datetime
    ) -> float | None:
        """Return the seconds to the next attempt, or None where there is none.

        Args:
            call: what was called.
            outcome: what came of it.
            attempt: which attempt that was, from 1.
            draw: a number from 0 to 1, so that callers do not come at once.
            now: the time, for a `Retry-After` that is a date.
        """
        if attempt >= self.attempts or not _may_repeat(call, outcome):
            return None
        asked = retry_after(outcome, now) if isinstance(outcome, Answer) else None
        if asked is not None:
            return asked if asked <= self.longest_wait else None
        doubled: float = self.first_wait * 2 ** (attempt - 1)
        return min(doubled, self.longest_wait) * (0.5 + draw() / 2)


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Return the seconds that an answer asks to wait (RFC 9110 §10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)


def may_have_done(outcome: Outcome) -> bool:
    """Return whether something may have been done by an attempt that did not succeed."""
    if not isinstance(outcome, Answer):
        return outcome.sent
    return outcome.status != 429 and not _did_nothing(outcome)  # noqa: PLR2004 - RFC 6585 §4


def code_of(answer: Answer) -> str | None:
    """Return the type of problem that an answer is, by its stable name."""
    try:
        told: Any = answer.json()
    except ValueError:
        return None
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, str) else None


def _did_nothing(answer: Answer) -> bool:
    return answer.status == 503 and code_of(answer) in _DONE_NOTHING  # noqa: PLR2004 - RFC 9110


def _may_repeat(call: Call, outcome: Outcome) -> bool:
    if not isinstance(outcome, Answer):
        return call.repeatable or not outcome.sent
    code = code_of(outcome)
    match outcome.status:
        case 429:
            # Nothing was done then.
            return True
        case 409:
            return call.repeatable and code == "request-in-progress"
        case 503 if _did_nothing(outcome):
            return True
        case 500 | 502 | 503 | 504:
            return call.repeatable and (code is None or code in _WORTH_IT)
    return False
