"""The reports: the workflow definitions, and what was launched of each."""

from datetime import UTC, datetime
from typing import Final

from flask import Flask, Response, jsonify, request

from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.enboarder.errors import ApiError
from jetbridge_local.sandbox.enboarder.paging import page
from jetbridge_local.sandbox.enboarder.settings import Settings
from jetbridge_local.sandbox.enboarder.workflows import Workflow, Workflows

ONBOARDING: Final = "O0lMYAwSv"
RETIRED: Final = "hx3cBcdvF"
_DEFINITIONS: Final[list[dict[str, object]]] = [
    {"id": ONBOARDING, "name": "Onboarding", "isActive": True},
    {"id": RETIRED, "name": "Onboarding, old", "isActive": False},
]


class Reports:
    """The views."""

    def __init__(self, behaviour: Behaviour[Settings], workflows: Workflows) -> None:
        """Report on `workflows`."""
        self._behaviour = behaviour
        self._workflows = workflows

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`, for key and token alike."""
        for base in ("/reports", "/reports/v2"):
            app.add_url_rule(f"{base}/workflows", view_func=self.definitions)
            app.add_url_rule(f"{base}/workflows/<definition>/data", view_func=self.data)

    def definitions(self) -> Response:
        """List the workflow definitions: not what was launched."""
        return self._page(_DEFINITIONS)

    def data(self, definition: str) -> Response:
        """List what was launched of one definition."""
        if definition not in {each["id"] for each in _DEFINITIONS}:
            raise ApiError(f"Error: workflow [{definition}] not found")
        launched = self._workflows.all() if definition == ONBOARDING else []
        return self._page([_record(workflow) for workflow in launched])

    def _page(self, records: list[dict[str, object]]) -> Response:
        size = self._behaviour.current.report_page
        items, next_key = page(records, size, request.args.get("nextKey", ""))
        more = {"nextKey": next_key} if next_key else {}
        return jsonify(count=len(items), items=items, **more)


def _record(workflow: Workflow) -> dict[str, object]:
    return {
        "id": workflow.workflow_id,
        "externalid": workflow.externalid,
        "name": workflow.body.get("nhnm"),
        "status": workflow.status,
        "startDate": workflow.body.get("nhstdt"),
        "launchDate": datetime.fromtimestamp(workflow.at, UTC).date().isoformat(),
        "mode": workflow.body.get("mode", 0),
    }
