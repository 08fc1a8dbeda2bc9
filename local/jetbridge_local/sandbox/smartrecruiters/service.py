"""SmartRecruiters' one host, put together."""

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.rate_limit import RateLimit, RateLimited
from jetbridge_local.sandbox.smartrecruiters import errors
from jetbridge_local.sandbox.smartrecruiters.access import Access
from jetbridge_local.sandbox.smartrecruiters.candidates import Candidates
from jetbridge_local.sandbox.smartrecruiters.control import Acts
from jetbridge_local.sandbox.smartrecruiters.customer_api import CustomerApi
from jetbridge_local.sandbox.smartrecruiters.diary import Diary
from jetbridge_local.sandbox.smartrecruiters.integrations import Integrations
from jetbridge_local.sandbox.smartrecruiters.pages import Pages
from jetbridge_local.sandbox.smartrecruiters.partner_api import PartnerApi
from jetbridge_local.sandbox.smartrecruiters.people import People
from jetbridge_local.sandbox.smartrecruiters.persons import Persons
from jetbridge_local.sandbox.smartrecruiters.recruiting import Recruiting
from jetbridge_local.sandbox.smartrecruiters.registration import Registration, Registry
from jetbridge_local.sandbox.smartrecruiters.webhooks import Webhooks
from jetbridge_local.sandbox.web import flask_app


class SmartRecruiters:
    """SmartRecruiters with one registered partner and any number of companies."""

    def __init__(self, clock: Clock, url: str) -> None:
        """Start without integrations; `url` is where browsers find the pages."""
        self._registry = Registry()
        self._integrations = Integrations()
        self._acts = Acts(self._registry, self._integrations)
        self._access = Access(clock, self._integrations)
        self._candidates = Candidates(clock)
        self._diary = Diary(clock)
        self._partner_api = PartnerApi(self._access, self._integrations)
        self._customer_api = CustomerApi(url, self._access, self._candidates, self._diary)
        self._webhooks = Webhooks(clock, url, self._access, self._candidates)
        self._recruiting = Recruiting(url, self._candidates, self._diary, self._webhooks)
        self._persons = Persons(self._candidates, self._customer_api, self._webhooks)
        self._pages = Pages(url, self._registry, self._integrations, self._acts)
        self._people = People(clock, url, self._integrations, self._recruiting)
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
            control=self._control(),
            guard=lambda app: RateLimited(app, self._limit, self._access.credential),
        )

    def _app(self) -> Flask:
        app = flask_app()
        self._access.add_to(app)
        self._partner_api.add_to(app)
        self._customer_api.add_to(app)
        self._webhooks.add_to(app)
        self._pages.add_to(app)
        self._people.add_to(app)
        app.register_error_handler(oauth.OAuthError, oauth.refusal_response)
        app.register_error_handler(errors.ApiError, errors.refusal_response)
        app.register_error_handler(HTTPException, errors.http_error_response)
        return app

    def _control(self) -> Blueprint:
        routes = Blueprint("smartrecruiters", __name__)
        self._acts.add_control_to(routes)
        self._access.add_control_to(routes)
        self._customer_api.add_control_to(routes)
        self._recruiting.add_control_to(routes)
        self._persons.add_control_to(routes)
        self._webhooks.add_control_to(routes)
        return routes

    def _state(self) -> dict[str, object]:
        return {
            "partner": self._registry.view(),
            **self._integrations.view(),
            "candidates": self._candidates.standing(),
            **self._webhooks.view(),
        }

    def _reset(self) -> None:
        self._integrations.clear()
        self._access.reset()
        self._customer_api.reset()
        self._candidates.clear()
        self._diary.clear()
        self._webhooks.reset()
