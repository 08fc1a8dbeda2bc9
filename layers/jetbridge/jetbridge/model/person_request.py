"""What was asked for of a person's data: a copy of it, or its erasure, and what came of that.

It is asked for by the API or in the console and done later, by the slow worker: both read all that
a tenant has. Whom it is about is sealed, and wiped once it is over.
"""

from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record

LEASE: Final = 420
"""Seconds for which no other message works on a request that has begun."""


class PersonAct(StrEnum):
    """What is asked for."""

    ERASE = "erase"
    """Everything of the person is erased, for good."""
    COPY = "copy"
    """Everything of the person is copied, for who asks."""


class RequestState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    """It is about to be done, or waits until what goes on for the person has ended."""
    WORKING = "working"
    """It has begun."""
    COMPLETED = "completed"
    """It is done. The receipt says what it was about."""
    FAILED = "failed"
    """It was not done. `why` says the reason."""


class RequestFailure(StrEnum):
    """Why a request was not done."""

    NOTHING_HELD = "nothing_held"
    """Nothing of such a person is held."""
    AMBIGUOUS = "ambiguous"
    """The id leads to several persons."""
    BEING_ERASED = "being_erased"
    """An erasure of the person has begun: what is left is no whole copy."""
    TOO_LARGE = "too_large"
    """The copy is larger than an answer may be: the operator's command makes it."""
    UNREADABLE = "unreadable"
    """What may be the person's cannot be read: the operator mends it first."""
    GIVEN_UP = "given_up"
    """It was begun several times and not finished. It may be asked for again."""


@record
class PersonRequest:
    """A copy or an erasure that was asked for. Times are Unix seconds.

    `by` is who asked, as the audit trail has it. `sealed_named` is whom it is about, empty once it
    is over, and so is `made_for`, which tells repeats under an `Idempotency-Key`. `ends_by` is
    until when it waits for what goes on to end, None: nothing was found that does. `receipt` is
    the id of the record of the erasure, or of the receipt of the copy. `not_included` names
    onboardings that may be another person's, by our ids. `parts` is in how many items the copy
    is, which can be taken until `copy_until`.
    """

    id: str
    tenant: str
    act: PersonAct
    by: str
    asked_at: int
    sealed_named: str = field(default="", repr=False)
    made_for: str = ""
    state: RequestState = RequestState.WAITING
    tries: int = 0
    began_at: int | None = None
    ends_by: int | None = None
    ended_at: int | None = None
    why: str = ""
    receipt: str = ""
    not_included: tuple[str, ...] = ()
    parts: int = 0
    copy_until: int | None = None

    def is_held(self, now: int) -> bool:
        """Return whether a message is at work on it."""
        return self.state is RequestState.WORKING and now < (self.began_at or 0) + LEASE

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.ended_at is not None
