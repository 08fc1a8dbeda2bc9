"""What a policy would do, played over ports in memory: this function may reach next to nothing."""

from jetbridge.model.scopes import Scope
from jetbridge.runtime import lean
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.observability import handler as handler_of_records
from jetbridge.runtime.settings import settings
from jetbridge.web import bearer
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.post("/v1/policies/dry-run")
def rehearse_policy(request: Request) -> Response:
    """Show every call that a hire would lead to, in order, without making one."""
    from jetbridge.dry_run import bodies, dry_run, shown
    from jetbridge.model import changes

    handler_of_records.addFilter(changes.is_told)
    identity = bearer.require(request, Scope.POLICIES_READ)
    asked, now = bodies.read(request), SystemClock().now()
    played = dry_run.run(lean.table(), settings().at(request.domain), identity, asked, at=now)
    return json_response(200, shown.shown(played, dry_run.TOLD))


handler = edge.handler
