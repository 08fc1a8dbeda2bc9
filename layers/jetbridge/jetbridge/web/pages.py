"""Pages of the browser flows that every partner's flow may show."""

from jetbridge.model.errors import Form, Link, PageError
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import html
from jetbridge.web.html import STRICT, Policy
from jetbridge.web.response import Response


@record
class Notice:
    """A page that says how something ended. `tone` is `good`, `bad`, `waiting` or `plain`.

    `link` or `form` is the way on, `help` where to ask: a link, or a text alone. `is_known` says
    that what has ended is known by its address (`html.page`).
    """

    title: Sentence
    explanation: Sentence
    advice: Sentence | None = None
    tone: str = "plain"
    status: int = 200
    link: Link | None = None
    request_id: str = ""
    help: Link | None = None
    form: Form | None = None
    is_known: bool = False


def notice(page: Notice, *, refresh: int | None = None, policy: Policy = STRICT) -> Response:
    """Say how something ended. After `refresh` seconds the browser loads the page again."""
    context = {
        "title": page.title,
        "explanation": page.explanation,
        "advice": page.advice,
        "tone": page.tone,
        "link": page.link,
        "form": page.form,
        "request_id": page.request_id,
        "help": page.help,
        "refresh": refresh,
        "is_known": page.is_known,
    }
    if page.form:
        policy = replace(policy, form_actions=("'self'",))
    return html.page("notice.html.j2", context, status=page.status, policy=policy)


def refusal(error: PageError, request_id: str, *, link: Link | None = None) -> Response:
    """Draw a `PageError`. `link` is the way on where the error has none of its own."""
    page = Notice(
        title=error.title,
        explanation=error.explanation,
        advice=error.advice,
        tone="bad",
        status=error.status,
        link=error.link or link,
        request_id=request_id,
        form=error.form,
        is_known=error.is_known,
    )
    response = notice(page)
    if error.retry_after is None:
        return response
    return replace(response, headers={**response.headers, "Retry-After": str(error.retry_after)})


def moves_on(url: str) -> Response:
    """Answer a form, and move on to `url` by itself.

    A redirect would do, but Chromium holds every hop of a form's redirects against the form's
    `form-action`, and where the sign-in service redirects people to is not known.
    """
    return html.page("window.html.j2", {"title": say("One moment"), "url": url})
