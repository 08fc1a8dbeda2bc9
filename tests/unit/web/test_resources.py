"""What the API shows of a person, and of a connection."""

from dataclasses import replace

from jetbridge.model import registry
from jetbridge.model.company_settings import POLL_TROUBLE
from jetbridge.model.partner import Capability, Partner
from jetbridge.model.person import Person, Verification
from jetbridge.web import resources
from tests.unit.model.connections import NOW, a_connection


def test_a_person_is_shown_in_the_words_of_the_api() -> None:
    """Camel case; what is not kept is not there."""
    # GIVEN a person of whom some fields are kept
    person = Person(
        {"subject": "s-1", "email_verified": True},
        (
            Verification("passport", verified=True, verified_at="T", details={"country": "US"}),
            Verification("liveness", verified=None),
        ),
    )
    # THEN they are shown like this
    assert resources.person(person) == {
        "subject": "s-1",
        "emailVerified": True,
        "verifications": [
            {"type": "passport", "verified": True, "verifiedAt": "T", "country": "US"},
            {"type": "liveness", "verified": None, "verifiedAt": None},
        ],
    }
    # AND none as null
    assert resources.person(None) is None


def test_a_connection_shows_what_stops_the_polls_of_any_partner() -> None:
    """An operator would not learn of it otherwise."""
    # GIVEN a partner that is polled and is no hiring system, and polls that do not finish
    polled = Partner(
        "polled", "Polled", "nowhere", frozenset({Capability.CONNECTS, Capability.POLLED})
    )
    settings = {POLL_TROUBLE: "poll_did_not_finish"}
    connection = replace(a_connection(partner=polled.name), settings=settings)
    # WHEN its connection is shown
    with registry.registered(polled):
        shown = resources.connection(connection, NOW)
    # THEN that is in it, and what the partner has not is not
    assert shown["poll"] == {
        "completeUntil": None,
        "problem": "poll_did_not_finish",
        "problemSince": None,
        "pageSize": 100,
    }
    assert (shown["notifications"], shown["companyId"]) == (None, None)
