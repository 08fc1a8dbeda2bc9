"""The deliveries to an endpoint: given up, waiting, or made; newest first."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.console.webhooks import rows
from jetbridge.flows.self_service import webhook_deliveries, webhooks
from jetbridge.model.console import Role, suffices
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.web import resources, webhook_lists, webhook_resources

SIZE: Final = 25
_GIVEN_UP: Final = "failed"
_NAMES: Final = {
    _GIVEN_UP: say("Given up"),
    "waiting": say("Waiting"),
    "delivered": say("Delivered"),
}


def shown(visit: Visit) -> View:
    """Show a page of the deliveries of one list.

    Raises:
        ApiProblem: 404, there is no such endpoint; 422, there is no such list; 400, the cursor is
            of another one.
    """
    context, endpoint_id = visit.context, visit.variables["endpoint"]
    endpoint = webhooks.find(context, visit.of, endpoint_id).endpoint
    query = (each for each in visit.request.query if each[0] in resources.DELIVERIES)
    request = replace(visit.request, query=(*query,))
    status, page = webhook_lists.status(request), paging.asked(context, visit.person, request)
    found, following = webhook_deliveries.page(
        context, visit.of, endpoint_id, status, limit=SIZE, after=page.after
    )
    named, cursor = request.parameter("status") or _GIVEN_UP, page.cursor(following)
    may_change = suffices(visit.role, Role.ADMIN)
    facts = {
        "row": rows.row(visit, endpoint),
        "lines": [rows.line(visit, endpoint, each) for each in found],
        "lists": [(word, name, word == named) for word, name in _NAMES.items()],
        "may_replay": may_change and webhook_resources.state(endpoint) == "active",
        "is_given_up": named == _GIVEN_UP,
        "following": f"?{urlencode({**page.filters, 'cursor': cursor})}" if cursor else None,
    }
    return View("deliveries.html.j2", facts, say("Deliveries to {host}", host=endpoint.host))
