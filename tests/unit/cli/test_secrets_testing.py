"""What `jetbridge secrets test` tells cron."""

import pytest

from jetbridge.flows.connection.own_credentials import names
from jetbridge.model.own_credentials import Finding, Result
from jetbridge_cli import secrets_testing


@pytest.mark.parametrize(
    ("results", "is_named", "status"),
    [
        ([Result.WORKS, Result.NOT_ASKED], False, 0),
        ([Result.WORKS, Result.NOT_SET], False, 0),
        ([Result.NOT_SET], True, 1),
        ([Result.WORKS, Result.REFUSED, Result.UNKNOWN], False, 1),
        ([Result.UNUSABLE], False, 1),
        ([Result.WORKS, Result.UNKNOWN], False, secrets_testing.UNCLEAR),
    ],
)
def test_the_exit_status_tells_what_is_wrong(
    results: list[Result], is_named: object, status: int
) -> None:
    """A refusal is told from a partner that does not answer; one that is not used is no fault."""
    # GIVEN what was found
    found = [Finding("incode", "client", each) for each in results]
    # THEN the exit status says whether somebody must act
    assert secrets_testing._exit_status(found, is_named=bool(is_named)) == status


@pytest.mark.parametrize("name", names())
def test_every_result_has_a_meaning(name: str) -> None:
    """Where no harmless call is known, the reason is said."""
    # GIVEN each result, WHEN it is shown
    for result in Result:
        asked = name not in secrets_testing._NOT_ASKED
        if result is not Result.NOT_ASKED or not asked:
            row = secrets_testing._row(Finding(name, "client", result))
            # THEN there is a sentence to it
            assert str(row["meaning"]).endswith(".")
