"""What a company's administrator sees: Apps & Integrations, in both consent display modes."""

from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_SCOPES
from jetbridge_local.sandbox.outgoing import Report
from jetbridge_local.sandbox.smartrecruiters.control import Acts
from jetbridge_local.sandbox.smartrecruiters.integrations import Integration, Integrations
from jetbridge_local.sandbox.smartrecruiters.registration import Registry
from jetbridge_local.sandbox.web import content_security_policy


class Pages:
    """The pages of one company, under `/company/{companyId}/apps`."""

    def __init__(
        self, url: str, registry: Registry, integrations: Integrations, acts: Acts
    ) -> None:
        """Serve them from `url`."""
        self._url = url
        self._registry = registry
        self._integrations = integrations
        self._acts = acts

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        apps = "/company/<company_id>/apps"
        app.add_url_rule(apps, view_func=self.apps)
        app.add_url_rule(f"{apps}/connected", view_func=self.returned)
        app.add_url_rule(f"{apps}/popup", view_func=self.popup)
        app.add_url_rule(f"{apps}/status", view_func=self.status)
        app.add_url_rule(f"{apps}/disable", view_func=self.disable, methods=["POST"])

    def apps(self, company_id: str) -> Response:
        """Show the application, whether it is connected, and how to change that."""
        return self._page(company_id)

    def returned(self, company_id: str) -> Response:
        """Welcome the browser back: this is the `redirect` of the REDIRECT mode."""
        return self._page(company_id, returned=True)

    def popup(self, company_id: str) -> Response:
        """Show consentUrl in the pop-up iFrame of the POPUP mode.

        The page closes the pop-up by itself once the company has a new integration, and leaves
        the reader three seconds for what the frame says. With ?keep=open it stays.
        """
        registration = self._registry.current
        if registration is None:
            return self._page(company_id)
        page = render_template(
            "popup.html",
            company_id=company_id,
            apps_url=self._apps_url(company_id),
            frame_url=registration.consent_link(companyId=company_id),
            integration_id=_id(self._enabled(company_id)),
            closes=request.args.get("keep") != "open",
        )
        return _html(page, frame=registration.consent_origin)

    def status(self, company_id: str) -> dict[str, str]:
        """Tell the pop-up page which integration is enabled now; an empty string for none."""
        return {"integrationId": _id(self._enabled(company_id))}

    def disable(self, company_id: str) -> BaseResponse:
        """Disable the integration and show what the partner answered."""
        report = self._acts.disable(company_id)
        if report is None:
            return redirect(self._apps_url(company_id), 303)
        return self._page(company_id, report=report)

    def _page(
        self, company_id: str, *, returned: bool = False, report: Report | None = None
    ) -> Response:
        registration, apps_url = self._registry.current, self._apps_url(company_id)
        connect_url = registration and registration.consent_link(
            companyId=company_id, redirect=f"{apps_url}/connected"
        )
        page = render_template(
            "apps.html",
            company_id=company_id,
            apps_url=apps_url,
            people_url=f"{apps_url.removesuffix('apps')}people",
            connect_url=connect_url,
            integration=self._enabled(company_id),
            scopes=SMARTRECRUITERS_SCOPES,
            returned=returned,
            report=report,
        )
        return _html(page)

    def _enabled(self, company_id: str) -> Integration | None:
        integration = self._integrations.latest(company_id)
        return integration if integration and integration.enabled else None

    def _apps_url(self, company_id: str) -> str:
        return f"{self._url}/company/{quote(company_id, safe='')}/apps"


def _id(integration: Integration | None) -> str:
    return integration.integration_id if integration else ""


def _html(page: str, frame: str = "'none'") -> Response:
    """Return `page` with a policy that lets it frame the partner's origin only."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = content_security_policy(
        "script-src 'self'", "connect-src 'self'", "form-action 'self'", f"frame-src {frame}"
    )
    return response
