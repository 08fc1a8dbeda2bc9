"""The Python client believes what the library of Standard Webhooks signs, and nothing else."""

from typing import Any

import pytest

from jetbridge_client import WebhookRefusedError, Webhooks
from tests.unit.clients.scripted import cases

type Json = Any

FOUND, CASES = cases("webhooks.json")
TELLS = {
    "Give at least one secret of the endpoint.",
    "A secret of an endpoint is whsec_ and Base64.",
}


def receiver(case: Json) -> Webhooks:
    """Return what verifies a case's webhook, at the time of the cases."""
    return Webhooks(
        *case["secrets"],
        tolerance=case.get("tolerance", 300),
        clock=lambda: FOUND["now"],
    )


@pytest.mark.parametrize("case", CASES)
def test_a_webhook_is_believed_or_not(case: Json) -> None:
    """As every client does."""
    # GIVEN secrets that are none, THEN they are refused, and not told
    if case.get("bad"):
        with pytest.raises(ValueError, match="secret") as refused:
            receiver(case)
        assert str(refused.value) in TELLS
        return
    # GIVEN an endpoint's secrets, WHEN a request comes
    webhooks, body = receiver(case), case["body"].encode()
    if "refused" in case:
        # THEN it is refused, with the reason
        with pytest.raises(WebhookRefusedError, match=case["refused"]):
            webhooks.verify(case["headers"], body)
        return
    # THEN it is the event
    event = webhooks.verify(case["headers"], body)
    found = {name: getattr(event, name) for name in ("id", "type", "timestamp", "data")}
    assert found == case["event"]
    # AND neither shows what it must not
    assert "can-1" not in repr(event)
    assert not [each for each in case["secrets"] if each in repr(webhooks)]
