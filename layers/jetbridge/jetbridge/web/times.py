"""Points in time as people read them, without JavaScript."""

from datetime import UTC, datetime
from typing import Final

from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say

WEEKDAYS: Final = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
MONTHS: Final = (
    say("January"),
    say("February"),
    say("March"),
    say("April"),
    say("May"),
    say("June"),
    say("July"),
    say("August"),
    say("September"),
    say("October"),
    say("November"),
    say("December"),
)
"""Within a date, which is how a catalogue translates them."""


@record
class Moment:
    """A point in time, for people (`words`) and for machines (`iso`)."""

    words: Sentence
    iso: str


def moment(at: int) -> Moment:
    """Return Unix seconds as a date and a time of day, with the time zone."""
    when = datetime.fromtimestamp(at, UTC)
    time = f"{when:%H:%M}"
    words = say(
        "{weekday}, {day} {month} {year}, {time}\N{NO-BREAK SPACE}UTC",
        weekday=WEEKDAYS[when.weekday()],
        day=when.day,
        month=MONTHS[when.month - 1],
        year=when.year,
        time=time,
    )
    return Moment(words, when.isoformat(timespec="seconds").replace("+00:00", "Z"))
