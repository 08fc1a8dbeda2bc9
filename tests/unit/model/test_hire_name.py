"""Names of hires: one for each hire of a tenant."""

from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import hire_name
from jetbridge.model.hire_name import HireName
from jetbridge.partners.enboarder.workflows import external_id

PARTS = st.text(alphabet="aB1/%#é", min_size=1, max_size=4)
NAMES = st.builds(hire_name.of_journey, PARTS, PARTS, PARTS, st.integers(1, 12))


@given(first=NAMES, second=NAMES)
def test_two_hires_never_share_a_name(first: HireName, second: HireName) -> None:
    """Neither in our keys nor at Enboarder."""
    # WHEN two hires are named
    ids = [external_id("demo", *each.parts) for each in (first, second)]
    # THEN the names are the same where the hires are
    assert (first.text == second.text) == (first == second)
    assert (ids[0] == ids[1]) == (first == second)


@given(name=NAMES)
def test_no_id_of_a_client_is_the_name_of_a_hire(name: HireName) -> None:
    """A client cannot stand for a journey's hire by an id of its own choice."""
    # WHEN a client calls a hire of its own by the same text
    ours, theirs = external_id("demo", *name.parts), external_id("demo", name.text)
    # THEN Enboarder knows them by different ids
    assert ours != theirs
    assert ours != external_id("demo", name.without_company)


def test_the_spelling_of_a_company_makes_no_other_hire() -> None:
    """Company ids compare without case."""
    # WHEN one hire is named in two spellings of its company
    one, other = (hire_name.of_journey(each, "can-1", "job-1", 1) for each in ("acme", "ACME"))
    # THEN it is one name
    assert (one, one.text) == (other, "acme/can-1/job-1/1")


def test_a_name_that_is_too_long_for_a_field_goes_as_a_digest() -> None:
    """What fits stays readable, as earlier releases have sent it."""
    assert hire_name.of_journey("acme", "can-1", "job-1", 2).as_field == "can-1/job-1/2"
    longest = hire_name.of_journey("acme", "c" * 128, "j" * 125, 2)
    assert longest.as_field == longest.without_company
    first, second = (hire_name.of_journey("acme", "c" * 128, "j" * 128, n) for n in (2, 3))
    assert len(first.as_field) == len(second.as_field) == 64
    assert first.as_field != second.as_field
