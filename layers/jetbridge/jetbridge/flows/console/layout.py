"""What stands around every page of the console: navigation, the tenant in view, the person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jetbridge.flows.console import once, registry, signing_in
from jetbridge.flows.console.places import (
    DONE,
    OF_TENANT,
    TEMPLATES,
    Act,
    Asked,
    Form,
    Page,
    Place,
    View,
    home_of,
)
from jetbridge.model import text
from jetbridge.model.console import ROOT, Role, Session
from jetbridge.model.errors import ApiProblem, Link, PageError, Violation
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.tenant import Tenant
from jetbridge.store.listing import Unreadable, noted
from jetbridge.web import forms, html, pages
from jetbridge.web.html import Policy
from jetbridge.web.pages import Notice
from jetbridge.web.request import Request
from jetbridge.web.response import Response

_SHEET: Final = "console.css"
_ROLES: Final = {
    Role.VIEWER: say("Viewer"),
    Role.ADMIN: say("Administrator"),
    Role.OPERATOR: say("Operator"),
}


@record
class Frame:
    """Who looks at which page. `place` is None where a page only says why something was refused.

    `browser` is the value of the browser's cookie.
    """

    session: Session
    browser: str
    request: Request
    tenant: Tenant | None = None
    place: Place | None = None


@record
class Broken:
    """A broken rule: of which field, where in it, and the rule in words."""

    label: Sentence | None
    pointer: str
    rule: str


@record
class Entry:
    """A line of the navigation."""

    path: str
    name: Sentence
    is_here: bool


def page(frame: Frame, view: View) -> Response:
    """Draw a page of the console."""
    title = view.title or (frame.place.title if frame.place else say("Console"))
    shown = {
        **view.shown,
        **_around(frame),
        "title": title,
        "console_styles": html.source(_SHEET, TEMPLATES),
    }
    policy = Policy(form_actions=("'self'",), sheets=(html.source(_SHEET, TEMPLATES),))
    drawn = html.page(view.template, shown, status=view.status, policy=policy, folder=TEMPLATES)
    return _with_retry(drawn, view.retry_after)


def question(  # noqa: PLR0913 - what is asked, and what came of it before
    frame: Frame,
    act: Act,
    asked: Asked,
    *,
    given: Form | None = None,
    refused: ApiProblem | None = None,
    sign_in: str = "",
) -> Response:
    """Draw the page of an action: what follows from it, and its button.

    Args:
        frame: who looks at it.
        act: the action.
        asked: what it asks.
        given: what was filled in before, where it was sent and not taken.
        refused: why it was not taken.
        sign_in: where to sign in before it is sent once more, where it needs a fresh sign-in.
    """
    given = {name: text.marked(value) for name, value in given.items()} if given else None
    fresh = {once.KEY} if refused and once.is_spent(refused) else set()
    kept = {name: given[name] for name in {*asked.fields} - fresh if given and name in given}
    shown = {
        **asked.shown,
        "asked": replace(asked, fields={**asked.fields, **kept}),
        "given": given,
        "refused": refused,
        "why": _why(refused) if refused else "",
        "errors": tuple(_broken(refused.errors, asked)) if refused else (),
        "sign_in": sign_in,
        "act": act,
        "back": back(frame),
        "form": asked.form or None,
    }
    status, wait = (refused.status, refused.retry_after) if refused else (200, None)
    return page(frame, View("question.html.j2", shown, status=status, retry_after=wait))


def _why(refused: ApiProblem) -> Sentence:
    """Return what a refusal is about, for who filled in a form and sent no request."""
    if refused.slug == "invalid-request":
        return say("Some of it breaks a rule. Nothing was changed.")
    return say("{text}", text=refused.title)


def _broken(errors: Sequence[Violation], asked: Asked) -> Iterator[Broken]:
    for each in errors:
        _, _, pointer = each.pointer.partition("/")
        label = asked.labels.get(pointer.partition("/")[0])
        yield Broken(label, "" if label and "/" not in pointer else each.pointer, each.detail)


def fresh_sign_in(frame: Frame, url: str) -> Response:
    """Draw the page that asks for a fresh sign-in before an action."""
    shown = {"url": url, "back": back(frame), "has_tried": frame.session.signed_in_at == 0}
    return page(frame, View("fresh.html.j2", shown))


def being_done(frame: Frame) -> Response:
    """Draw the page that waits for an action that is being done: it loads itself again."""
    drawn = page(frame, View("being_done.html.j2", {}, say("It is being done")))
    return replace(drawn, headers={**drawn.headers, "Refresh": "1"})


def refusal(frame: Frame, refused: PageError, broken: Unreadable | None = None) -> Response:
    """Draw a refusal, with the navigation around it. `broken` is the item that is in its way."""
    shown = {
        "broken": broken,
        "explanation": refused.explanation,
        "advice": refused.advice,
        "link": refused.link or Link(ROOT, say("To the start")),
        "request_id": frame.request.request_id,
        "errors": (),
    }
    return page(frame, _refused(shown, refused.title, refused))


def problem(frame: Frame, refused: ApiProblem) -> Response:
    """Draw a refusal of a flow that the API calls, too: its words are the same."""
    shown = {
        "broken": None,
        "explanation": refused.detail,
        "advice": None,
        "link": Link(back(frame), say("Back")),
        "request_id": frame.request.request_id,
        "errors": [Broken(None, each.pointer, each.detail) for each in refused.errors],
    }
    return page(frame, _refused(shown, say("{text}", text=refused.title), refused))


def _refused(shown: Mapping[str, object], title: Sentence, refused: ApiProblem | PageError) -> View:
    wait = refused.retry_after
    return View("refused.html.j2", shown, title, refused.status, retry_after=wait)


def outside(
    title: Sentence,
    explanation: Sentence,
    link: Link,
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
) -> Response:
    """Draw a page for who is not signed in."""
    drawn = pages.notice(Notice(title=title, explanation=explanation, status=status, link=link))
    return replace(drawn, cookies=cookies)


def back(frame: Frame) -> str:
    """Return the path of the page from which a path was come to: the nearest one above it."""
    path = frame.request.path
    while path.count("/") > 1:
        path = path.rpartition("/")[0]
        found = registry.find(path)
        if found and isinstance(found[0], Page):
            return path
    return ROOT


def token(frame: Frame, path: str) -> str:
    """Return the token of a form of this browser and person, whose session may be renewed."""
    return forms.token(frame.browser, "console", frame.session.subject, path)


def is_token(frame: Frame, given: str, path: str) -> bool:
    """Return whether that is the token of a form."""
    return forms.is_token(given, frame.browser, "console", frame.session.subject, path)


def said(frame: Frame, act: Act) -> str:
    """Return what the address says of an action that was done: a link from elsewhere cannot."""
    name = registry.name_of(act)
    return f"{name}.{token(frame, name)[:16]}"


def _around(frame: Frame) -> dict[str, object]:
    told = frame.request.parameter(DONE) or ""
    done = registry.done(told.rpartition(".")[0])
    done = done if done and told == said(frame, done) else None
    return {
        "who": frame.session.name,
        "role": _ROLES[frame.session.role_for("") or Role.VIEWER],
        "tenant": frame.tenant,
        "home": home_of(frame.tenant.id) if frame.tenant else ROOT,
        "menu": tuple(_menu(frame)),
        "is_operator": frame.session.is_operator,
        "done": done.done if done else None,
        "left_out": _left_out(frame),
        "unreadable": noted() if frame.session.is_operator else (),
        "sign_out": signing_in.SIGN_OUT,
        "token": token(frame, frame.request.path),
        "sign_out_token": token(frame, signing_in.SIGN_OUT),
    }


def _left_out(frame: Frame) -> Sentence | None:
    """Return what is said of items that the page leaves out, because they cannot be read."""
    number = len(noted())
    if not number:
        return None
    if frame.session.is_operator:
        return say("Items that cannot be read and are not shown: {number}", number=number)
    return say(
        "Not everything can be shown: {number} of what is stored cannot be read. The operator of"
        " this service can mend it.",
        number=number,
    )


def _menu(frame: Frame) -> Iterator[Entry]:
    role = frame.session.role_for(frame.tenant.id if frame.tenant else "")
    if role is None:
        return
    here = frame.place.path if frame.place else ""
    under = frame.place.under if frame.place else ""
    for each in registry.menu(role, of_tenant=frame.tenant is not None):
        path = each.path.replace(OF_TENANT, home_of(frame.tenant.id)) if frame.tenant else each.path
        yield Entry(path, each.menu or each.title, is_here=each.path in (here, under))


def _with_retry(response: Response, seconds: int | None) -> Response:
    if seconds is None:
        return response
    return replace(response, headers={**response.headers, "Retry-After": str(seconds)})
