"""What the fields of a step may hold: constants and rules, each fault pointed at in its place."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.web.policy_fields import DEPTH, MAX_NUMBER
from tests.support.policy_documents import a_policy, enboarder, faults, incode, onboarder

FIELDS: Final = "/steps/0/fields"


def nested(levels: int) -> Any:  # noqa: ANN401 - any JSON
    """Return lists within each other."""
    return [nested(levels - 1)] if levels else "a"


@pytest.mark.parametrize(
    ("value", "pointer", "rule"),
    [
        (1.5, "", "no_fractions"),
        (2.0, "", "no_fractions"),
        (float("nan"), "", "no_fractions"),
        ([{"a": [0.1]}], "/0/a/0", "no_fractions"),
        (MAX_NUMBER + 1, "", "number_too_large"),
        (-MAX_NUMBER - 1, "", "number_too_large"),
        ("\ud800", "", "unicode"),
        ({"\udfff": 1}, "", "unicode"),
        ({"": 1}, "", "name_length"),
        ({"a" * 257: 1}, "", "name_length"),
        ({"a/b~": 1.5}, "/a~1b~0", "no_fractions"),
        ({"path": "/candidate/a", "join": ["a"]}, "", "one_rule"),
        ({"path": "/candidate/a", "join": ["a"], "date": "today"}, "", "one_rule"),
        ({"path": "/candidate/a", "with": " "}, "/with", "extra_forbidden"),
        ({"join": ["a"], "default": "b"}, "/default", "extra_forbidden"),
        ({"date": "today", "with": "b"}, "/with", "extra_forbidden"),
        ({"path": 5}, "/path", "string_type"),
        ({"path": "/candidate/" + "a" * 256}, "/path", "string_too_long"),
        ({"path": ""}, "/path", "pointer"),
        ({"path": "/"}, "/path", "pointer"),
        ({"path": "/candidate"}, "/path", "pointer"),
        ({"path": "/candidate/"}, "/path", "pointer"),
        ({"path": "candidate/email"}, "/path", "pointer"),
        ({"path": "/Candidate/email"}, "/path", "pointer"),
        ({"path": "/hire/email"}, "/path", "pointer"),
        ({"path": "/candidate/a~2b"}, "/path", "pointer"),
        ({"path": "/candidate/a~"}, "/path", "pointer"),
        ({"path": "/company/name"}, "/path", "pointer"),
        ({"path": "/journey/status"}, "/path", "pointer"),
        ({"path": "/candidate/a", "default": 1.5}, "/default", "no_fractions"),
        ({"path": "/candidate/a", "default": {"path": "x"}}, "/default/path", "pointer"),
        ({"join": []}, "/join", "too_short"),
        ({"join": ["a"] * 21}, "/join", "too_long"),
        ({"join": "a"}, "/join", "list_type"),
        ({"join": ["a"], "with": 1}, "/with", "string_type"),
        ({"join": ["a", None]}, "/join/1", "no_part"),
        ({"join": [["a"]]}, "/join/0", "no_part"),
        ({"join": [{"name": "a"}]}, "/join/0", "no_part"),
        ({"join": [{"path": "x"}]}, "/join/0/path", "pointer"),
        ({"date": "soon"}, "/date", "date"),
        ({"date": "2026-02-30"}, "/date", "date"),
        ({"date": 20260302}, "/date", "date"),
        ({"date": None}, "/date", "date"),
        ({"date": {"date": "today"}}, "/date", "date"),
        ({"date": "today", "addDays": 3_651}, "/addDays", "less_than_equal"),
        ({"date": "today", "addDays": -3_651}, "/addDays", "greater_than_equal"),
        ({"date": "today", "addDays": True}, "/addDays", "int_type"),
        ({"date": "today", "addDays": "1"}, "/addDays", "int_type"),
        ({"date": "today", "notBefore": "2026-01-01"}, "/notBefore", "literal_error"),
    ],
)
def test_a_value_is_a_constant_or_one_rule(value: object, pointer: str, rule: str) -> None:
    """Whatever field it stands in, and however deep."""
    document = a_policy(incode({"name": value}))
    assert faults(document) == [(f"{FIELDS}/name{pointer}", rule)]


def test_fields_are_nested_to_a_depth_that_the_table_takes() -> None:
    """A list too deep is named once, and its content is not looked at."""
    # GIVEN one field nested as deep as may be, and one deeper
    document = a_policy(incode({"name": nested(DEPTH), "meetingLink": nested(DEPTH + 1)}))
    # THEN the second is too deep, at the list that is one too many
    deepest = f"{FIELDS}/meetingLink{'/0' * DEPTH}"
    assert faults(document) == [(deepest, "too_deep")]


def test_a_deep_document_is_refused_and_breaks_nothing() -> None:
    """Deeper than Python would follow."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert faults(a_policy(incode({"name": value}))) == [
        (f"{FIELDS}/name{'/0' * DEPTH}", "too_deep")
    ]


texts = st.text(max_size=8)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "join", "date", "default", "a", ""]), inner)
        | st.fixed_dictionaries({"path": st.just("/candidate/email")}, optional={"default": inner})
        | st.fixed_dictionaries({"join": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"date": inner}, optional={"addDays": st.integers()})
    ),
    max_leaves=8,
)


@given(values, st.sampled_from([incode, onboarder, enboarder]))
def test_whatever_is_written_is_taken_or_refused_with_reasons(value: Any, step: Any) -> None:  # noqa: ANN401 - any JSON
    """No document breaks the check, and each pointer leads to something, or to where it lacks."""
    # GIVEN a policy with anything in one of its fields
    document = a_policy(step({"name": value, "managers": value}))
    # WHEN it is checked, THEN every fault lies within it
    for pointer, _ in faults(document):
        assert _leads_somewhere(document, pointer)


def _leads_somewhere(document: Any, pointer: str) -> bool:  # noqa: ANN401 - any JSON
    """Return whether a pointer leads to a member, or to one that its object lacks."""
    at, parts = document, pointer.split("/")[1:]
    for index, part in enumerate(parts):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(at, list):
            at = at[int(name)]
        elif isinstance(at, dict) and name in at:
            at = at[name]
        else:
            return isinstance(at, dict) and index == len(parts) - 1
    return True
