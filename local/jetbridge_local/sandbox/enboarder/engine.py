"""The workflow endpoints: launch, update, cancel."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from flask import Flask, Response, jsonify, request

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.enboarder import rules
from jetbridge_local.sandbox.enboarder.errors import ApiError
from jetbridge_local.sandbox.enboarder.profiles import Profiles
from jetbridge_local.sandbox.enboarder.rules import Body
from jetbridge_local.sandbox.enboarder.workflows import LIVE, Status, Workflow, Workflows

_MODES: Final = ("ALL", "SELECTED", "CANCEL_ALL")


class Engine:
    """The views."""

    def __init__(self, clock: Clock, workflows: Workflows, profiles: Profiles) -> None:
        """Launch into `workflows`, for new people and for `profiles`."""
        self._clock = clock
        self._workflows = workflows
        self._profiles = profiles

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`, for key and token alike."""
        for base in ("/restapi/v1", "/restapi/v2"):
            app.add_url_rule(f"{base}/startwf/basic", view_func=self.basic, methods=["POST"])
            app.add_url_rule(f"{base}/startwf/advance", view_func=self.advance, methods=["POST"])
            app.add_url_rule(f"{base}/startwf/bulkadvance", view_func=self.bulk, methods=["POST"])
            app.add_url_rule(f"{base}/updatewf", view_func=self.update, methods=["PUT"])
            app.add_url_rule(f"{base}/cancelwf", view_func=self.cancel, methods=["POST"])

    def basic(self) -> Response:
        """Launch a workflow with one manager."""
        body = object_body()
        rules.check_basic(body)
        return jsonify(self._launch("basic", body))

    def advance(self) -> Response:
        """Launch a workflow with any number of managers."""
        return jsonify(self._advance(object_body()))

    def bulk(self) -> Response:
        """Launch several, each for itself: what fails does not stop the rest."""
        bodies = request.get_json()
        if not isinstance(bodies, list):
            raise ApiError("The body must be a JSON array")
        return jsonify([self._tried(body) for body in bodies])

    def update(self) -> Response:
        """Change the one running workflow under an externalid, in the fields that are given."""
        body = object_body()
        rules.check_update(body)
        externalid = str(body["externalid"])
        running = self._running(externalid)
        if len(running) > 1:
            wanted = rules.custom_fields(body)
            running = [each for each in running if wanted and each.matches(wanted)]
        if len(running) != 1:
            raise ApiError(f"Error: externalid [{externalid}] matches several workflows")
        self._workflows.change(running, _merged(body))
        return jsonify(message=_updated(externalid))

    def cancel(self) -> Response:
        """Cancel the workflows under an externalid that the mode selects."""
        body = object_body()
        externalid = rules.require_text(body, "externalid")
        mode = body.get("mode") or "ALL"
        if mode not in _MODES:
            raise ApiError(f'Mode must be one of ["{'","'.join(_MODES)}"]')
        running = self._running(externalid)
        if mode == "SELECTED":
            wanted = rules.custom_fields(body)
            running = [each for each in running if wanted and each.matches(wanted)]
            if not running:
                raise ApiError(_not_found(externalid))
        completed = [w for w in self._workflows.under(externalid) if w.status is Status.COMPLETED]
        if mode == "ALL" and completed:
            raise ApiError(f"Error: externalid [{externalid}] has a completed workflow")
        self._workflows.set_status(running, Status.CANCELLED)
        return jsonify(message=_updated(externalid))

    def _advance(self, body: Body) -> Mapping[str, object]:
        rules.check_advanced(body, self._profiles.exists)
        return self._launch("advance", body)

    def _tried(self, body: object) -> Mapping[str, object]:
        try:
            return self._advance(_object(body))
        except ApiError as failure:
            return {"message": failure.message}

    def _launch(self, kind: str, body: Body) -> Mapping[str, object]:
        today = self._today()
        starts = rules.start_date(body)
        status = Status.PENDING if starts > today else Status.INPROGRESS
        workflow = self._workflows.launch(kind, body, status, self._clock.now())
        late = f"ok, with warning: start date [{starts}] is in the past"
        return {"message": late if starts < today else "ok", "referenceid": workflow.externalid}

    def _running(self, externalid: str) -> list[Workflow]:
        """Return the workflows that can still be changed.

        Raises:
            ApiError: there are none.
        """
        found = [each for each in self._workflows.under(externalid) if each.status in LIVE]
        if not found:
            raise ApiError(_not_found(externalid))
        return found

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now(), UTC).date()


def object_body() -> dict[str, object]:
    """Return the body of the request.

    Raises:
        ApiError: it is no JSON object.
    """
    return _object(request.get_json())


def _object(body: object) -> dict[str, object]:
    if not isinstance(body, dict):
        raise ApiError(rules.NO_OBJECT)
    return body


def _merged(changes: Body) -> Callable[[Workflow], Workflow]:
    """Return what makes a workflow into one with `changes`; custom fields are added by name."""

    def merged(workflow: Workflow) -> Workflow:
        fields = {**rules.custom_fields(workflow.body), **rules.custom_fields(changes)}
        listed = [{"name": name, "value": value} for name, value in fields.items()]
        return replace(workflow, body={**workflow.body, **changes, "customfields": listed})

    return merged


def _updated(externalid: str) -> str:
    """Return Enboarder's answer to an update, and to a cancellation as well."""
    return f"Workflow updated successfully for externalid [{externalid}]"


def _not_found(externalid: str) -> str:
    return f"Error: externalid [{externalid}] not found"
