"""Enboarder's two hosts, put together."""

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict
from werkzeug.exceptions import HTTPException

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.enboarder.access import Access
from jetbridge_local.sandbox.enboarder.engine import Engine
from jetbridge_local.sandbox.enboarder.errors import ApiError, ForbiddenError
from jetbridge_local.sandbox.enboarder.profiles import Profiles
from jetbridge_local.sandbox.enboarder.reports import Reports
from jetbridge_local.sandbox.enboarder.settings import Settings
from jetbridge_local.sandbox.enboarder.workflows import Status, Workflows
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.web import flask_app


class _NewStatus(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Status


class Enboarder:
    """One customer's account."""

    def __init__(self, clock: Clock) -> None:
        self._behaviour = Behaviour(Settings())
        self._workflows = Workflows()
        self._profiles = Profiles(self._workflows)
        self._access = Access(clock, self._behaviour)
        self._engine = Engine(clock, self._workflows, self._profiles)
        self._reports = Reports(self._behaviour, self._workflows)

    def auth_part(self) -> Part:
        """Return the authorization server."""
        app = flask_app()
        self._access.add_to(app)
        return Part(app, state=dict, reset=self._access.clear)

    def api_part(self) -> Part:
        """Return the API. Its state is the workflows and the launches of each externalid."""
        return Part(self._app(), self._workflows.view, self._reset, self._control())

    def _app(self) -> Flask:
        app = flask_app()
        app.before_request(self._access.check)
        self._engine.add_to(app)
        self._reports.add_to(app)
        self._profiles.add_to(app)
        app.register_error_handler(ForbiddenError, _forbidden)
        app.register_error_handler(ApiError, self._failed)
        app.register_error_handler(HTTPException, _http_error)
        return app

    def _control(self) -> Blueprint:
        routes = self._behaviour.blueprint("enboarder")
        routes.add_url_rule("/workflows/<externalid>", view_func=self.set_status, methods=["POST"])
        return routes

    def set_status(self, externalid: str) -> tuple[Response, int]:
        """Move the workflows under an externalid to PENDING, INPROGRESS, COMPLETED or CANCELLED."""
        wanted = _NewStatus.model_validate(request.get_json())
        found = self._workflows.under(externalid)
        self._workflows.set_status(found, wanted.status)
        return jsonify(changed=len(found)), 200 if found else 404

    def _reset(self) -> None:
        self._behaviour.reset()
        self._workflows.clear()
        self._profiles.clear()

    def _failed(self, failure: ApiError) -> tuple[Response, int]:
        body = jsonify({"message": failure.message, **failure.extra})
        return body, self._behaviour.current.failure_status


def _forbidden(_: ForbiddenError) -> tuple[Response, int]:
    return jsonify(message="Forbidden"), 403


def _http_error(error: HTTPException) -> tuple[Response, int]:
    """Render what the web framework refused: an unknown path, a wrong method, broken JSON."""
    return jsonify(message=error.description), error.code or 500
