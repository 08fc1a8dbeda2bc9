"""The pages to which the types of problems lead (RFC 9457 §3.1.1).

Their readers are programmers, so they are English, as the problems are.
"""

from http import HTTPStatus
from typing import Final

from jetbridge.model.errors import Link, PageError
from jetbridge.model.problem_types import PATH, url
from jetbridge.model.sentence import verbatim
from jetbridge.web import html
from jetbridge.web.problem_texts import TEXTS, Explained
from jetbridge.web.response import Response

_HEADERS: Final = {"Cache-Control": "public, max-age=300"}
_LIST: Final = Link(PATH, verbatim("All types of problems"))


def every() -> Response:
    """Answer `GET /problems`: each type of problem, and what it means."""
    rows = [
        {"name": slug, "url": url("", slug), "statuses": _statuses(told), "meaning": told.meaning}
        for slug, told in sorted(TEXTS.items())
    ]
    explanation = "The member type of a problem document (RFC 9457) leads to one of these."
    context = {"title": "Types of problems", "explanation": explanation, "rows": rows}
    return _cached(html.page("problems.html.j2", context))


def one(name: str) -> Response:
    """Answer `GET /problems/<name>`: what one type means, and what to do.

    Raises:
        PageError: 404, there is no such type.
    """
    found = {str(slug): told for slug, told in TEXTS.items()}.get(name)
    if found is None:
        raise PageError(
            404,
            verbatim("There is no such type of problem"),
            verbatim("The address may be incomplete."),
            link=_LIST,
        )
    statuses = f"HTTP status: {_statuses(found)}"
    context = {"title": name, "statuses": statuses, "meaning": found.meaning, "list": _LIST}
    return _cached(html.page("problem.html.j2", context))


def _statuses(told: Explained) -> str:
    return ", ".join(f"{status} {HTTPStatus(status).phrase}" for status in told.statuses)


def _cached(response: Response) -> Response:
    kept = {name: value for name, value in response.headers.items() if name != "Pragma"}
    return Response(response.status, {**kept, **_HEADERS}, response.body)
