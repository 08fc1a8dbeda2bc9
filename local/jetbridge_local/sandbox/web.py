"""What the partners' Flask applications have in common."""

from typing import Final

from flask import Flask, Request, Response

JSON: Final = "application/json"

_POLICY: Final = ("default-src 'none'", "img-src data:", "style-src 'self'", "base-uri 'none'")


def flask_app() -> Flask:
    """Return a Flask application with the sandboxes' templates and static files."""
    return Flask(__name__)


def content_security_policy(*directives: str) -> str:
    """Return the policy of a page: nothing but our style sheet, and what `directives` allow."""
    return "; ".join((*_POLICY, "frame-ancestors 'none'", *directives))


def unframed(response: Response) -> Response:
    """Refuse frames, as pages do on which people decide something, and give away no URL.

    `form-action` is left open: their forms end at a client's host.
    """
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def bearer_token(request: Request) -> str:
    """Return the request's Bearer token (RFC 6750 §2.1), or an empty string."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer":
        return ""
    return authorization.token or ""
