"""Points in time as people read them, without JavaScript."""

from datetime import UTC, datetime

from jetbridge.model.record import record


@record
class Moment:
    """A point in time, for people (`words`) and for machines (`iso`)."""

    words: str
    iso: str


def moment(at: int) -> Moment:
    """Return Unix seconds as a date and a time of day, with the time zone."""
    when = datetime.fromtimestamp(at, UTC)
    words = f"{when:%A}, {when.day} {when:%B} {when.year}, {when:%H:%M}\N{NO-BREAK SPACE}UTC"
    return Moment(words, when.isoformat(timespec="seconds").replace("+00:00", "Z"))
