"""Who made a change, as a tenant is told."""

import pytest

from jetbridge.model.journey import Entry, What
from jetbridge.web import journey_words, who

ARN = "operator:arn:aws:sts::123456789012:assumed-role/operator/kim"


@pytest.mark.parametrize("by", ["kim", ARN, "operator"])
def test_an_operator_has_no_name_in_a_timeline(by: str) -> None:
    """Whatever it is: clients and persons are the only others who act."""
    assert who.of_actor(by) == "operator"
    assert who.of_link(by) == "operator"
    entry = Entry(What.APPROVED, 1, "identity", "incode", by, {})
    assert "kim" not in journey_words.sentence(entry, who.of_actor)
    assert journey_words.sentence(entry, who.of_actor).startswith("An operator let")


def test_clients_and_persons_are_named() -> None:
    """They are the tenant's own."""
    for by in ("", "client:jb_ci_x", "person:ana"):
        assert who.of_actor(by) == who.of_history(by) == by
    assert who.of_link("jb_ci_x") == "jb_ci_x"


def test_a_history_names_whoever_is_not_marked_as_an_operator() -> None:
    """Subjects, clients and jobs are bare."""
    for by in ("318baf20", "jb_ci_x", "schedule"):
        assert who.of_history(by) == by
    assert who.of_history(ARN) == "operator"
    assert who.as_stored(ARN) == ARN
