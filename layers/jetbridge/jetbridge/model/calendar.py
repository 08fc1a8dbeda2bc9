"""Which day a moment falls on, and which day is today: in one time zone.

Zones are IANA names. They come from the system's files, and otherwise from the package `tzdata`,
which the layer ships.
"""

from datetime import UTC, date, datetime, tzinfo
from typing import Self

from jetbridge.model.record import record


@record
class Calendar:
    """The present day, and the zone that turns moments into days.

    Without a zone a moment counts as the day that is written in it, whatever its offset.
    """

    today: date
    zone: tzinfo | None = None

    @classmethod
    def at(cls, now: int, time_zone: str) -> Self:
        """Return the calendar of a zone at a moment.

        Args:
            now: the present in Unix seconds.
            time_zone: an IANA name. Empty: today is the day in UTC, and there is no zone.
        """
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(time_zone) if time_zone else None
        return cls(datetime.fromtimestamp(now, zone or UTC).date(), zone)

    def day_of(self, written: str) -> date:
        """Return the day of a date or a moment in ISO 8601.

        A date is a day everywhere, and a moment without an offset is local already: neither is
        moved.

        Raises:
            ValueError, OverflowError: it is neither, or its day is out of range.
        """
        moment = datetime.fromisoformat(written)
        return (moment.astimezone(self.zone) if self.zone and moment.tzinfo else moment).date()


def is_time_zone(name: str) -> bool:
    """Return whether the IANA database has a zone of that name, in that spelling.

    The package's list is asked, not the system's files: those hold further names, which the
    functions would not find.
    """
    from importlib import resources

    zones = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return name in zones.splitlines()
