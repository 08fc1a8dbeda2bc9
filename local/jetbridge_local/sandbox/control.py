"""The control routes that every partner host has, for tests and for a person with curl."""

import inspect
from typing import Final

from flask import Flask, Response, jsonify, request
from pydantic import ValidationError

from jetbridge_local.sandbox.failures import Program
from jetbridge_local.sandbox.host import Host
from jetbridge_local.sandbox.web import flask_app

PREFIX: Final = "/_sandbox"


class Control:
    """The views of one host's control application.

    The first line of a view's docstring is what the index says of it.
    """

    def __init__(self, host: Host) -> None:
        """Control `host`."""
        self._host = host

    def app(self) -> Flask:
        """Return the application to be mounted under `PREFIX`."""
        app = flask_app()
        app.add_url_rule("/", view_func=self.index)
        app.add_url_rule("/state", view_func=self.state)
        app.add_url_rule("/calls", view_func=self.received_calls)
        app.add_url_rule("/failures", view_func=self.programmed)
        app.add_url_rule("/failures", view_func=self.program, methods=["POST"])
        app.add_url_rule("/release", view_func=self.release, methods=["POST"])
        app.add_url_rule("/reset", view_func=self.reset, methods=["POST"])
        if self._host.part.control is not None:
            app.register_blueprint(self._host.part.control)
        app.register_error_handler(ValidationError, bad_body)
        self._app = app
        return app

    def index(self) -> Response:
        """List the control routes."""
        routes = {}
        for rule in self._app.url_map.iter_rules():
            if rule.endpoint != "static":
                (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
                summary = inspect.getdoc(self._app.view_functions[rule.endpoint]) or ""
                routes[f"{method} {PREFIX}{rule.rule}"] = summary.partition("\n")[0]
        return jsonify(routes)

    def state(self) -> Response:
        """Show what the partner holds, credentials included."""
        return jsonify(self._host.part.state())

    def received_calls(self) -> Response:
        """List the calls received, redacted; with ?full=true, header values and bodies too."""
        return jsonify(self._host.calls.view(full=request.args.get("full") == "true"))

    def programmed(self) -> Response:
        """Show the answers still programmed, and how many requests are in a delay."""
        return jsonify(self._host.failures.view())

    def program(self) -> tuple[Response, int]:
        """Program the next answers of a path."""
        self._host.failures.add(Program.model_validate(request.get_json()))
        return jsonify(self._host.failures.view()), 201

    def release(self) -> Response:
        """End every delay now."""
        return jsonify(released=self._host.failures.release())

    def reset(self) -> tuple[str, int]:
        """Forget calls, programmed answers and what the partner holds; keep the registration."""
        self._host.reset()
        return "", 204


def bad_body(error: ValidationError) -> tuple[Response, int]:
    """Say what is wrong with a control request, without repeating it."""
    details = error.errors(include_input=False, include_url=False, include_context=False)
    return jsonify(error="the body is not what this route takes", details=details), 400
