"""SmartRecruiters' error shape: a message, and a list of errors with a code each."""

from enum import Enum
from http import HTTPStatus

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException


class Why(Enum):
    """The reasons for a refusal: the HTTP status, and the code in the body."""

    BAD_REQUEST = (HTTPStatus.BAD_REQUEST, "BAD_REQUEST")
    UNAUTHORIZED = (HTTPStatus.UNAUTHORIZED, "UNAUTHORIZED")
    FORBIDDEN = (HTTPStatus.FORBIDDEN, "FORBIDDEN")
    NO_CONSENT = (HTTPStatus.FORBIDDEN, "CONSENT_REQUIRED")
    NO_CONFIGURATION = (HTTPStatus.NOT_FOUND, "PARTNER_CONFIGURATION_NOT_FOUND")
    NO_CANDIDATE = (HTTPStatus.NOT_FOUND, "CANDIDATE_NOT_FOUND")
    NO_PAGE = (HTTPStatus.GONE, "PAGE_NOT_FOUND")
    NO_APPLICATION = (HTTPStatus.NOT_FOUND, "APPLICATION_NOT_FOUND")
    ALREADY_INTEGRATED = (HTTPStatus.CONFLICT, "ALREADY_INTEGRATED")
    NO_SUBSCRIPTION = (HTTPStatus.NOT_FOUND, "SUBSCRIPTION_NOT_FOUND")
    NO_SECRET_KEY = (HTTPStatus.NOT_FOUND, "SECRET_KEY_NOT_FOUND")
    NO_PERMISSION_TO_MANAGE_WEBHOOKS = (HTTPStatus.FORBIDDEN, "NO_PERMISSION_TO_MANAGE_WEBHOOKS")
    SUBSCRIPTIONS_LIMIT = (HTTPStatus.FORBIDDEN, "SUBSCRIPTIONS_LIMIT_EXCEEDED")
    SECRET_KEYS_LIMIT = (HTTPStatus.FORBIDDEN, "SECRET_KEYS_LIMIT_EXCEEDED")
    ALREADY_ACTIVE = (HTTPStatus.CONFLICT, "SUBSCRIPTION_ALREADY_ACTIVE")
    INVALID_CALLBACK_URL = (HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_CALLBACK_URL")
    INVALID_EVENT = (HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_EVENT")
    HANDSHAKE_FAILED = (HTTPStatus.FAILED_DEPENDENCY, "HANDSHAKE_FAILED")
    WRONG_MEDIA_TYPE = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE")


class ApiError(Exception):
    """A refusal of the partner or Customer API."""

    def __init__(self, why: Why, message: str, *, status: HTTPStatus | None = None) -> None:
        """Refuse for the reason `why`, with a `message` for a person, and another `status`."""
        super().__init__(why)
        self.why = why
        self.message = message
        self.status = status


def refusal_response(refusal: ApiError) -> Response:
    """Render `refusal`."""
    status, code = refusal.why.value
    return error_response(refusal.status or status, code, refusal.message)


def http_error_response(error: HTTPException) -> Response:
    """Render what the web framework refused: an unknown path, a wrong method, broken JSON."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return error_response(status, status.name, error.description or status.phrase)


def error_response(status: HTTPStatus, code: str, message: str) -> Response:
    """Render an error."""
    response = jsonify(message=message, errors=[{"code": code, "message": message}])
    response.status_code = status
    return response
