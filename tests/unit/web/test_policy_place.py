"""Where a policy is from: its time zone, and the country of its phone numbers."""

import pytest

from jetbridge.dry_run import play
from jetbridge.dry_run.assumed import Assumed
from jetbridge.dry_run.shown import shown as as_json
from jetbridge.web import policy_document
from jetbridge_cli import published, rehearsing
from tests.support.policy_documents import a_policy, enboarder, faults, incode, report


@pytest.mark.parametrize(
    "zone", ["Australia/Sydney", "UTC", "America/Argentina/Buenos_Aires", None]
)
def test_a_zone_of_the_database_is_taken(zone: str | None) -> None:
    """And none, which every stored policy has."""
    assert faults(a_policy(timeZone=zone)) == []


@pytest.mark.parametrize(
    "zone", ["Sydney", "australia/sydney", "AEST", "+11:00", "Australia", "../UTC", "", "localtime"]
)
def test_what_is_no_zone_is_refused_by_its_rule(zone: str) -> None:
    """Before a hire finds out."""
    assert faults(a_policy(timeZone=zone)) == [("/timeZone", "time_zone")]


@pytest.mark.parametrize(
    ("country", "found"),
    [
        ("AU", []),
        ("GB", []),
        (None, []),
        ("UK", [("/defaultCountry", "country")]),
        ("au", [("/defaultCountry", "country")]),
        ("AUS", [("/defaultCountry", "country")]),
        ("+61", [("/defaultCountry", "country")]),
        ("ZZ", [("/defaultCountry", "country")]),
        (61, [("/defaultCountry", "string_type")]),
    ],
)
def test_a_country_is_one_of_iso_3166(country: object, found: list[tuple[str, str]]) -> None:
    """Two capital letters, and one that has phone numbers."""
    assert faults(a_policy(defaultCountry=country)) == found


def test_a_constant_number_is_read_in_the_policys_country() -> None:
    """As a candidate's is."""
    step = incode({"notification": {"phone": "(02) 9374 4000"}}, delivery="sms")
    assert faults(a_policy(step)) == [("/steps/0/fields/notification/phone", "e164")]
    assert faults(a_policy(step, defaultCountry="AU")) == []


def test_policies_of_earlier_releases_have_neither() -> None:
    """They count days as they did."""
    policy = policy_document.read(a_policy(), "demo", 1)
    assert (policy.time_zone, policy.default_country) == ("", "")


def test_a_dry_run_shows_the_zone_and_counts_in_it() -> None:
    """At 13:00 UTC it is the next day in Sydney."""
    document = a_policy(enboarder({"startDate": {"date": "today"}}), report())
    assumed = Assumed(published.variables())
    for zone, day in ((None, "2027-02-28"), ("Australia/Sydney", "2027-03-01")):
        played = play.rehearse({**document, "timeZone": zone}, assumed, at=1_803_819_600)
        assert as_json(played)["timeZone"] == zone
        story = "\n".join(rehearsing.told(played))
        assert day in story
        assert ("Days are those of Australia/Sydney." in story) is bool(zone)
