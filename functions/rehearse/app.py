"""What a policy would do, played over ports in memory: this function may reach next to nothing."""

from jetbridge.model.scopes import Scope
from jetbridge.model.settings import Settings
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
    played = dry_run.run(lean.table(), _settings_at(request), identity, asked, at=now)
    return json_response(200, shown.shown(played, dry_run.TOLD))


def _settings_at(request: Request) -> Settings:
    """Return the settings with our origin, which is the request's where no domain is set."""
    known = settings()
    return Settings({**known.environ, "PUBLIC_URL": known.base_url(request.domain)})


handler = edge.handler
