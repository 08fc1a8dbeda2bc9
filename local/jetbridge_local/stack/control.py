"""What a person with curl can ask of the running stack: to fire a schedule, to let time pass."""

from typing import Final

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jetbridge_cli.local_stack.clock import StackClock
from jetbridge_local.sandbox.control import bad_body
from jetbridge_local.stack.errors import UnknownScheduleError
from jetbridge_local.stack.schedules import Schedules

_A_CENTURY: Final = 100 * 366 * 86_400


class Advance(BaseModel):
    """The body of `POST /clock`: by how many seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advance: int = Field(strict=True, ge=0, le=_A_CENTURY)


def control_app(schedules: Schedules, clock: StackClock) -> Flask:
    """Return the control application: `/clock`, `/schedules` and `/schedules/NAME`."""
    app = Flask(__name__)

    def present() -> Response:
        return jsonify(now=clock.now(), ahead=clock.ahead)

    def advance() -> Response:
        clock.advance(Advance.model_validate(request.get_json(force=True)).advance)
        return present()

    def listing() -> Response:
        return jsonify(dict(schedules.expressions))

    def fire(name: str) -> Response:
        return jsonify(answer=schedules.fire(name))

    def unknown(error: UnknownScheduleError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 404

    app.add_url_rule("/clock", view_func=present)
    app.add_url_rule("/clock", view_func=advance, methods=["POST"])
    app.add_url_rule("/schedules", view_func=listing)
    app.add_url_rule("/schedules/<name>", view_func=fire, methods=["POST"])
    app.register_error_handler(UnknownScheduleError, unknown)
    app.register_error_handler(ValidationError, bad_body)
    return app
