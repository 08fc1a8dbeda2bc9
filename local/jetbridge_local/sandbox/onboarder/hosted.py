"""The authorise endpoint, and the page on which a person verifies themselves, or does not."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.oauth import Code
from jetbridge_local.sandbox.onboarder.flows import Flows, Shape
from jetbridge_local.sandbox.onboarder.requests import (
    AuthorizeRequest,
    RefusedRequestError,
    UntrustedRequestError,
    authorize_request,
)
from jetbridge_local.sandbox.onboarder.userinfo import Completed
from jetbridge_local.sandbox.urls import with_query

PAGE_LIFETIME: Final = 3600
"""Seconds for which the page waits for the person. Onboarder documents none."""

CODE_LIFETIME: Final = 600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a code stands for."""

    request: AuthorizeRequest
    completed: Completed


class Hosted:
    """Everything before the code."""

    def __init__(self, clock: Clock, application: Application, flows: Flows) -> None:
        """Let people through `flows`, for `application`."""
        self._clock = clock
        self._application = application
        self._flows = flows
        self._requests = Expiring[AuthorizeRequest](clock, PAGE_LIFETIME)
        self.codes: Final = Expiring[Finished](clock, CODE_LIFETIME)

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule("/api/v1/oauth/authorize", view_func=self.authorize)
        app.add_url_rule("/verify", view_func=self.verify, methods=["POST"])
        app.register_error_handler(UntrustedRequestError, _untrusted)
        app.register_error_handler(RefusedRequestError, _refused)

    def clear(self) -> None:
        """Forget every person under way and every code."""
        self._requests.clear()
        self.codes.clear()

    def authorize(self) -> str:
        """Show the hosted page."""
        wanted = authorize_request(request.args, self._application.redirect_uri)
        flow = self._flows.find(wanted.flow_id)
        return render_template(
            "verify.html",
            transaction=self._requests.issue(wanted),
            flow_id=wanted.flow_id,
            scopes=wanted.scopes,
            verifications=sorted(flow.proved(flow.shape)),
            shapes=list(Shape),
            shape=flow.shape,
        )

    def verify(self) -> Response:
        """Take the person's decision, and go back to the platform with a code or an error."""
        wanted = self._requests.take(request.form.get("transaction", ""))
        if wanted is None:
            raise UntrustedRequestError("this page has ended: begin again")
        action = request.form.get("action")
        if action not in {"verify", "skip"}:
            raise RefusedRequestError(
                Code.ACCESS_DENIED, "User denied authorization", wanted.redirect_uri, wanted.state
            )
        completed = self._completed(wanted, verified=action == "verify")
        code = self.codes.issue(Finished(wanted, completed))
        return _back(wanted.redirect_uri, ("code", code), ("state", wanted.state))

    def _completed(self, wanted: AuthorizeRequest, *, verified: bool) -> Completed:
        flow = self._flows.find(wanted.flow_id)
        chosen = request.form.get("shape", "")
        shape = Shape(chosen) if chosen in set(Shape) else flow.shape
        proved = flow.proved(shape)
        return Completed(
            shape=shape,
            scopes=wanted.scopes,
            verifications=proved if verified else dict.fromkeys(proved, False),
            at=self._clock.now(),
        )


def _untrusted(error: UntrustedRequestError) -> tuple[str, int]:
    page = render_template(
        "refused.html",
        partner="Onboarder",
        title="This verification cannot go on",
        reason=str(error),
    )
    return page, 400


def _refused(error: RefusedRequestError) -> Response:
    return _back(
        error.redirect_uri,
        ("error", error.code),
        ("error_description", error.description),
        ("state", error.state),
    )


def _back(redirect_uri: str, *parameters: tuple[str, str]) -> Response:
    return redirect(with_query(redirect_uri, parameters), 303)
