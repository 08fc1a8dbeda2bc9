"""Candidates as people write them: what is sent to the partners, and what is not."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model import text
from jetbridge.model.journey import Reason, Status, What
from jetbridge.model.metrics import Metric
from jetbridge.web import journey_words
from tests.support.journeys.env import Simulation, a_world, connected, in_world
from tests.support.journeys.policies import LAUNCH, Document, policy, verify


def hired(
    document: Document, candidate: Mapping[str, object], now: int | None = None
) -> Simulation:
    """Hire a candidate, and do what follows at once."""
    world = a_world()
    connected(world, document)
    simulation = in_world(world)
    if now is not None:
        world.clock.advance(now - world.clock.now())
    simulation.partners.smartrecruiters.candidate |= candidate
    simulation.hire()
    simulation.work_off()
    return simulation


def sent(simulation: Simulation) -> dict[str, Any]:
    """Return the body of the last call that asked a partner for something."""
    asked = [each for each in simulation.partners.requests if "/token" not in each.url]
    *_, body = (each.body for each in asked if each.body)
    return cast("dict[str, Any]", json.loads(body))


ANY_PHONE: Document = {
    **verify(),
    "fields": {**verify()["fields"], "notification": {"phone": {"path": "/candidate/phoneNumber"}}},
}


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\u200b", "\ufeff", "\r\n", "\t"])
def test_blanks_around_a_candidates_data_hold_up_no_journey(blank: str) -> None:
    """They come from copying and pasting, and mean nothing."""
    # GIVEN a candidate with blanks around everything
    candidate = {
        "email": f"{blank}ana@example.com{blank}",
        "firstName": f"{blank}Ana{blank}",
        "lastName": f"{blank}Ruiz{blank}",
        "phoneNumber": f"{blank}+14155550100{blank}",
    }
    # WHEN they are hired
    simulation = hired(policy(ANY_PHONE), candidate)
    # THEN the partner is asked without them
    assert simulation.status() is Status.WAITING
    assert sent(simulation)["loginHint"] == "ana@example.com"
    assert sent(simulation)["name"] == "Ana Ruiz"
    assert sent(simulation)["notification"]["phone"] == "+14155550100"


def test_a_name_is_sent_with_its_accents_in_their_letters() -> None:
    """Partners compare names by their characters."""
    simulation = hired(policy(verify()), {"firstName": "Zoe\u0308", "lastName": "Mu\u0308ller"})
    assert sent(simulation)["name"] == "Zo\u00eb M\u00fcller"


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("+1 415 555 0100", None, "+14155550100"),
        ("+1 (415) 555-0100 ext. 5", None, "+14155550100"),
        ("(02) 9374 4000", "AU", "+61293744000"),
        ("0049 30 123456", "AU", "+4930123456"),
        ("\uff0b\uff16\uff11 2 9374 4000", None, "+61293744000"),
    ],
)
def test_a_phone_number_is_sent_in_the_form_that_partners_want(
    written: str, country: str | None, read: str
) -> None:
    """The policy says where a number without a country code is from."""
    document = policy(verify("sms"), **({"defaultCountry": country} if country else {}))
    simulation = hired(document, {"phoneNumber": written})
    assert simulation.status() is Status.WAITING
    assert sent(simulation)["notification"] == {"type": "SMS", "phone": read}


@pytest.mark.parametrize("written", ["call me", "(02) 9374 4000", "555-0100", 4155550100, "\u202e"])
def test_an_optional_phone_that_cannot_be_read_is_left_out_and_noted(written: object) -> None:
    """The journey goes on, and says which field was not sent: never what stood in it."""
    # GIVEN a policy that sends a phone number along with a link of ours
    # WHEN a candidate is hired whose number cannot be read
    simulation = hired(policy(ANY_PHONE), {"phoneNumber": written})
    # THEN they are asked without it
    assert simulation.status() is Status.WAITING
    assert sent(simulation)["notification"] == {"type": "URL"}
    # AND timeline, sentence and event name field and rule
    (line,) = [each for each in simulation.timeline if each.what is What.LINK_READY]
    left_out = line.facts.get("leftOut", "")
    if written == "\u202e":  # nothing is left of it: there is no number
        assert not left_out
        return
    assert left_out.startswith("/notification/phone ")
    assert left_out in journey_words.sentence(line)
    assert str(written) not in str(line)
    (told,) = simulation.told("link_ready")
    assert told.detail["leftOut"] == left_out


def test_a_manager_without_a_readable_mobile_is_sent_without_it() -> None:
    """In lists, too, and of several numbers only those that cannot be read."""
    fields = {
        **LAUNCH["fields"],
        "employee": {
            **LAUNCH["fields"]["employee"],
            "mobile": {"path": "/candidate/phoneNumber"},
        },
        "managers": [
            {"name": "John", "email": "john@example.com", "mobile": {"path": "/candidate/boss"}}
        ],
    }
    candidate = {"phoneNumber": "+1 415 555 0100", "boss": "extension 7"}
    simulation = hired(policy({**LAUNCH, "fields": fields}), candidate)
    assert simulation.status() is Status.COMPLETED
    assert "+14155550100" in json.dumps(sent(simulation))
    assert "extension 7" not in json.dumps(sent(simulation))
    (line,) = [each for each in simulation.timeline if each.what is What.LAUNCHED]
    assert line.facts["leftOut"] == "/managers/0/mobile e164"


@pytest.mark.parametrize("written", ["call me", "(02) 9374 4000", "\u0000", "+1"])
def test_a_phone_that_is_needed_and_cannot_be_read_is_a_clear_hold(written: str) -> None:
    """No message is sent, and an operator sees the field and the rule."""
    simulation = hired(policy(verify("sms")), {"phoneNumber": written})
    assert (simulation.status(), simulation.reason()) == (Status.NEEDS_ATTENTION, Reason.REFUSED)
    assert simulation.step(0).fault.split(" ")[0] == "/notification/phone"
    assert not simulation.partners.incode.sessions


def test_the_only_way_to_reach_a_person_is_not_left_out() -> None:
    """Without an e-mail address the mobile number is needed."""
    fields = {
        **LAUNCH["fields"],
        "employee": {"name": "Ana", "mobile": {"path": "/candidate/phoneNumber"}},
    }
    simulation = hired(policy({**LAUNCH, "fields": fields}), {"phoneNumber": "call me"})
    assert simulation.step(0).fault == "/employee/mobile e164"


@pytest.mark.parametrize(
    ("zone", "starts", "day"),
    [
        ("Australia/Sydney", "2027-02-28T13:00:00Z", "2027-03-01"),
        ("Australia/Sydney", "2027-02-28", "2027-02-28"),
        (None, "2027-02-28T13:00:00Z", "2027-02-28"),
    ],
)
def test_a_start_date_is_the_day_in_the_policys_zone(
    zone: str | None, starts: str, day: str
) -> None:
    """And a date is a day everywhere."""
    dates = {"date": {"path": "/candidate/starts"}}
    step = {**LAUNCH, "fields": {**LAUNCH["fields"], "startDate": dates}}
    simulation = hired(policy(step, **({"timeZone": zone} if zone else {})), {"starts": starts})
    assert day in json.dumps(sent(simulation))


@pytest.mark.parametrize(
    ("zone", "day"), [("Australia/Sydney", "2027-03-01"), (None, "2027-02-28")]
)
def test_today_is_the_day_in_the_policys_zone(zone: str | None, day: str) -> None:
    """At 13:00 UTC on 28 February 2027 it is March in Sydney."""
    step = {**LAUNCH, "fields": {**LAUNCH["fields"], "startDate": {"date": "today"}}}
    document = policy(step, **({"timeZone": zone} if zone else {}))
    simulation = hired(document, {}, now=1_803_819_600)
    assert day in json.dumps(sent(simulation))


written = st.text(st.characters(exclude_categories=[])) | st.text(
    st.sampled_from("a@.+0 \0\x1f\x85\u202e\u2066\ud800\udc00\u200b\r\n\ufffd")
)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional={
    name: written | st.none() | st.integers() | st.lists(written, max_size=2)
    for name in ("firstName", "lastName", "email", "phoneNumber")
}))  # fmt: skip
def test_a_candidate_of_any_name_is_asked_or_an_operator_sees_why(
    candidate: dict[str, object],
) -> None:
    """Never an exception, and nothing that is not text reaches table, events or partners."""
    simulation = hired(policy(ANY_PHONE, LAUNCH), candidate)
    assert simulation.status() in (Status.WAITING, Status.NEEDS_ATTENTION)
    assert simulation.reason() in (Reason.NONE, Reason.REFUSED)
    assert Metric.UNEXPECTED_ERROR not in simulation.world.meter.counted
    if simulation.status() is Status.WAITING:
        for value in (sent(simulation)["loginHint"], sent(simulation).get("name", "")):
            assert text.is_whole(value or "-")
    for line in simulation.timeline:
        assert text.fault(json.dumps(dict(line.facts), ensure_ascii=False)) is None
