"""Routes of the API whose changes are recorded in the audit trail.

    @edge.delete("/v1/connections/<connection_id>")
    @audited(Action.CONNECTION_DISCONNECT)
    def delete_connection(request: Request, connection_id: str) -> Response:
        ...

A route for browsers learns who acts within its flow, which records the change itself.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps

from jetbridge.flows import audit
from jetbridge.model.audit import Action, Change
from jetbridge.model.text import is_id
from jetbridge.runtime import compose
from jetbridge.web import bearer
from jetbridge.web.request import Request
from jetbridge.web.response import Response

type Route = Callable[..., Response]


def audited(action: Action, *, named: str = "id") -> Callable[[Route], Route]:
    """Record what a Bearer route changes: its caller, the ids in its path, those that it returns.

    What has not the form of an id in the path is left out: it may be anything, a person's name too.

    `named` is the member of its answer that says what was changed. What is no id is recorded with
    the member's name, such as `version 3`.

    Of a request without a valid access token, which the route refuses, nothing is recorded.
    """

    def decorate(route: Route) -> Route:
        @wraps(route)
        def recorded(request: Request, **variables: str) -> Response:
            caller = bearer.caller(request)
            if caller is None:
                return route(request, **variables)
            actor, on = f"client:{caller.client_id}", (*filter(is_id, variables.values()),)
            change = Change(action, caller.tenant, actor, request.request_id, on)
            with audit.recorded(audit.Trail.of(compose.context()), change) as made:
                response = route(request, **variables)
                made += [each for each in _ids(response, named) if each not in on]
            return response

        return recorded

    return decorate


def _ids(response: Response, named: str) -> Iterator[str]:
    """Yield what names the resource that a response shows, or each in its list.

    A list may hold the ids themselves.
    """
    shown = json.loads(response.body) if response.body else {}
    for each in shown.get("items", [shown]):
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict) and named in each:
            yield str(each[named]) if named == "id" else f"{named} {each[named]}"
