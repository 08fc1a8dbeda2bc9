"""What a route's description says beyond what its code says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jetbridge.model.problem_types import ProblemType

type Json = Any
type Headers = Mapping[str, str]

JSON = "application/json"
HTML = "text/html"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that is no refusal.

    `shape` is the TypedDict that it is rendered as; None: it has no body, or a page. `headers` are
    the names of further header fields, each with what it says. `or_page`: by what the request
    accepts, it may be a page. `files` are the media types of a body that is a file.
    """

    description: str
    shape: Any = None
    media_type: str = JSON
    headers: Headers = field(default_factory=dict)
    example: Json = None
    or_page: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body: any one of `models`, and examples of it by name.

    `optional`: it may be left out.
    """

    models: tuple[Any, ...]
    examples: Mapping[str, Json]
    media_type: str = JSON
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter or a header field of a request."""

    name: str
    description: str
    schema: Mapping[str, Json] = field(default_factory=lambda: {"type": "string"})
    required: bool = False
    where: str = "query"
    example: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is told of a route.

    The summary is the first line of the route's docstring, the operation's id its name. `problems`
    are the types that this route raises besides those that every route of its kind may;
    `refusals` are the statuses of its error pages, or of its OAuth errors, with what each means.
    """

    tag: str
    description: str
    answers: Mapping[int, Answer]
    body: Body | None = None
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[ProblemType, ...] = ()
    refusals: Mapping[int, str] = field(default_factory=dict)
    security: tuple[Mapping[str, tuple[str, ...]], ...] | None = None
    """Where no scope guards the route: how its caller authenticates; None: not at all."""


def page(description: str, **headers: str) -> Answer:
    """Return an answer that is a page for a browser."""
    return Answer(
        description=description,
        media_type=HTML,
        headers={name.replace("_", "-"): text for name, text in headers.items()},
    )


def redirect(description: str) -> Answer:
    """Return a 303."""
    return Answer(description=description, headers={"Location": "Where the browser goes."})
