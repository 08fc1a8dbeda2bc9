"""Enboarder: updates and cancellations."""

import pytest

from tests.contract.enboarder_cases import ENBOARDER_BASIC
from tests.contract.sandbox.enboarder_client import EnboarderClient

UPDATED = "Workflow updated successfully for externalid [ENT-1]"
MISSING = "Error: externalid [ENT-1] not found"
SYDNEY = [{"name": "location", "value": "Sydney"}]
PERTH = [{"name": "location", "value": "Perth"}]


@pytest.fixture
def launched(enboarder: EnboarderClient) -> EnboarderClient:
    """Return an account with one workflow under ENT-1."""
    enboarder.launch(ENBOARDER_BASIC)
    return enboarder


@pytest.fixture
def twice(launched: EnboarderClient) -> EnboarderClient:
    """Return an account with two workflows under ENT-1, in different places."""
    launched.launch({**ENBOARDER_BASIC, "customfields": PERTH})
    return launched


def test_an_update_changes_what_it_has(launched: EnboarderClient) -> None:
    """The other fields stay; custom fields are matched by their names."""
    # WHEN two fields are changed
    floor = [{"name": "floor", "value": "3"}]
    message = launched.update(externalid="ENT-1", nhstdt="2027-04-01", customfields=floor)

    # THEN nothing else is
    assert message == UPDATED
    (workflow,) = launched.state()["workflows"]
    assert workflow["body"] == {
        **ENBOARDER_BASIC,
        "nhstdt": "2027-04-01",
        "customfields": [*SYDNEY, *floor],
    }


def test_an_update_can_be_repeated(launched: EnboarderClient) -> None:
    """It says the same again."""
    # WHEN the same update comes twice
    messages = [launched.update(externalid="ENT-1", nhnm="Jane Roe") for _ in range(2)]

    # THEN both succeed
    assert messages == [UPDATED, UPDATED]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, 'Required field is missing ["externalid"]'),
        ({"externalid": "ENT-9"}, "Error: externalid [ENT-9] not found"),
        (
            {"externalid": "ENT-1", "nhstdt": "soon"},
            "Start date must be in format YYYY-MM-DD",
        ),
        (
            {"externalid": "ENT-1", "customfields": {}},
            "customfields must be a list of name and value",
        ),
    ],
)
def test_a_bad_update_fails(
    launched: EnboarderClient, body: dict[str, object], message: str
) -> None:
    """With a message, and nothing is changed."""
    # WHEN an update is wrong
    # THEN it fails
    assert launched.update(**body) == message
    assert launched.state()["workflows"][0]["body"] == ENBOARDER_BASIC


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_what_is_over_cannot_be_changed(launched: EnboarderClient, status: str) -> None:
    """Neither updated nor cancelled."""
    # GIVEN a workflow that is over
    assert launched.control("/workflows/ENT-1", {"status": status}).json() == {"changed": 1}

    # WHEN it is to be changed
    messages = [launched.update(externalid="ENT-1"), launched.cancel(externalid="ENT-1")]

    # THEN it is not found
    assert messages == [MISSING, MISSING]


def test_an_update_of_several_wants_custom_fields(twice: EnboarderClient) -> None:
    """They tell the workflows apart that share an externalid."""
    # WHEN an update comes with none, with the right ones, and with those of neither
    messages = [
        twice.update(externalid="ENT-1", nhnm="Jane Roe", **more)
        for more in ({}, {"customfields": PERTH}, {"customfields": [{"name": "a", "value": "b"}]})
    ]

    # THEN only the second changes something
    several = "Error: externalid [ENT-1] matches several workflows"
    assert messages == [several, UPDATED, several]
    names = [workflow["body"]["nhnm"] for workflow in twice.state()["workflows"]]
    assert names == ["Jane Doe", "Jane Roe"]


def test_a_cancellation_succeeds_once(launched: EnboarderClient) -> None:
    """A repeat finds nothing any more."""
    # WHEN a workflow is cancelled twice
    messages = [launched.cancel(externalid="ENT-1", comments="changed unit") for _ in range(2)]

    # THEN the second finds nothing
    assert messages == [UPDATED, MISSING]
    assert launched.statuses() == ["CANCELLED"]


@pytest.mark.parametrize("mode", [None, "ALL", "CANCEL_ALL"])
def test_all_are_cancelled(twice: EnboarderClient, mode: str | None) -> None:
    """By default, too."""
    # WHEN an externalid is cancelled
    message = twice.cancel(externalid="ENT-1", mode=mode)

    # THEN every workflow under it is
    assert (message, twice.statuses()) == (UPDATED, ["CANCELLED", "CANCELLED"])


@pytest.mark.parametrize(("mode", "succeeds"), [("ALL", False), ("CANCEL_ALL", True)])
def test_a_completed_workflow_stops_all_and_not_cancel_all(
    launched: EnboarderClient, mode: str, *, succeeds: bool
) -> None:
    """CANCEL_ALL ignores what is over."""
    # GIVEN a completed workflow and a running one
    launched.control("/workflows/ENT-1", {"status": "COMPLETED"})
    launched.launch(ENBOARDER_BASIC)

    # WHEN the externalid is cancelled
    message = launched.cancel(externalid="ENT-1", mode=mode)

    # THEN the mode decides
    assert (message == UPDATED) is succeeds
    assert launched.statuses() == ["COMPLETED", "CANCELLED" if succeeds else "PENDING"]


def test_selected_cancels_those_with_the_custom_fields(twice: EnboarderClient) -> None:
    """And none where they match nothing, or are not given."""
    # WHEN some are selected
    messages = [
        twice.cancel(externalid="ENT-1", mode="SELECTED", **more)
        for more in ({}, {"customfields": [{"name": "a", "value": "b"}]}, {"customfields": PERTH})
    ]

    # THEN only the match is cancelled
    assert messages == [MISSING, MISSING, UPDATED]
    assert twice.statuses() == ["PENDING", "CANCELLED"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, 'Required field is missing ["externalid"]'),
        ({"externalid": "ENT-1", "mode": "SOME"}, "Mode must be one of"),
        ({"externalid": "ENT-9"}, "Error: externalid [ENT-9] not found"),
    ],
)
def test_a_bad_cancellation_fails(
    launched: EnboarderClient, body: dict[str, object], message: str
) -> None:
    """With a message, and nothing is cancelled."""
    # WHEN a cancellation is wrong
    # THEN it fails
    assert launched.cancel(**body).startswith(message)
    assert launched.statuses() == ["PENDING"]


def test_only_a_known_workflow_gets_a_status(enboarder: EnboarderClient) -> None:
    """404 where there is none, 400 for a status that is none."""
    # WHEN the control route is used wrongly
    statuses = [
        enboarder.control("/workflows/ENT-1", {"status": status}).status_code
        for status in ("COMPLETED", "DONE")
    ]

    # THEN it says so
    assert statuses == [404, 400]
