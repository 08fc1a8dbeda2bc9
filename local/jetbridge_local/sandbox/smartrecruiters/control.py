"""Control routes of SmartRecruiters' own: it registers partners, and it acts towards them."""

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.outgoing import Report
from jetbridge_local.sandbox.smartrecruiters.integrations import Integrations
from jetbridge_local.sandbox.smartrecruiters.outbound import notify
from jetbridge_local.sandbox.smartrecruiters.registration import Registration, Registry

INTEGRATION_DISABLED = "INTEGRATION_DISABLED"


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    event_type: str = Field(alias="eventType")


class Acts:
    """What SmartRecruiters does by itself, at the bidding of a control route or of its own page."""

    def __init__(self, registry: Registry, integrations: Integrations) -> None:
        """Act on `integrations`, towards the partner in `registry`."""
        self._registry = registry
        self._integrations = integrations

    def disable(self, company_id: str) -> Report | None:
        """Disable the company's integration and tell the partner; None where none is enabled.

        The report has the partner's answers under `token` and `callback`, or says under
        `skipped` why it was not told.
        """
        integration = self._integrations.disable(company_id)
        if integration is None:
            return None
        return notify(self._registry.current, integration.received, INTEGRATION_DISABLED)

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        routes.add_url_rule("/partner", view_func=self.register, methods=["POST"])
        routes.add_url_rule(
            "/disable/<company_id>", view_func=self.disable_company, methods=["POST"]
        )
        routes.add_url_rule("/notify/<company_id>", view_func=self.notify_of, methods=["POST"])
        routes.add_url_rule("/withhold/<company_id>", view_func=self.withhold, methods=["POST"])

    def register(self) -> Response:
        """Register the partner's consentUrl, oauthTokenUrl and callbackUrl."""
        self._registry.replace(Registration.model_validate(request.get_json()))
        return jsonify(self._registry.view())

    def disable_company(self, company_id: str) -> tuple[Response, int]:
        """Disable a company's integration, tell the partner, and report its answers."""
        report = self.disable(company_id)
        if report is None:
            return jsonify(error="the company has no enabled integration"), 404
        return jsonify(report), 200

    def notify_of(self, company_id: str) -> tuple[Response, int]:
        """Send the partner any eventType for a company, and report its answers."""
        event = _Event.model_validate(request.get_json())
        integration = self._integrations.latest(company_id)
        if integration is None:
            return jsonify(error="the company never had an integration"), 404
        report = notify(self._registry.current, integration.received, event.event_type)
        return jsonify(report), 200

    def withhold(self, company_id: str) -> tuple[str, int]:
        """Let a company refuse its consent, so that its integration is refused with 403."""
        self._integrations.withhold(company_id)
        return "", 204
