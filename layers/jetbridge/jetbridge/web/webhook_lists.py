"""The query parameters of an endpoint's list of deliveries."""

from typing import Final

from jetbridge.model.errors import Violation
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.web.request import Request
from jetbridge.web.request_rules import malformed

STATUSES: Final = {
    "failed": DeliveryStatus.DEAD,
    "waiting": DeliveryStatus.WAITING,
    "delivered": DeliveryStatus.DELIVERED,
}
"""What the API calls the lists. Those that were dropped are in none."""


def status(request: Request) -> DeliveryStatus:
    """Read which list is asked for: without a word, what was given up.

    Raises:
        ApiProblem: 422, there is no such list.
    """
    named = request.parameter("status")
    if named is None:
        return DeliveryStatus.DEAD
    if named not in STATUSES:
        detail = f"Must be one of {', '.join(STATUSES)}."
        raise malformed(Violation("status", "query_parameter", detail))
    return STATUSES[named]
