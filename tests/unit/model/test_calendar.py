"""Days in a time zone."""

from datetime import UTC, date, datetime

import pytest

from jetbridge.model.calendar import Calendar, is_time_zone


def at(moment: str, zone: str) -> Calendar:
    """Return the calendar of a zone at a moment."""
    return Calendar.at(int(datetime.fromisoformat(moment).timestamp()), zone)


@pytest.mark.parametrize(
    ("zone", "written", "day"),
    [
        ("Australia/Sydney", "2027-02-28T13:00:00Z", "2027-03-01"),
        ("Australia/Sydney", "2027-02-28T12:59:59Z", "2027-02-28"),
        ("Australia/Sydney", "2027-02-28", "2027-02-28"),
        ("Australia/Sydney", "2027-02-28T23:30:00", "2027-02-28"),
        ("UTC", "2027-03-01T00:30:00+11:00", "2027-02-28"),
        ("", "2027-03-01T00:30:00+11:00", "2027-03-01"),
        ("", "2027-02-28T13:00:00Z", "2027-02-28"),
        ("America/Los_Angeles", "2027-03-01T07:59:59Z", "2027-02-28"),
        ("America/Los_Angeles", "2027-03-01T08:00:00Z", "2027-03-01"),
        # Berlin's clocks go forward on 28 March 2027 at 01:00 UTC and back on 31 October.
        ("Europe/Berlin", "2027-03-27T22:59:59Z", "2027-03-27"),
        ("Europe/Berlin", "2027-03-27T23:00:00Z", "2027-03-28"),
        ("Europe/Berlin", "2027-03-28T21:59:59Z", "2027-03-28"),
        ("Europe/Berlin", "2027-03-28T22:00:00Z", "2027-03-29"),
        ("Europe/Berlin", "2027-10-31T22:59:59Z", "2027-10-31"),
        ("Europe/Berlin", "2027-10-31T23:00:00Z", "2027-11-01"),
        # Sydney's go back on 4 April 2027 at 16:00 UTC of the day before.
        ("Australia/Sydney", "2027-04-03T12:59:59Z", "2027-04-03"),
        ("Australia/Sydney", "2027-04-04T13:59:59Z", "2027-04-04"),
        ("Australia/Sydney", "2027-04-04T14:00:00Z", "2027-04-05"),
        ("Pacific/Apia", "2027-02-28T11:00:00Z", "2027-03-01"),
    ],
)
def test_a_moment_is_a_day_in_the_zone(zone: str, written: str, day: str) -> None:
    """By the offset of that very day. Dates and local moments are not moved."""
    assert str(
        Calendar(date(2027, 1, 1), at("2027-01-01T00:00:00Z", zone).zone).day_of(written)
    ) == (day)


@pytest.mark.parametrize(
    ("zone", "today"),
    [("Australia/Sydney", "2027-03-01"), ("", "2027-02-28"), ("UTC", "2027-02-28")],
)
def test_today_is_the_day_in_the_zone(zone: str, today: str) -> None:
    """Without a zone it is the day in UTC."""
    assert str(at("2027-02-28T13:00:00Z", zone).today) == today


@pytest.mark.parametrize("written", ["soon", "", "2027-02-30", "9999-12-31T23:59:59Z"])
def test_what_is_no_day_is_an_error_that_the_rules_expect(written: str) -> None:
    """The last one is in the year 10000 in Sydney."""
    with pytest.raises((ValueError, OverflowError)):
        at("2027-01-01T00:00:00Z", "Australia/Sydney").day_of(written)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Australia/Sydney", True),
        ("UTC", True),
        ("America/Argentina/Buenos_Aires", True),
        ("Asia/Calcutta", True),
        ("australia/sydney", False),
        ("Australia", False),
        ("AEST", False),
        ("+11:00", False),
        ("localtime", False),
        ("posix/UTC", False),
        ("../etc/passwd", False),
        ("", False),
    ],
)
def test_a_zone_is_a_name_of_the_database(name: str, *, known: bool) -> None:
    """In its own spelling: files are found by it, and Lambda's have none beside the package's."""
    assert is_time_zone(name) is known


def test_a_zone_needs_no_files_of_the_system() -> None:
    """The package that the layer ships has them."""
    assert at("2027-01-01T00:00:00Z", "Australia/Sydney").today == date(2027, 1, 1)
    assert datetime(2027, 1, 1, tzinfo=UTC).astimezone(at("2027-01-01", "UTC").zone).hour == 0
