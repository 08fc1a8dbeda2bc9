"""What a test or a person may choose where a partner's documentation leaves a choice."""

import threading

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel


class Behaviour[Settings: BaseModel]:
    """The settings of one host. Every field of the model has a default, which a reset restores."""

    def __init__(self, defaults: Settings) -> None:
        """Start with `defaults`."""
        self._defaults = defaults
        self._lock = threading.Lock()
        self._current = defaults

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        with self._lock:
            return self._current

    def reset(self) -> None:
        """Return to the defaults."""
        with self._lock:
            self._current = self._defaults

    def blueprint(self, name: str) -> Blueprint:
        """Return control routes that show and change the settings."""
        routes = Blueprint(name, __name__)
        routes.add_url_rule("/settings", view_func=self.show)
        routes.add_url_rule("/settings", view_func=self.change, methods=["POST"])
        return routes

    def show(self) -> Response:
        """Show where this host follows one reading of its documentation and not another."""
        return jsonify(self.current.model_dump(by_alias=True))

    def change(self) -> Response:
        """Change settings; those that are left out stay as they are."""
        wanted = type(self._defaults).model_validate(request.get_json())
        with self._lock:
            chosen = {name: getattr(wanted, name) for name in wanted.model_fields_set}
            self._current = self._current.model_copy(update=chosen)
        return self.show()
