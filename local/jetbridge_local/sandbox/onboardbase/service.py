"""Onboardbase's three hosts, put together."""

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.onboardbase.api import Api
from jetbridge_local.sandbox.onboardbase.consent import Consent
from jetbridge_local.sandbox.onboardbase.exchange import Exchange
from jetbridge_local.sandbox.onboardbase.keys import Keys
from jetbridge_local.sandbox.onboardbase.projects import Projects
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.web import flask_app, unframed


class Onboardbase:
    """One team with one OAuth application."""

    def __init__(self, clock: Clock, application: Application) -> None:
        self._application = application
        self._keys = Keys(clock)
        self._projects = Projects()
        self._consent = Consent(clock, application)
        self._exchange = Exchange(clock, application, self._consent.codes, self._keys)
        self._api = Api(self._keys, self._projects)

    def app_part(self) -> Part:
        """Return the host where people authorise the application."""
        app = flask_app()
        self._consent.add_to(app)
        app.after_request(unframed)
        return Part(app, self._registration, self._consent.clear, self._consent.control())

    def auth_part(self) -> Part:
        """Return the host of the token endpoint. Its state is the keys, passphrases included."""
        app = flask_app()
        self._exchange.add_to(app)
        return Part(app, self._issued, self._exchange.clear, self._exchange.control())

    def api_part(self) -> Part:
        """Return the public API. Its state is the secrets, in clear."""
        app = flask_app()
        self._api.add_to(app)
        return Part(app, self._held, self._api.reset, self._api.control())

    def _registration(self) -> dict[str, object]:
        return {"redirectUri": self._application.redirect_uri}

    def _issued(self) -> dict[str, object]:
        return {"keys": self._keys.view()}

    def _held(self) -> dict[str, object]:
        return {"secrets": self._projects.view()}
