"""A stand-in for our side, as small as can be: a token endpoint and a callback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from jetbridge_local.sandbox.server import LoopbackServer

TOKEN = "token-of-the-partner"


@dataclass
class Partner:
    """What SmartRecruiters asked of the partner, and what it is answered.

    With `moved`, the callback redirects to itself.
    """

    url: str
    token_status: int = 200
    moved: bool = False
    forms: list[dict[str, str]] = field(default_factory=list)
    notices: list[tuple[str, object]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls) -> Iterator["Partner"]:
        """Serve a partner on a free port."""
        server = LoopbackServer()
        partner = cls(server.url)
        app = Flask(__name__)
        app.add_url_rule("/token", view_func=partner.token, methods=["POST"])
        app.add_url_rule("/callback", view_func=partner.callback, methods=["POST"])
        server.serve(app)
        try:
            yield partner
        finally:
            server.stop()

    def token(self) -> tuple[Response, int]:
        """Note the form and give a token."""
        self.forms.append(request.form.to_dict())
        if self.token_status != 200:
            return jsonify(error="invalid_client"), self.token_status
        return jsonify(access_token=TOKEN, expires_in=600), 200

    def callback(self) -> BaseResponse:
        """Note the Authorization header and the body."""
        self.notices.append((request.headers["Authorization"], request.get_json()))
        return redirect(request.url, 307) if self.moved else Response()
