"""What `jetbridge webhooks set` asks about, and which version of an endpoint it takes."""

from typing import Final

import pytest

from jetbridge.model.webhook import Endpoint
from jetbridge_cli.webhooks import expected

URL: Final = "https://hooks.customer.example/jetbridge"
KNOWN: Final = Endpoint("customer", URL, ("journey.failed",), "", 1, 1, version=5)


@pytest.mark.parametrize(
    ("url", "types", "seen", "version"),
    [
        (URL, ("journey.failed",), None, 5),
        (URL, ("journey.failed",), 3, 3),
        (URL, (), None, None),
        (URL, (), 5, 5),
        (f"{URL}/2", ("journey.failed",), None, None),
    ],
)
def test_a_version_that_was_named_counts(
    url: str, types: tuple[str, ...], seen: int | None, version: int | None
) -> None:
    """Without one a change of address or events is asked about, and a pause is not."""
    assert expected(KNOWN, seen, url, types) == version


def test_a_new_endpoint_is_not_asked_about() -> None:
    """There is none to replace, unless the operator says that they saw one."""
    assert expected(None, None, URL, ()) is None
    assert expected(None, 2, URL, ()) == 2
