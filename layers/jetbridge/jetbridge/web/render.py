"""The one place where errors become responses.

ApiProblem   → RFC 9457 `application/problem+json`
OAuthError   → RFC 6749 §5.2 JSON
BearerError  → RFC 6750 §3 `WWW-Authenticate`, with a problem document as its body
PageError    → the page that the function's page renderer draws
the table or a secret is out of reach → 503 and when to try again
an item cannot be read → 503, and that it is to be mended
anything else → 500 and the request id, and nothing about what went wrong
"""

from collections.abc import Callable
from typing import Final

from jetbridge.model.errors import ApiProblem, BearerError, OAuthError, PageError
from jetbridge.model.problem_types import ProblemType, Refusal, url
from jetbridge.model.sentence import say
from jetbridge.store.table import TableUnavailableError, WriteConflictError
from jetbridge.vault.secrets import SecretNotReadError
from jetbridge.web.response import NO_STORE, Response, json_response

PROBLEM: Final = "application/problem+json"
REALM: Final = "jetbridge"
_BEARER: Final[dict[str, ProblemType]] = {
    "": "missing-token",
    "invalid_token": "invalid-token",
    "insufficient_scope": "insufficient-scope",
}
"""The problem that a Bearer refusal is, by its error code."""

PASSING: Final = (TableUnavailableError, WriteConflictError, SecretNotReadError)
"""Errors that pass by themselves: what met one is tried again in a moment."""

type PageRenderer = Callable[[PageError, str], Response]
"""Draws an error's page. It is given the error and the request id to show."""


def render(
    error: Exception, request_id: str, page: PageRenderer | None = None, *, base_url: str
) -> Response:
    """Return the response that tells the caller about `error`.

    `page` makes this a browser's function: what would be a 500 problem is then a page, too.
    `base_url` is our own origin, where the types of problems are explained.
    """
    match error:
        case ApiProblem():
            return _problem(error, request_id, base_url)
        case OAuthError():
            return _oauth(error)
        case BearerError():
            return _bearer(error, request_id, base_url)
        case PageError() if page:
            return page(error, request_id)
        case _:
            drawn, told = _fault(error)
            return page(drawn, request_id) if page else _problem(told, request_id, base_url)


def _fault(error: Exception) -> tuple[PageError, ApiProblem]:
    """Return what is told of a fault of ours: on a page, and by the API."""
    from jetbridge.store.mapper import UnreadableItemError  # few functions need it else

    if isinstance(error, PASSING):
        return _BUSY_PAGE, _BUSY
    if isinstance(error, UnreadableItemError):
        return UNREADABLE_PAGE, _UNREADABLE
    return _BROKEN_PAGE, _BROKEN


_BUSY = ApiProblem(503, "temporarily-unavailable", "Try again in a moment", retry_after=5)
_UNREADABLE: Final = ApiProblem(
    503,
    "stored-unreadable",
    "Something that is stored for this cannot be read",
    "Tell the operator of this service the requestId: it can be mended. Nothing else is affected.",
)
_WRONG = say("Something went wrong on our side")
_BROKEN = ApiProblem(500, "internal-error", _WRONG)
_ADVICE = say("Try again in a few minutes. If it happens again, tell us the request id below.")
_BUSY_PAGE = PageError(503, say("Not available right now"), say("Nothing was lost."), _ADVICE, 5)
UNREADABLE_PAGE: Final = PageError(
    503,
    say("This cannot be shown"),
    say("Something that is stored for it cannot be read. Nothing else is affected."),
    say("Tell the operator of this service the request id below: it can be mended."),
)
_BROKEN_PAGE = PageError(500, _WRONG, say("Nothing that you did caused it."), _ADVICE)


def _problem(error: ApiProblem, request_id: str, base_url: str) -> Response:
    """RFC 9457 §3, with our extensions."""
    document: Refusal = {
        "type": url(base_url, error.slug),
        "code": error.slug,
        "title": error.title,
        "status": error.status,
        "requestId": request_id,
    }
    if error.detail:
        document["detail"] = error.detail
    if error.errors:
        document["errors"] = [
            {"pointer": broken.pointer, "rule": broken.rule, "detail": broken.detail}
            for broken in error.errors
        ]
    headers = dict(NO_STORE)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    shown = {**document, **error.extensions}
    return json_response(error.status, shown, content_type=PROBLEM, headers=headers)


def _oauth(error: OAuthError) -> Response:
    """RFC 6749 §5.2. A 401 names the scheme, whichever way the client tried to authenticate."""
    document = {"error": error.code, "error_description": error.description}
    headers = {**NO_STORE, **error.headers}
    if error.status == 401:  # noqa: PLR2004 - HTTP's own number
        headers["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
    return json_response(error.status, document, headers=headers)


def _bearer(error: BearerError, request_id: str, base_url: str) -> Response:
    """RFC 6750 §3. Without credentials in the request the challenge carries no error code."""
    attributes = {
        "realm": REALM,
        "error": error.code,
        "error_description": error.description,
        "scope": error.scope,
    }
    given = ", ".join(f'{name}="{value}"' for name, value in attributes.items() if value)
    problem = ApiProblem(
        error.status,
        _BEARER[error.code],
        "This needs an access token" if not error.code else "This access token was refused",
        error.description,
    )
    answer = _problem(problem, request_id, base_url)
    challenge = {"WWW-Authenticate": f"Bearer {given}"}
    return Response(answer.status, {**answer.headers, **challenge}, answer.body)
