"""Whether an application begins or ends a journey: what we know of it, and what follows from that.

An application is looked at, never listened to: what a notification says may be late, doubled or
out of order, so it only makes us look. Nothing here asks the time or does I/O. Moments are Unix
seconds.
"""

from typing import Final

from jetbridge.model.journey import HIRE_OVER, Journey, Reason, Status
from jetbridge.model.policy import Policy, Start
from jetbridge.model.record import field, record, replace
from jetbridge.model.stored import stored_as

PATIENCE: Final = 14 * 86_400
"""Seconds, since a notification said that there is something to see, for which it is looked for: a
connection that needed a person for longer than that has lost more than this hire."""

PAUSED_WAIT: Final = 3_600
"""Seconds after which a hire is looked at again whose journey may not begin yet."""
_FIRST_WAIT: Final = 60
_MAX_WAIT: Final = 3_600


@record
class Application:
    """What we know of one candidate's application for one job: ids, and where we stand with it.

    `journey_id` names its latest journey, empty where it has had none; `sequence` counts them.
    `hired` says that it was HIRED when last seen, and that this journey is the one for it.
    `look_at` is when it is to be checked, None for never. `marked_at` is when we last heard
    that there is something to see, `looks` counts the looks since then that came to nothing.
    An `erased` one is never looked at again: it knows the person by the digest in its key only.
    """

    record_id: str
    connection_id: str
    tenant: str
    candidate_id: str
    job_id: str
    application_id: str = ""
    journey_id: str = ""
    sequence: int = field(default=0, metadata=stored_as("round"))
    hired: bool = False
    look_at: int | None = field(default=None, metadata=stored_as("due_at"))
    marked_at: int = 0
    looks: int = 0
    erased: bool = False
    version: int = 0


@record
class Seen:
    """How the partner shows an application now. `ready`: for onboarding, as far as was asked.

    `over` is why it is not hired, where it is not.
    """

    hired: bool
    ready: bool = False
    application_id: str = ""
    over: Reason = Reason.NO_LONGER_HIRED


@record
class Begin:
    """A journey begins, the `sequence`-th of this application."""

    sequence: int


@record
class End:
    """The hire is over, and its journey is to hear of it, and why."""

    reason: Reason = Reason.NO_LONGER_HIRED


@record
class Leave:
    """Nothing follows. `hired`: the latest journey stands for the present hire."""

    hired: bool


class Forget:
    """Nothing follows, and nothing is worth remembering."""


class Later:
    """A journey is to begin, but the one before it is still being ended."""


type Decision = Begin | End | Leave | Forget | Later


def decide(
    known: Application, journey: Journey | None, seen: Seen, policy: Policy | None
) -> Decision:
    """Say what follows from how an application was seen.

    Args:
        known: what we know of it.
        journey: its latest journey, if it has had one.
        seen: how the partner shows it now.
        policy: what new journeys of the tenant run by, None where nothing is to begin.
    """
    if not seen.hired:
        if journey is None:
            return Forget()
        return End(seen.over) if _may_end(journey) else Leave(hired=False)
    if has_journey(known, journey):
        return Leave(hired=True)
    wanted = policy is not None and (policy.start is Start.HIRED or seen.ready)
    if not wanted:
        return Leave(hired=False) if journey else Forget()
    if journey and not journey.is_over:
        return Later()
    return Begin(known.sequence + 1)


def has_journey(known: Application, journey: Journey | None) -> bool:
    """Return whether there is a journey for the present hire, if the application is (still) hired.

    A journey may have found out by itself that its hire was taken back: the next hire is new.
    """
    return known.hired and not (journey and journey.reason in HIRE_OVER)


def delayed(known: Application, now: int, retry_after: int | None = None) -> Application | None:
    """Return an application at which a look came to nothing; None where it is given up.

    It is looked at later each time: an hour later in the end. `retry_after` is in seconds.
    """
    if now >= known.marked_at + PATIENCE:
        return None
    wait = min(_FIRST_WAIT * 2 ** min(known.looks, 10), _MAX_WAIT)
    look_at = now + min(max(wait, retry_after or 0), _MAX_WAIT)
    return replace(known, looks=known.looks + 1, look_at=look_at)


def paused(known: Application, now: int) -> Application:
    """Return a hired application of a tenant whose policy is paused: it is looked at again.

    The patience with which it is looked for begins when the pause ends.
    """
    return replace(known, hired=False, looks=0, marked_at=now, look_at=now + PAUSED_WAIT)


def _may_end(journey: Journey) -> bool:
    """A completed journey has launched a workflow, which runs on."""
    return not journey.ending and journey.status not in (Status.FAILED, Status.CANCELLED)
