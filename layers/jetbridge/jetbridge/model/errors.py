"""Every error that a caller sees, in one tree.

    JetbridgeError
    ├── ApiProblem     our API: RFC 9457 problem+json
    ├── OAuthError     the OAuth endpoints: RFC 6749 §5.2 JSON
    ├── BearerError    Bearer-protected routes: RFC 6750 §3
    └── PageError      browser flows: a plain page

They are rendered in `jetbridge.web.render` and nowhere else. They are not frozen, because Python
itself writes to an exception (its traceback) while it travels.
"""

from collections.abc import Mapping

from jetbridge.model.record import field, record


class JetbridgeError(Exception):
    """Root of the errors that are shown to a caller. Never carries secret or personal data."""


@record(frozen=False, eq=False)
class Violation:
    """One broken rule of a request body.

    `pointer` is a JSON pointer (RFC 6901) to the field, `rule` a stable short name,
    `detail` a sentence for a person.
    """

    pointer: str
    rule: str
    detail: str


@record(frozen=False, eq=False)
class ApiProblem(JetbridgeError):  # noqa: N818 - RFC 9457's own word
    """A refusal on our own API (RFC 9457).

    `slug` ends the problem's type URI, `retry_after` is in seconds, `extensions` are
    further members of the document.
    """

    status: int
    slug: str
    title: str
    detail: str = ""
    errors: tuple[Violation, ...] = ()
    retry_after: int | None = None
    extensions: Mapping[str, object] = field(default_factory=dict)


@record(frozen=False, eq=False)
class OAuthError(JetbridgeError):
    """A refusal by an OAuth endpoint (RFC 6749 §5.2). `code` is the RFC's error code."""

    code: str
    description: str
    status: int = 400


@record(frozen=False, eq=False)
class BearerError(JetbridgeError):
    """A refusal on a Bearer-protected route (RFC 6750 §3).

    `code` is empty where the request carried no credentials: §3.1 then wants no error code.
    `scope` names what the route needs, with `insufficient_scope`.
    """

    status: int
    code: str = ""
    description: str = ""
    scope: str = ""


@record
class Link:
    """A way on from a page."""

    url: str
    text: str


@record(frozen=False, eq=False)
class PageError(JetbridgeError):
    """A refusal in a browser flow. `advice` tells the reader what to do now, `link` leads there."""

    status: int
    title: str
    explanation: str
    advice: str = ""
    retry_after: int | None = None
    link: Link | None = None
