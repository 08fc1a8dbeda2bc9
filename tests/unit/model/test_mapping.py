"""The rules that make a request's fields out of a candidate and an application."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import mapping
from jetbridge.model.calendar import Calendar
from jetbridge.model.policy import Delivery, Json, Step, StepKind, Template

TODAY = Calendar(date(2026, 2, 9))
SOURCE: dict[str, object] = {
    "candidate": {
        "firstName": "Ana",
        "middleName": "",
        "nickName": "  ",
        "lastName": "Ruiz",
        "email": "ana@example.com",
        "age": 41,
        "score": 4.5,
        "remote": True,
        "tags": ["nursing", "night"],
        "a/b": "slash",
        "a~b": "tilde",
        "location": {"city": "Madrid"},
        "shift": None,
        "born": 19850302,
    },
    "application": {"startsOn": "2026-03-02T00:00:00.000Z", "soon": "at once"},
}

text = st.text(max_size=20)
scalar = st.one_of(st.none(), st.booleans(), st.integers(), text)
anything = st.recursive(
    scalar,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=10,
)


def filled(value: Json) -> Json:
    """Return what a value comes to for the hire above."""
    return mapping.value_of(value, SOURCE, TODAY)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/candidate/firstName", "Ana"),
        ("/candidate/location/city", "Madrid"),
        ("/candidate/age", 41),
        ("/candidate/remote", True),
        ("/candidate/tags/0", "nursing"),
        ("/candidate/tags/1", "night"),
        ("/candidate/a~1b", "slash"),
        ("/candidate/a~0b", "tilde"),
        ("/candidate/tags/2", None),
        ("/candidate/tags/-", None),
        ("/candidate/tags/01", None),
        ("/candidate/tags/\u0660", None),
        ("/candidate/tags/-1", None),
        ("/candidate/tags/9999999999999999999999", None),
        ("/candidate/firstName/0", None),
        ("/candidate/location", None),
        ("/candidate/tags", None),
        ("/candidate/middleName", None),
        ("/candidate/nickName", None),
        ("/candidate/shift", None),
        ("/candidate/score", None),
        ("/candidate/nobody/knows", None),
        ("/nobody", None),
    ],
)
def test_a_path_leads_to_a_text_a_number_or_a_flag(path: str, found: Json) -> None:
    """As RFC 6901 reads pointers. What is blank, whole or with a fraction is not there."""
    assert filled({"path": path}) == found


@pytest.mark.parametrize("path", ["/candidate/middleName", "/candidate/score", "/nobody"])
@pytest.mark.parametrize("default", ["there", 0, False, {"path": "/candidate/lastName"}])
def test_what_is_not_there_is_replaced_by_the_default(path: str, default: Json) -> None:
    """A default may be a rule again."""
    # WHEN a path leads nowhere, THEN its default stands there
    expected = "Ruiz" if isinstance(default, dict) else default
    assert filled({"path": path, "default": default}) == expected


@pytest.mark.parametrize(
    ("rule", "joined"),
    [
        ({"join": [{"path": "/candidate/firstName"}, {"path": "/candidate/lastName"}]}, "Ana Ruiz"),
        ({"join": [{"path": "/candidate/middleName"}, {"path": "/candidate/lastName"}]}, "Ruiz"),
        ({"join": [{"path": "/candidate/age"}, {"path": "/candidate/remote"}]}, "41 true"),
        ({"join": ["a", {"join": ["b", "c"], "with": ""}], "with": "-"}, "a-bc"),
        ({"join": [{"path": "/nobody"}]}, None),
    ],
)
def test_texts_are_joined_without_what_is_missing(rule: Json, joined: Json) -> None:
    """No separator stands for a person who has no second name."""
    assert filled(rule) == joined


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ({"date": {"path": "/application/startsOn"}}, "2026-03-02"),
        ({"date": {"path": "/application/startsOn"}, "addDays": -7}, "2026-02-23"),
        ({"date": {"path": "/application/startsOn"}, "addDays": -28}, "2026-02-02"),
        (
            {"date": {"path": "/application/startsOn"}, "addDays": -28, "notBefore": "today"},
            "2026-02-09",
        ),
        ({"date": "today"}, "2026-02-09"),
        ({"date": "today", "addDays": 20}, "2026-03-01"),
        ({"date": " 2026-05-01 "}, "2026-05-01"),
        ({"date": "2026-05-01T23:30:00-11:00"}, "2026-05-01"),
        ({"date": {"path": "/nobody", "default": "today"}}, "2026-02-09"),
        ({"date": {"path": "/nobody"}}, None),
        ({"date": {"path": "/application/soon"}}, None),
        ({"date": {"path": "/candidate/born"}}, None),
        ({"date": {"path": "/candidate/remote"}}, None),
        ({"date": "2026-02-30"}, None),
        ({"date": "9999-12-31", "addDays": 1}, None),
        ({"date": "0001-01-01", "addDays": -1}, None),
    ],
)
def test_a_date_is_the_day_that_is_written_there(rule: Json, day: Json) -> None:
    """Whatever its time and zone: the day that the recruiter chose. What is no date is nothing."""
    assert filled(rule) == day


def test_objects_and_lists_are_filled_without_what_is_missing() -> None:
    """Constants stay, whatever they are."""
    # GIVEN a template with constants, rules and rules that come to nothing
    template: dict[str, Json] = {
        "kind": "basic",
        "flag": False,
        "empty": "",
        "gone": {"path": "/nobody"},
        "nothing": None,
        "employee": {"name": {"path": "/candidate/lastName"}, "mobile": {"path": "/nobody"}},
        "managers": [{"path": "/nobody"}, {"name": "People"}, {"path": "/candidate/age"}],
    }
    # WHEN it is filled, THEN nothing stands for what is missing
    assert mapping.fill(template, SOURCE, TODAY) == {
        "kind": "basic",
        "flag": False,
        "empty": "",
        "employee": {"name": "Ruiz"},
        "managers": [{"name": "People"}, 41],
    }


@given(anything)
def test_constants_are_not_changed(value: Any) -> None:  # noqa: ANN401 - any JSON
    """What holds no rule and no null comes out as it went in."""
    if not _holds_rule_or_null(value):
        assert filled(value) == value


@given(st.dictionaries(text, anything, max_size=4), text)
def test_nothing_that_a_partner_says_breaks_a_rule(candidate: dict[str, Any], path: str) -> None:
    """A candidate may hold anything: a rule finds something, or nothing, and does not fail."""
    # GIVEN a candidate with any content
    source = {"candidate": candidate}
    pointer = f"/candidate/{path}"
    # WHEN rules look at it, THEN a path comes to a scalar or nothing, a date to a day or nothing
    found = mapping.value_of({"path": pointer}, source, TODAY)
    assert found is None or isinstance(found, str | int)
    rule: Json = {"date": {"path": pointer}, "addDays": 3_650, "notBefore": "today"}
    day = mapping.value_of(rule, source, TODAY)
    assert day is None or (isinstance(day, str) and date.fromisoformat(day) >= TODAY.today)


@given(st.dates(), st.integers(-3_650, 3_650))
def test_days_are_counted(start: date, days: int) -> None:
    """As the calendar has them, and nothing where the calendar ends."""
    found = filled({"date": start.isoformat(), "addDays": days})
    if found is not None:
        assert (date.fromisoformat(str(found)) - start).days == days
    else:
        assert not date.min.toordinal() <= start.toordinal() + days <= date.max.toordinal()


@pytest.mark.parametrize(
    ("delivery", "notification"),
    [
        (Delivery.BUS, {"type": "URL", "phone": "+1"}),
        (Delivery.SMS, {"type": "SMS", "phone": "+1"}),
        (Delivery.EMAIL, {"type": "EMAIL", "phone": "+1"}),
    ],
)
def test_a_verification_gets_its_delivery_and_its_deadline(
    delivery: Delivery, notification: dict[str, str]
) -> None:
    """The link is valid until the deadline, a part of a minute longer rather than shorter."""
    # GIVEN a step with a deadline of an hour and a second
    fields: dict[str, Json] = {"notification": {"phone": "+1"}}
    step = Step("a", StepKind.VERIFY, "incode", fields, delivery=delivery, deadline=3_601)
    # THEN its request says so
    assert mapping.request(step, {}, SOURCE, TODAY) == {
        "partner": "incode",
        "notification": notification,
        "linkValidityInMinutes": 61,
    }


def test_a_link_may_be_valid_for_longer() -> None:
    """Where the policy says for how long."""
    step = Step("a", StepKind.VERIFY, "onboarder", {"linkValidityInMinutes": 90}, deadline=3_600)
    assert mapping.request(step, {}, SOURCE, TODAY) == {
        "partner": "onboarder",
        "linkValidityInMinutes": 90,
    }


def test_a_launch_names_its_hire() -> None:
    """By what the journey says, whatever stands in the fields."""
    step = Step("a", StepKind.LAUNCH, "enboarder", {"jobId": "other", "kind": "basic"})
    assert mapping.request(step, {"candidateId": "c", "jobId": "j"}, SOURCE, TODAY) == {
        "partner": "enboarder",
        "kind": "basic",
        "candidateId": "c",
        "jobId": "j",
    }


def _holds_rule_or_null(value: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        parts = value.values()
        return mapping.rule_of(value) is not None or any(map(_holds_rule_or_null, parts))
    return value is None or (isinstance(value, list) and any(map(_holds_rule_or_null, value)))


@pytest.mark.parametrize(
    "value",
    [
        {"path": "/candidate/long"},
        {"path": "/candidate/nothing", "default": {"path": "/candidate/long"}},
        {"join": [{"path": "/candidate/half"}, {"path": "/candidate/half"}], "with": "-"},
        {"join": [{"join": [{"path": "/candidate/half"}]}, "a" * (mapping.MAX_LENGTH // 2)]},
        {"date": {"path": "/candidate/long"}},
    ],
)
def test_a_text_beyond_the_limit_is_not_made(value: Json) -> None:
    """Its pointer leads to the field, by whatever rule it came to be."""
    # GIVEN a candidate who wrote long texts
    half = mapping.MAX_LENGTH // 2
    source = {"candidate": {"long": "a" * (mapping.MAX_LENGTH + 1), "half": "a" * half}}
    # WHEN a field would be made of them, THEN it is not
    template: Template = {"a": "b", "em/ployee": {"list": [1, {"name": value}]}}
    with pytest.raises(mapping.TextTooLongError) as raised:
        mapping.fill(template, source, TODAY)
    assert raised.value.pointer == "/em~1ployee/list/1/name"


def test_a_text_as_long_as_the_limit_is_made() -> None:
    """The separators between the parts are counted, too."""
    # GIVEN parts that come to the limit exactly
    half = "a" * (mapping.MAX_LENGTH // 2)
    parts: Json = {"join": [half, half[:-1]], "with": "-"}
    # THEN they are joined
    assert len(str(mapping.value_of(parts, {}, TODAY))) == mapping.MAX_LENGTH
