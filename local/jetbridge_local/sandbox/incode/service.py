"""Incode's two hosts and the onboarding sessions behind them."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.credentials import INCODE, INCODE_API_KEY
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.incode.control import WebhooksControl, view
from jetbridge_local.sandbox.incode.hosted import Hosted
from jetbridge_local.sandbox.incode.refusal import ApiError
from jetbridge_local.sandbox.incode.results import Results
from jetbridge_local.sandbox.incode.sessions import BrokenRuleError, Sessions
from jetbridge_local.sandbox.incode.webhooks import Configuration, Sender, Settings
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.web import JSON, bearer_token, flask_app

TOKEN_LIFETIME: Final = 3600
"""Seconds. Incode documents no lifetime: a client has to honour `expires_in`."""

REQUEST_NEW: Final = "/omni/b2b/onboarding/request-new"


class Incode:
    """One Incode organisation."""

    def __init__(self, clock: Clock, url: str) -> None:
        """Start without onboarding sessions; people find their pages at the API's `url`."""
        self._clock = clock
        self._tokens = Expiring[str](clock, TOKEN_LIFETIME)
        self._behaviour = Behaviour(Settings())
        self._sessions = Sessions(clock, url)
        self._sender = Sender(clock, self._behaviour)
        self._webhooks = WebhooksControl(self._sessions, self._sender)
        self._hosted = Hosted(clock, self._sessions, self._sender)
        self._results = Results(clock, self._sessions, self._behaviour)

    def register(self, configuration: Configuration) -> None:
        """Take what the customer enters in the Dashboard: where notifications go."""
        self._sender.configure(configuration)

    def auth_part(self) -> Part:
        """Return the authorization server."""
        app = flask_app()
        app.add_url_rule("/oauth2/token", view_func=self._token, methods=["POST"])
        app.register_error_handler(oauth.OAuthError, oauth.refusal_response)
        return Part(app, state=dict, reset=self._tokens.clear)

    def api_part(self) -> Part:
        """Return the API. Its state is the sessions, with their requests, and the deliveries."""
        app = flask_app()
        app.add_url_rule(REQUEST_NEW, view_func=self._request_new, methods=["POST"])
        self._hosted.add_to(app)
        self._results.add_to(app)
        app.register_error_handler(ApiError, self._refused)
        app.register_error_handler(HTTPException, self._http_error)
        return Part(app, self._state, self._reset, self._control())

    def _control(self) -> Blueprint:
        routes = self._behaviour.blueprint("incode")
        self._webhooks.add_control_to(routes)
        return routes

    def _token(self) -> Response:
        client_id = oauth.client_credentials(request, _is_our_client, scope="openid")
        return oauth.token_response(
            access_token=self._tokens.issue(client_id),
            token_type="Bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
            scope="openid",
        )

    def _request_new(self) -> Response:
        if self._tokens.find(bearer_token(request)) is None:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "The access token is missing or has ended")
        if not oauth.same(request.headers.get("x-api-key", ""), INCODE_API_KEY):
            raise ApiError(HTTPStatus.FORBIDDEN, "The API key is missing or unknown")
        if request.mimetype != JSON:
            raise ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type must be {JSON}")
        body = request.get_json()
        if not isinstance(body, dict):
            raise ApiError(HTTPStatus.BAD_REQUEST, "The request body must be an object")
        try:
            session = self._sessions.begin(body)
        except BrokenRuleError as broken:
            raise ApiError(HTTPStatus.BAD_REQUEST, str(broken)) from None
        named = self._behaviour.current.interview_id_in_reply
        return jsonify(url=session.url, **({"interviewId": session.interview_id} if named else {}))

    def _state(self) -> dict[str, object]:
        deliveries = [view(each) for each in self._sender.outbox.all()]
        return {"sessions": self._sessions.view(), "deliveries": deliveries}

    def _reset(self) -> None:
        self._behaviour.reset()
        self._sessions.clear()
        self._sender.forget_token()
        self._sender.outbox.clear()

    def _http_error(self, error: HTTPException) -> Response:
        """Render what the web framework refused: an unknown path, a wrong method, broken JSON."""
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return self._refused(ApiError(status, error.description or status.phrase))

    def _refused(self, refusal: ApiError) -> Response:
        """Render a refusal in Incode's shape; `timestamp` is in milliseconds."""
        response = jsonify(
            timestamp=self._clock.now() * 1000,
            status=refusal.status.value,
            error=refusal.status.phrase,
            message=refusal.message,
            path=request.path,
        )
        response.status_code = refusal.status
        return response


def _is_our_client(client_id: str, client_secret: str) -> bool:
    return oauth.same(client_id, INCODE.client_id) and oauth.same(
        client_secret, INCODE.client_secret
    )
