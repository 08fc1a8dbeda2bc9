"""How long a finished onboarding, and what is sealed in it, is kept.

Who writes an item need not know the periods that the deployer has chosen: the item is due for a
first look at the earliest moment at which any period may end, and the look decides
(`jetbridge.flows.retention`). So a changed period holds for what is stored already.

Moments are Unix seconds, periods are seconds.
"""

from typing import Final

from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import record, replace

DAY: Final = 86_400


@record
class Periods:
    """The deployment's periods, in days: `NotificationRetentionDays` is `notification`."""

    onboarding: int
    person: int
    connection: int
    notification: int


SHORTEST: Final = 45 * DAY
"""The shortest time that a finished journey or onboarding is kept. A repeat of a request is
recognised for 30 days, a start link can be told what became of it for 30 days after its end, and a
webhook can be sent again for 30 days."""
SHORTEST_OF_PERSON: Final = DAY
"""The shortest time that what is sealed of a person is kept."""
SHORTEST_OF_CONNECTION: Final = 30 * DAY
"""The shortest time that a disabled connection is kept."""
SHORTEST_OF_NOTIFICATION: Final = 61 * DAY
"""The shortest time that a notification is kept: a repeat is recognised for as long as one may be
taken, which is twice the longest replay window."""
REPEATED_FOR: Final = 30 * DAY
"""For so long after a request a repeat under its idempotency key gets the same answer."""


def ended_at(onboarding: Onboarding) -> int:
    """Return since when an onboarding has been as it is; its link has ended by then."""
    return max(onboarding.updated_at, onboarding.expires_at or 0)


def first_look(onboarding: Onboarding) -> int:
    """Return the earliest moment at which something of an ended onboarding may be removed."""
    ended = ended_at(onboarding)
    wipe = next_wipe(onboarding, ended, SHORTEST_OF_PERSON)
    return ended + SHORTEST if wipe is None else wipe


def next_wipe(onboarding: Onboarding, ended: int, kept: int) -> int | None:
    """Return when something sealed is wiped next; None where nothing is sealed.

    Args:
        onboarding: as it is stored.
        ended: when it ended, or the journey that it belongs to.
        kept: how long what is sealed of a person is kept.
    """
    moments = [ended + kept] if onboarding.sealed_person else []
    moments += [_answer_ends(onboarding, ended, kept)] if _has_answer(onboarding) else []
    return min(moments, default=None)


def wiped(onboarding: Onboarding, ended: int, kept: int, now: int) -> Onboarding:
    """Return an onboarding without what is to be wiped by `now`. The rest is as in `next_wipe`."""
    if now >= ended + kept:
        onboarding = replace(onboarding, sealed_person="")
    if now >= _answer_ends(onboarding, ended, kept):
        onboarding = replace(onboarding, sealed_refusal="", sealed_warning="")
    return onboarding


def _has_answer(onboarding: Onboarding) -> bool:
    """Return whether the partner's own words are kept, which may quote what was sent."""
    return bool(onboarding.sealed_refusal or onboarding.sealed_warning)


def _answer_ends(onboarding: Onboarding, ended: int, kept: int) -> int:
    """Return until when the partner's words are kept: a repeat is answered with them."""
    return max(ended + kept, onboarding.created_at + REPEATED_FOR)
