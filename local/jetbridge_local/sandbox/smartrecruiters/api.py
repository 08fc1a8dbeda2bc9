"""What the partner calls: the token endpoint, the partner API and a little of the Customer API."""

from typing import Final, TypeGuard
from wsgiref.types import WSGIEnvironment

from flask import Flask, Request, Response, jsonify, request

from jetbridge.model.ports import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.credentials import (
    SMARTRECRUITERS_APP_ID,
    SMARTRECRUITERS_MASTER,
    ClientCredentials,
)
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.smartrecruiters import candidates
from jetbridge_local.sandbox.smartrecruiters.errors import ApiRefusal, Why
from jetbridge_local.sandbox.smartrecruiters.integrations import (
    AlreadyIntegrated,
    ClientIdTaken,
    ConsentWithheld,
    Integrations,
)
from jetbridge_local.sandbox.web import JSON, bearer_token

TOKEN_LIFETIME: Final = 1799
"""Seconds."""


class Api:
    """The views that a Bearer token opens, and the one that gives it."""

    def __init__(self, clock: Clock, integrations: Integrations) -> None:
        """Work on `integrations`."""
        self._integrations = integrations
        self._tokens = Expiring[str](clock, TOKEN_LIFETIME)

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        add = app.add_url_rule
        add("/identity/oauth/token", view_func=self.token, methods=["POST"])
        add(
            "/apps-integrations/partner-api/integrations",
            view_func=self.confirm_integration,
            methods=["POST"],
        )
        add("/candidates", view_func=self.list_candidates)
        add("/candidates/<candidate_id>", view_func=self.get_candidate)

    def forget_tokens(self) -> None:
        """Let every access token end now."""
        self._tokens.clear()

    def credential(self, environ: WSGIEnvironment) -> str | None:
        """Return the client_id behind the request's Bearer token, if the token is live."""
        client_id = self._tokens.find(bearer_token(Request(environ)))
        if client_id == SMARTRECRUITERS_MASTER.client_id:
            return client_id
        return client_id if client_id and self._integrations.holder(client_id) else None

    def token(self) -> Response:
        """Give an access token for master or customer-level credentials."""
        client_id = oauth.client_credentials(request, self._integrations.authenticate)
        return oauth.token_response(
            access_token=self._tokens.issue(client_id),
            token_type="bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
        )

    def confirm_integration(self) -> Response:
        """Exchange customer-level credentials for one company."""
        if self._authenticated() != SMARTRECRUITERS_MASTER.client_id:
            raise ApiRefusal(Why.FORBIDDEN, "The master credentials are needed here")
        company_id, received = _confirmation(request)
        try:
            integration = self._integrations.confirm(company_id, received)
        except ConsentWithheld:
            raise ApiRefusal(Why.NO_CONSENT, "The company did not give its consent") from None
        except AlreadyIntegrated:
            raise ApiRefusal(Why.ALREADY_INTEGRATED, "The company is already integrated") from None
        except ClientIdTaken:
            raise ApiRefusal(
                Why.BAD_REQUEST, "clientId must be unique among your integrations"
            ) from None
        return jsonify(
            clientId=integration.issued.client_id,
            clientSecret=integration.issued.client_secret,
            integrationId=integration.integration_id,
        )

    def list_candidates(self) -> Response:
        """List the company's candidates."""
        self._require_customer()
        limit = request.args.get("limit", str(candidates.LIMIT_DEFAULT))
        if not limit.isdecimal() or not 1 <= int(limit) <= candidates.LIMIT_MAXIMUM:
            raise ApiRefusal(
                Why.BAD_REQUEST, f"limit must be between 1 and {candidates.LIMIT_MAXIMUM}"
            )
        return jsonify(candidates.page(int(limit), request.args.get("pageId", "")))

    def get_candidate(self, candidate_id: str) -> Response:
        """Show one candidate."""
        self._require_customer()
        candidate = candidates.one(candidate_id)
        if candidate is None:
            raise ApiRefusal(Why.NO_CANDIDATE, "There is no such candidate")
        return jsonify(candidate)

    def _authenticated(self) -> str:
        client_id = self.credential(request.environ)
        if client_id is None:
            raise ApiRefusal(Why.UNAUTHORIZED, "The access token is missing, unknown or expired")
        return client_id

    def _require_customer(self) -> None:
        if self._authenticated() == SMARTRECRUITERS_MASTER.client_id:
            raise ApiRefusal(Why.FORBIDDEN, "Customer-level credentials are needed here")


def _confirmation(request: Request) -> tuple[str, ClientCredentials | None]:
    """Return the company and the partner's pair for it from an `/integrations` request."""
    if request.mimetype != JSON:
        raise ApiRefusal(Why.WRONG_MEDIA_TYPE, f"Content-Type must be {JSON}")
    body = request.get_json()
    if not isinstance(body, dict):
        raise ApiRefusal(Why.BAD_REQUEST, "The body must be an object")
    for name in ("appId", "companyId"):
        if not _text(body.get(name)):
            raise ApiRefusal(Why.BAD_REQUEST, f"{name} must be a non-empty string")
    if body["appId"] != SMARTRECRUITERS_APP_ID:
        raise ApiRefusal(Why.NO_CONFIGURATION, "There is no application with this appId")
    return body["companyId"], _received(body)


def _received(body: dict[str, object]) -> ClientCredentials | None:
    client_id, client_secret = body.get("clientId"), body.get("clientSecret")
    if client_id is None and client_secret is None:
        return None
    if not _text(client_id) or not _text(client_secret):
        raise ApiRefusal(
            Why.BAD_REQUEST, "clientId and clientSecret belong together, as non-empty strings"
        )
    return ClientCredentials(client_id, client_secret)


def _text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)
