"""SmartRecruiters' one host, put together."""

from flask import Flask
from werkzeug.exceptions import HTTPException

from jetbridge.model.ports import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.rate_limit import RateLimit, RateLimited
from jetbridge_local.sandbox.smartrecruiters import errors
from jetbridge_local.sandbox.smartrecruiters.api import Api
from jetbridge_local.sandbox.smartrecruiters.control import Acts
from jetbridge_local.sandbox.smartrecruiters.integrations import Integrations
from jetbridge_local.sandbox.smartrecruiters.pages import Pages
from jetbridge_local.sandbox.smartrecruiters.registration import Registration, Registry
from jetbridge_local.sandbox.web import flask_app


class SmartRecruiters:
    """SmartRecruiters with one registered partner and any number of companies."""

    def __init__(self, clock: Clock, url: str) -> None:
        """Start without integrations; `url` is where browsers find the pages."""
        self._registry = Registry()
        self._integrations = Integrations()
        self._acts = Acts(self._registry, self._integrations)
        self._api = Api(clock, self._integrations)
        self._pages = Pages(url, self._registry, self._integrations, self._acts)
        self._limit = RateLimit(clock)

    def register(self, registration: Registration) -> None:
        """Take the partner's endpoints, as its Partner & API Team would."""
        self._registry.replace(registration)

    def part(self) -> Part:
        """Return the host's part."""
        return Part(
            app=self._app(),
            state=self._state,
            reset=self._reset,
            control=self._acts.blueprint(),
            guard=lambda app: RateLimited(app, self._limit, self._api.credential),
        )

    def _app(self) -> Flask:
        app = flask_app()
        self._api.add_to(app)
        self._pages.add_to(app)
        app.register_error_handler(oauth.OAuthRefusal, oauth.refusal_response)
        app.register_error_handler(errors.ApiRefusal, errors.refusal_response)
        app.register_error_handler(HTTPException, errors.http_error_response)
        return app

    def _state(self) -> dict[str, object]:
        return {"partner": self._registry.view(), **self._integrations.view()}

    def _reset(self) -> None:
        self._integrations.clear()
        self._api.forget_tokens()
