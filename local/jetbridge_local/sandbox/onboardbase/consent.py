"""The host where a person authorises the application, or denies it."""

from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, Flask, redirect, render_template, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.credentials import ONBOARDBASE
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.onboardbase.keys import SCOPES
from jetbridge_local.sandbox.urls import with_query

PAGE_LIFETIME: Final = 3600
"""Seconds for which the page waits for the person."""

CODE_MEMORY: Final = 30 * 24 * 3600
"""Seconds for which an unused code is known: one that came too late is told from a made-up one."""


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """A valid request, while the person is on the page."""

    scopes: tuple[str, ...]
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a code stands for: the scopes that were asked for, and the Unix time of the consent."""

    scopes: tuple[str, ...]
    at: int


class RejectedError(Exception):
    """An authorise request that is answered by a page with Onboardbase's message."""


class ConsentSettings(BaseModel):
    """What is not said of the way back: whether `state` comes back in quotation marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quote_state: bool = Field(default=False, alias="quoteState")


class Consent:
    """Everything before the code."""

    def __init__(self, clock: Clock, application: Application) -> None:
        """Ask people on behalf of `application`."""
        self._clock = clock
        self._application = application
        self._requests = Expiring[AuthorizeRequest](clock, PAGE_LIFETIME)
        self._behaviour = Behaviour(ConsentSettings())
        self.codes: Final = Expiring[Authorization](clock, CODE_MEMORY)

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule("/oauth/authorize", view_func=self.authorize)
        app.add_url_rule("/authorize", view_func=self.decide, methods=["POST"])
        app.register_error_handler(RejectedError, _rejected)

    def control(self) -> Blueprint:
        """Return the control routes."""
        routes = self._behaviour.blueprint("onboardbase-app")
        self._application.add_control_to(routes)
        return routes

    def clear(self) -> None:
        """Forget every person under way and every code."""
        self._requests.clear()
        self._behaviour.reset()
        self.codes.clear()

    def authorize(self) -> str:
        """Show what the application asks for. The person is taken to be signed in."""
        wanted = _authorize_request(request.args, self._application.redirect_uri)
        transaction = self._requests.issue(wanted)
        return render_template("authorize.html", transaction=transaction, scopes=wanted.scopes)

    def decide(self) -> Response:
        """Go back to the application, with a code or with an error; `state` comes with both."""
        wanted = self._requests.take(request.form.get("transaction", ""))
        if wanted is None:
            raise RejectedError("this page has ended: begin again")
        answer = ("error", "access_denied")
        if request.form.get("action") == "authorize":
            code = self.codes.issue(Authorization(wanted.scopes, self._clock.now()))
            answer = ("code", code)
        quoted = self._behaviour.current.quote_state and wanted.state
        state = f'"{wanted.state}"' if quoted else wanted.state
        return redirect(with_query(self._application.redirect_uri, (answer, ("state", state))), 303)


def _authorize_request(query: MultiDict[str, str], registered: str) -> AuthorizeRequest:
    """Check an authorise request. Single or double quotation marks around `scopes` may stand."""
    if query.getlist("client_id") != [ONBOARDBASE.client_id]:
        raise RejectedError("invalid_credentials")
    if not registered or query.getlist("redirect_uri") != [registered]:
        raise RejectedError("invalid_credentials")
    if query.getlist("response_type") != ["code"]:
        raise RejectedError("response_type must be code")
    given = query.get("scopes", "")
    bare = given[1:-1] if given[:1] in {"'", '"'} and given[:1] == given[-1:] else given
    scopes = tuple(bare.split(","))
    if not set(scopes) <= SCOPES:
        raise RejectedError("scopes must be known ones, separated by commas")
    return AuthorizeRequest(scopes, query.get("state", ""))


def _rejected(error: RejectedError) -> tuple[str, int]:
    page = render_template(
        "refused.html",
        partner="Onboardbase",
        title="This application cannot be authorised",
        reason=str(error),
    )
    return page, 400
