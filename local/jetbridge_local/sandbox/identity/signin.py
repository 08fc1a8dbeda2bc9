"""The authorization endpoint and its sign-in form."""

from dataclasses import dataclass, field
from typing import Final

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.credentials import DEMO_PASSWORD, DEMO_USERS, DemoUser
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.identity.requests import (
    AuthorizationRequest,
    RefusedRequestError,
    UntrustedRequestError,
    authorization_request,
)
from jetbridge_local.sandbox.oauth import Code, same
from jetbridge_local.sandbox.urls import with_query

SIGNIN_LIFETIME: Final = 600
CODE_LIFETIME: Final = 60
"""Seconds. RFC 6749 §4.1.2 allows a code ten minutes at most."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What an authorization code stands for. `at` is the time of the sign-in in Unix seconds."""

    request: AuthorizationRequest
    user: DemoUser = field(repr=False)
    at: int


class SignIn:
    """The pages before the code."""

    def __init__(self, clock: Clock, issuer: str) -> None:
        """Sign people in for `issuer`."""
        self._clock = clock
        self._issuer = issuer
        self._requests = Expiring[AuthorizationRequest](clock, SIGNIN_LIFETIME)
        self.codes: Final = Expiring[SignedIn](clock, CODE_LIFETIME)

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule("/authorize", view_func=self.authorize, methods=["GET", "POST"])
        app.add_url_rule("/signin", view_func=self.sign_in, methods=["POST"])
        app.register_error_handler(UntrustedRequestError, self._untrusted)
        app.register_error_handler(RefusedRequestError, self._refused)

    def clear(self) -> None:
        """Forget every sign-in under way and every code."""
        self._requests.clear()
        self.codes.clear()

    def authorize(self) -> str:
        """Show the sign-in form (OpenID Connect Core §3.1.2.1: GET and POST)."""
        query = request.form if request.method == "POST" else request.args
        return _form(self._requests.issue(authorization_request(query)), DEMO_USERS[0].email)

    def sign_in(self) -> Response | tuple[str, int]:
        """Check the form and go back to the client, with a code or with `access_denied`."""
        transaction, email = request.form.get("transaction", ""), request.form.get("email", "")
        pending = self._requests.find(transaction)
        if pending is None:
            raise UntrustedRequestError("this sign-in has ended: begin again")
        if request.form.get("action") == "cancel":
            self._requests.take(transaction)
            raise RefusedRequestError(
                Code.ACCESS_DENIED, "the sign-in was cancelled", pending.redirect_uri, pending.state
            )
        chosen = request.form.get("as", "")
        user = _user(chosen or email, DEMO_PASSWORD if chosen else request.form.get("password", ""))
        if user is None:
            return _form(transaction, email, wrong=True), 400
        if self._requests.take(transaction) is None:
            raise UntrustedRequestError("this sign-in has ended: begin again")
        code = self.codes.issue(SignedIn(pending, user, self._clock.now()))
        return self._back(pending.redirect_uri, ("code", code), ("state", pending.state))

    def _untrusted(self, error: UntrustedRequestError) -> tuple[str, int]:
        page = render_template(
            "refused.html",
            partner="OpenID provider",
            title="This sign-in cannot go on",
            reason=str(error),
        )
        return page, 400

    def _refused(self, error: RefusedRequestError) -> Response:
        return self._back(
            error.redirect_uri,
            ("error", error.code),
            ("error_description", error.description),
            ("state", error.state),
        )

    def _back(self, redirect_uri: str, *parameters: tuple[str, str]) -> Response:
        """Redirect to the client, naming the issuer (RFC 9207) against mix-up."""
        return redirect(with_query(redirect_uri, (*parameters, ("iss", self._issuer))), 303)


def _form(transaction: str, email: str, *, wrong: bool = False) -> str:
    return render_template(
        "signin.html",
        transaction=transaction,
        email=email,
        password=DEMO_PASSWORD,
        users=DEMO_USERS,
        wrong=wrong,
    )


def _user(email: str, password: str) -> DemoUser | None:
    if not same(password, DEMO_PASSWORD):
        return None
    return next((user for user in DEMO_USERS if user.email == email.strip().lower()), None)
