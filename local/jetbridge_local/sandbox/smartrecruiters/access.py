"""Who may call SmartRecruiters: access tokens, whose they are, and what they may do."""

import threading
from typing import Final
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Flask, Request, Response, jsonify, request
from pydantic import BaseModel, ConfigDict

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_MASTER, SMARTRECRUITERS_SCOPES
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why
from jetbridge_local.sandbox.smartrecruiters.integrations import Integration, Integrations
from jetbridge_local.sandbox.web import bearer_token

TOKEN_LIFETIME: Final = 1799
"""Seconds."""


class _Scopes(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    scopes: frozenset[str]


class Access:
    """The token endpoint, and the check behind every view that a Bearer token opens.

    Scopes are approved for the application as a whole, out of band: tokens carry none.
    """

    def __init__(self, clock: Clock, integrations: Integrations) -> None:
        """Let `integrations` in, and the master credentials."""
        self._integrations = integrations
        self._tokens = Expiring[str](clock, TOKEN_LIFETIME)
        self._lock = threading.Lock()
        self._scopes = frozenset(SMARTRECRUITERS_SCOPES)

    def add_to(self, app: Flask) -> None:
        """Add the token endpoint to `app`."""
        app.add_url_rule("/identity/oauth/token", view_func=self.token, methods=["POST"])

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control route to `routes`."""
        routes.add_url_rule("/scopes", view_func=self.approve, methods=["POST"])

    def reset(self) -> None:
        """Let every access token end now, and approve the usual scopes."""
        self._tokens.clear()
        with self._lock:
            self._scopes = frozenset(SMARTRECRUITERS_SCOPES)

    def token(self) -> Response:
        """Give an access token for master or customer-level credentials."""
        client_id = oauth.client_credentials(request, self._integrations.authenticate)
        return oauth.token_response(
            access_token=self._tokens.issue(client_id),
            token_type="bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
        )

    def approve(self) -> Response:
        """Approve other scopes for the application than it asked for, until the reset."""
        wanted = _Scopes.model_validate(request.get_json())
        with self._lock:
            self._scopes = wanted.scopes
        return jsonify(scopes=sorted(wanted.scopes))

    def credential(self, environ: WSGIEnvironment) -> str | None:
        """Return the client_id behind the request's Bearer token, if the token is live."""
        client_id = self._tokens.find(bearer_token(Request(environ)))
        if client_id == SMARTRECRUITERS_MASTER.client_id:
            return client_id
        return client_id if client_id and self._integrations.holder(client_id) else None

    def require_master(self) -> None:
        """Let the master credentials through.

        Raises:
            ApiError: it is another client, or none.
        """
        if self._client() != SMARTRECRUITERS_MASTER.client_id:
            raise ApiError(Why.FORBIDDEN, "The master credentials are needed here")

    def customer(self, *scopes: str, otherwise: Why = Why.FORBIDDEN) -> Integration:
        """Return the integration whose credentials call, if one of `scopes` was approved.

        Raises:
            ApiError: it is not a customer's credential, or for the reason `otherwise`.
        """
        integration = self._integrations.holder(self._client())
        if integration is None:
            raise ApiError(Why.FORBIDDEN, "Customer-level credentials are needed here")
        with self._lock:
            approved = self._scopes
        if not approved & set(scopes):
            raise ApiError(otherwise, f"One of these scopes is needed: {', '.join(scopes)}")
        return integration

    def _client(self) -> str:
        client_id = self.credential(request.environ)
        if client_id is None:
            raise ApiError(Why.UNAUTHORIZED, "The access token is missing, unknown or expired")
        return client_id
