"""An OAuth application, as its developer registered it in a partner's dashboard."""

import threading

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.urls import HttpUrl


class _Registration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    redirect_uri: HttpUrl = Field(alias="redirectUri")


class Application:
    """The one application that a partner knows, with its one redirect URI."""

    def __init__(self) -> None:
        """Start without a redirect URI: until it is registered, no redirect is made."""
        self._lock = threading.Lock()
        self._redirect_uri = ""

    @property
    def redirect_uri(self) -> str:
        """The registered redirect URI, or an empty string."""
        with self._lock:
            return self._redirect_uri

    def register(self, redirect_uri: str) -> None:
        """Replace the redirect URI.

        Raises:
            ValueError: it is not an http or https URL.
        """
        registration = _Registration(redirectUri=redirect_uri)
        with self._lock:
            self._redirect_uri = registration.redirect_uri

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control route to `routes`."""
        routes.add_url_rule("/app", view_func=self.register_app, methods=["POST"])

    def register_app(self) -> Response:
        """Register the application's redirectUri."""
        self.register(_Registration.model_validate(request.get_json()).redirect_uri)
        return jsonify(redirectUri=self.redirect_uri)
