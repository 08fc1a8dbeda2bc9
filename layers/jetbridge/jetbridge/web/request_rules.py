"""What holds for every request of every function, before its route sees it.

The size of the body, the text of the path and of the query string, and which query parameters
there may be. Bodies are read by the routes, each by its media type.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from jetbridge.model import text
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web.request import MAX_BODY, Request

ANY: Final = "any"
"""In the place of a route's query parameters: callers of it may add some of their own."""

type Parameters = Collection[str]

_MAX_NAME_LENGTH: Final = 64
_MAX_NAMES: Final = 20


def check(
    request: Request, variables: Mapping[str, str], allowed: Parameters, max_body: int = MAX_BODY
) -> None:
    """Refuse a request that no route is to see.

    Args:
        request: the request.
        variables: those of its path.
        allowed: the query parameters of its route, or `ANY`.
        max_body: how many bytes its body may have.

    Raises:
        ApiProblem: 413, 400 or 422, naming what is wrong.
    """
    if len(request.body) > max_body:
        raise ApiProblem(413, "too-large", f"The body must not exceed {max_body} bytes")
    faults = (*_path_faults(variables), *_query_faults(request))
    if faults:
        title = "The address holds text that is not taken"
        raise ApiProblem(400, "invalid-text", title, faults[0].detail, errors=faults)
    if allowed == ANY or "error" in request.authorizer:
        # The route refuses this caller, who does not learn which parameters there are.
        return
    times = Counter(name for name, _ in request.query)
    unknown = [name[:_MAX_NAME_LENGTH] for name in times if name not in allowed][:_MAX_NAMES]
    if unknown:
        raise _unknown(unknown, allowed)
    repeated = [name for name, count in times.items() if count > 1]
    if repeated:
        raise malformed(*(Violation(name, "query_parameter", "Give it once.") for name in repeated))


def malformed(*violations: Violation) -> ApiProblem:
    """Return the refusal of query parameters that the route has, but not like that."""
    return ApiProblem(422, "invalid-request", "A query parameter is not valid", errors=violations)


def flag(request: Request, name: str) -> bool:
    """Return whether a query parameter says `true`; it is `false` where it is missing.

    Raises:
        ApiProblem: 422, it says something else.
    """
    value = request.parameter(name)
    if value not in (None, "true", "false"):
        raise malformed(Violation(name, "query_parameter", "Must be true or false."))
    return value == "true"


def _unknown(names: list[str], allowed: Parameters) -> ApiProblem:
    known = f"It has {', '.join(sorted(allowed))}." if allowed else "It has none."
    return ApiProblem(
        400,
        "unknown-parameter",
        "This route has no such query parameter",
        f"Not known here: {', '.join(names)}. {known}",
        errors=tuple(
            Violation(name, "unknown_parameter", f"There is no such query parameter. {known}")
            for name in names
        ),
    )


def _path_faults(variables: Mapping[str, str]) -> Iterator[Violation]:
    for name, value in variables.items():
        # The cloud decodes a path before it matches it, the local stack does not.
        found = text.fault(unquote(value, errors="surrogateescape"))
        if found:
            yield Violation(name, found.rule, found.sentence)


def _query_faults(request: Request) -> Iterator[Violation]:
    for name, value in request.query:
        found = text.fault(name)
        if found:
            # The name is not told: it would be carried on.
            yield Violation("", found.rule, found.sentence)
        elif found := text.fault(value):
            yield Violation(name[:_MAX_NAME_LENGTH], found.rule, found.sentence)
