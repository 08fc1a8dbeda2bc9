"""The partner API: the exchange of customer-level credentials."""

from typing import TypeGuard

from flask import Flask, Request, Response, jsonify, request

from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_APP_ID, ClientCredentials
from jetbridge_local.sandbox.smartrecruiters.access import Access
from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why
from jetbridge_local.sandbox.smartrecruiters.integrations import (
    AlreadyIntegratedError,
    ClientIdTakenError,
    ConsentWithheldError,
    Integrations,
)
from jetbridge_local.sandbox.web import JSON


class PartnerApi:
    """The one view that the master credentials open."""

    def __init__(self, access: Access, integrations: Integrations) -> None:
        """Add to `integrations`."""
        self._access = access
        self._integrations = integrations

    def add_to(self, app: Flask) -> None:
        """Add the route to `app`."""
        app.add_url_rule(
            "/apps-integrations/partner-api/integrations",
            view_func=self.confirm_integration,
            methods=["POST"],
        )

    def confirm_integration(self) -> Response:
        """Exchange customer-level credentials for one company."""
        self._access.require_master()
        company_id, received = _confirmation(request)
        try:
            integration = self._integrations.confirm(company_id, received)
        except ConsentWithheldError:
            raise ApiError(Why.NO_CONSENT, "The company did not give its consent") from None
        except AlreadyIntegratedError:
            raise ApiError(Why.ALREADY_INTEGRATED, "The company is already integrated") from None
        except ClientIdTakenError:
            raise ApiError(
                Why.BAD_REQUEST, "clientId must be unique among your integrations"
            ) from None
        return jsonify(
            clientId=integration.issued.client_id,
            clientSecret=integration.issued.client_secret,
            integrationId=integration.integration_id,
        )


def _confirmation(request: Request) -> tuple[str, ClientCredentials | None]:
    """Return the company and the partner's pair for it from an `/integrations` request."""
    if request.mimetype != JSON:
        raise ApiError(Why.WRONG_MEDIA_TYPE, f"Content-Type must be {JSON}")
    body = request.get_json()
    if not isinstance(body, dict):
        raise ApiError(Why.BAD_REQUEST, "The body must be an object")
    for name in ("appId", "companyId"):
        if not _text(body.get(name)):
            raise ApiError(Why.BAD_REQUEST, f"{name} must be a non-empty string")
    if body["appId"] != SMARTRECRUITERS_APP_ID:
        raise ApiError(Why.NO_CONFIGURATION, "There is no application with this appId")
    return body["companyId"], _received(body)


def _received(body: dict[str, object]) -> ClientCredentials | None:
    client_id, client_secret = body.get("clientId"), body.get("clientSecret")
    if client_id is None and client_secret is None:
        return None
    if not _text(client_id) or not _text(client_secret):
        raise ApiError(
            Why.BAD_REQUEST, "clientId and clientSecret belong together, as non-empty strings"
        )
    return ClientCredentials(client_id, client_secret)


def _text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)
