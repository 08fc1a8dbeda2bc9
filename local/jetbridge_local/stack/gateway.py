"""The HTTP API: SAM's local API Gateway, corrected where it differs from the cloud's.

SAM built its local service for REST APIs. What an HTTP API answers by itself, and the shape of its
events, are set right here, so that what works on this machine works in the cloud.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol, override

from flask import Flask, Request, Response, g
from samcli.lib.providers.provider import Api
from samcli.lib.telemetry.event import EventTracker
from samcli.local.apigw.authorizers.lambda_authorizer import LambdaAuthorizer
from samcli.local.apigw.exceptions import LambdaResponseParseException
from samcli.local.apigw.local_apigw_service import LocalApigwService
from samcli.local.apigw.route import Route
from werkzeug.datastructures import Headers

from jetbridge_local.stack import gateway_event
from jetbridge_local.stack.functions import Output
from jetbridge_local.stack.ports import LOOPBACK

_ANY_BODY: Final = "*/*"
_FAILED: Final = '{"message":"Internal Server Error"}'
_NOT_FOUND: Final = '{"message":"Not Found"}'
_JSON: Final = "application/json"


class Runner(Protocol):
    """What SAM requires of the runner of the functions. See `functions.Functions`."""

    def is_debugging(self) -> bool:
        """Return whether requests must come one by one."""
        ...

    def invoke(
        self,
        function_identifier: str,
        event: str,
        stdout: Output,
        stderr: object = None,
        tenant_id: str | None = None,
    ) -> None:
        """Write the function's answer to `event` to `stdout`."""
        ...


class Gateway(LocalApigwService):  # type: ignore[misc]  # samcli ships no types
    """The template's API as a WSGI application."""

    def __init__(self, api: Api, functions: Runner, port: int) -> None:
        """Serve `api`, which `functions` answer, as if on `port`."""
        super().__init__(api, functions, port=port, host=LOOPBACK)
        # SAM cannot make an event of a body that is not UTF-8, unless it is to encode every body.
        # `gateway_event` decodes those that the cloud leaves alone.
        api.binary_media_types_set.add(_ANY_BODY)

    def wsgi(self) -> Flask:
        """Return the application."""
        self.create()
        app: Flask = self._app
        app.url_map.merge_slashes = False
        for rule in app.url_map.iter_rules():
            # A route is its method and its exact path, and Flask's additions to it are none.
            rule.strict_slashes = True
            rule.methods = set(rule.methods or ()) - {"HEAD"}
        app.before_request(_identify)
        app.after_request(_identified)
        return app

    @override
    def _request_handler(self, **path: str) -> Response:
        try:
            response: Response = super()._request_handler(**path)
        finally:
            # SAM counts the authorizer's invocations, and reports them to AWS once there are many.
            EventTracker.clear_trackers()
        return response

    @override
    def _generate_lambda_event(
        self, flask_request: Request, route: Route, method: str, endpoint: str
    ) -> dict[str, Any]:
        event = super()._generate_lambda_event(flask_request, route, method, endpoint)
        return gateway_event.corrected(event, flask_request, g.request_id)

    @override
    def _generate_lambda_authorizer_event(
        self, flask_request: Request, route: Route, lambda_authorizer: LambdaAuthorizer
    ) -> dict[str, Any]:
        event: dict[str, Any] = super()._generate_lambda_authorizer_event(
            flask_request, route, lambda_authorizer
        )
        # An authorizer never sees the body.
        return {name: event[name] for name in event if name not in {"body", "isBase64Encoded"}}

    @override
    @staticmethod
    def _parse_v2_payload_format_lambda_output(
        lambda_output: str, binary_types: list[str], flask_request: Request
    ) -> tuple[int, Headers, str | bytes]:
        parse: Callable[..., tuple[int, Headers, str | bytes]] = (
            LocalApigwService._parse_v2_payload_format_lambda_output  # noqa: SLF001 - SAM's own hook
        )
        try:
            return parse(lambda_output, binary_types, flask_request)
        except LambdaResponseParseException:
            return 500, Headers({"Content-Type": _JSON}), _FAILED

    @override
    def _construct_error_handling(self) -> None:
        self._app.register_error_handler(404, _not_found)
        self._app.register_error_handler(405, _not_found)
        self._app.register_error_handler(500, _failed)


def _not_found(_: Exception) -> Response:
    return Response(_NOT_FOUND, 404, content_type=_JSON)


def _failed(_: Exception) -> Response:
    return Response(_FAILED, 500, content_type=_JSON)


def _identify() -> None:
    g.request_id = gateway_event.request_id()


def _identified(response: Response) -> Response:
    response.headers["Apigw-Requestid"] = g.request_id
    return response
