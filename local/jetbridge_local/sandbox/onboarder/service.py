"""Onboarder's one host, put together."""

from flask import Blueprint, Flask

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.onboarder.flows import Flows
from jetbridge_local.sandbox.onboarder.hosted import Hosted
from jetbridge_local.sandbox.onboarder.tokens import Tokens
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.web import flask_app, unframed


class Onboarder:
    """Onboarder with one platform and any number of flows."""

    def __init__(self, clock: Clock, application: Application) -> None:
        """Serve the platform that is registered as `application`."""
        self._application = application
        self._flows = Flows()
        self._hosted = Hosted(clock, application, self._flows)
        self._tokens = Tokens(clock, self._hosted.codes)

    def part(self) -> Part:
        """Return the host's part."""
        return Part(app=self._app(), state=self._state, reset=self._reset, control=self._control())

    def _app(self) -> Flask:
        app = flask_app()
        self._hosted.add_to(app)
        self._tokens.add_to(app)
        app.register_error_handler(oauth.OAuthError, oauth.refusal_response)
        app.after_request(unframed)
        return app

    def _control(self) -> Blueprint:
        routes = Blueprint("onboarder", __name__)
        self._application.add_control_to(routes)
        self._flows.add_control_to(routes)
        return routes

    def _state(self) -> dict[str, object]:
        return {"redirectUri": self._application.redirect_uri, "flows": self._flows.view()}

    def _reset(self) -> None:
        self._flows.clear()
        self._hosted.clear()
        self._tokens.clear()
