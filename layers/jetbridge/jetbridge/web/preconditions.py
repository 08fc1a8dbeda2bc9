"""Conditions of a change: what the caller saw has to be what is there (RFC 9110 §13.1).

A resource that several may change has an entity tag. A change of it carries the tag that its
caller saw, so that no change is lost under another one.
"""

import re
from typing import Final

from jetbridge.model.errors import ApiProblem
from jetbridge.web.request import Request

_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_EVERY: Final = "*"


def tag(value: object) -> str:
    """Return the entity tag of a resource in the form of RFC 9110 §8.8.3; `value` has no quotes."""
    return f'"{value}"'


def require(request: Request, current: str | None) -> None:
    """Make sure that a request was made for what is there.

    Args:
        request: a change. `If-Match` has the tag that its caller saw; `If-None-Match: *` says that
            they saw nothing there.
        current: the tag of what is there, None: nothing.

    Raises:
        ApiProblem: 428, it says neither (RFC 6585 §3); 412, something else is there.
    """
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is None and none_match is None:
        raise ApiProblem(
            428,
            "precondition-required",
            "The change must say what it replaces",
            "Send the ETag that you read as If-Match, or If-None-Match: * where there is nothing.",
        )
    if match is not None and not _matches(match, current):
        raise changed(current)
    if none_match is not None and (none_match.strip() != _EVERY or current is not None):
        raise changed(current)


def is_known(request: Request, current: str) -> bool:
    """Return whether the caller of a GET has what is there: `If-None-Match` names its tag.

    Compares weakly (RFC 9110 §13.1.2).
    """
    field = request.headers.get("if-none-match", "")
    return field.strip() == _EVERY or current in {
        each.removeprefix("W/") for each in _TAG.findall(field)
    }


def changed(current: str | None) -> ApiProblem:
    """Return the refusal of a change that was made for something else than is there."""
    seen = f"Its ETag is {current} now." if current else "There is nothing now."
    return ApiProblem(
        412,
        "precondition-failed",
        "It is not, or no longer, what you saw",
        f"Nothing was changed. {seen} Read it, then repeat.",
    )


def _matches(header: str, current: str | None) -> bool:
    """Compare strongly (RFC 9110 §8.8.3.2): a weak tag never matches."""
    if header.strip() == _EVERY:
        return current is not None
    return current in _TAG.findall(header)
