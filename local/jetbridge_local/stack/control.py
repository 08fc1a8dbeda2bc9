"""What a person with curl can ask of the running stack: to fire a schedule."""

from flask import Flask, Response, jsonify

from jetbridge_local.stack.errors import UnknownScheduleError
from jetbridge_local.stack.schedules import Schedules


def control_app(schedules: Schedules) -> Flask:
    """Return the control application: `GET /schedules`, `POST /schedules/NAME`."""
    app = Flask(__name__)

    def listing() -> Response:
        return jsonify(dict(schedules.expressions))

    def fire(name: str) -> Response:
        return jsonify(answer=schedules.fire(name))

    def unknown(error: UnknownScheduleError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 404

    app.add_url_rule("/schedules", view_func=listing)
    app.add_url_rule("/schedules/<name>", view_func=fire, methods=["POST"])
    app.register_error_handler(UnknownScheduleError, unknown)
    return app
