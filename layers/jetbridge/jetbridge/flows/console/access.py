"""Who may do what in the console, at each request.

    1. the session      without one a page leads to the sign-in, and a form to a page that says so
    2. the place        the path leads to a page or an action; what is not there is said inside
    3. the tenant       another one than the person's own is not there for them
    4. the role         the least that the place declares
    5. for a form       our origin, the token of this session and path
    6. a fresh sign-in  where the action asks for one
    7. the audit trail  around what the action does, with the person's subject

A GET changes nothing but when the session was last used.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import audit
from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.flows.console import answering, layout, once, registry, signing_in, whose
from jetbridge.flows.console.layout import Frame
from jetbridge.flows.console.places import DONE, Act, Form, Page, Play, View, Visit
from jetbridge.flows.context import Context
from jetbridge.flows.passing_over import passing_over
from jetbridge.model.audit import Change
from jetbridge.model.console import CALLBACK_PATH, Session, suffices
from jetbridge.model.errors import ApiProblem, Link, PageError
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.sentence import say
from jetbridge.model.tenant import Tenant
from jetbridge.model.text import is_id
from jetbridge.store.listing import unreadable
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.web import forms, pages
from jetbridge.web.cookies import Cookie
from jetbridge.web.provider import IdentityProvider
from jetbridge.web.render import UNREADABLE_PAGE
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other

logger = logging.getLogger(__name__)

CSRF: Final = "csrf_token"
_MAX_FIELDS: Final = 64
_BUSY: Final = ApiProblem(
    503,
    "temporarily-unavailable",
    "Not available right now.",
    "It may have been done all the same: look first, then press the button again.",
    retry_after=5,
)


def show(context: Context, provider: IdentityProvider, request: Request, play: Play) -> Response:
    """Answer a GET request. `play` is what plays a policy."""
    if request.path == signing_in.SIGN_IN:
        return signing_in.begin(context, provider, request)
    if request.path == CALLBACK_PATH:
        return signing_in.finish(context, provider, request)
    session = signing_in.current(context, request)
    if session is None:
        return signing_in.leave(context, provider, request, _here(request))
    return _visited(context, request, session, play, _shown)


def change(context: Context, request: Request, play: Play) -> Response:
    """Answer a POST request: only a form that this session was shown changes anything."""
    session = signing_in.current(context, request)
    if session is None:
        return _signed_out(context, request)
    frame = _frame(context, request, session)
    try:
        form = _form(context, frame)
    except PageError as refused:
        return layout.refusal(frame, refused)
    if request.path == signing_in.SIGN_OUT:
        return _ended(context, request, another="another" in form)
    found = registry.find(request.path)
    only_asks = found is not None and isinstance(found[0], Page)

    def ask_again(broken: UnreadableItemError) -> Response:
        """Show the form once more, for who may see it beside what cannot be read."""
        with passing_over(context.meter):
            return _visited(
                context, request, session, play, lambda visit: _not_taken(visit, form, broken)
            )

    with passing_over(context.meter) if only_asks else nullcontext():
        return _visited(
            context, request, session, play, lambda visit: _changed(visit, form), ask_again
        )


def _visited(  # noqa: PLR0913, PLR0917 - a request, and what answers it
    context: Context,
    request: Request,
    session: Session,
    play: Play,
    answer: Callable[[Visit], Response],
    unread: Callable[[UnreadableItemError], Response] | None = None,
) -> Response:
    """Answer the visit of a place, and draw what is refused with the navigation around it.

    `unread` answers where an item that the visit needs cannot be read. Without it, a page names it.
    """
    frame = _frame(context, request, session)
    try:
        visit = _visit(context, request, session, play)
        frame = _of(visit)
        return answer(visit)
    except ApiProblem as problem:
        return layout.problem(frame, problem)
    except PageError as refused:
        return layout.refusal(frame, refused)
    except UnreadableItemError as broken:
        return unread(broken) if unread else _unreadable(context, frame, broken)


def _visit(context: Context, request: Request, session: Session, play: Play) -> Visit:
    """Return the visit of a place.

    Raises:
        PageError: 404, there is no such place for this person; 403, their role does not suffice.
    """
    found = registry.find(request.path)
    if found is None:
        raise whose.not_there()
    place, variables = found
    tenant = whose.tenant(context, session, variables.get("tenant"))
    role = session.role_for(tenant.id if tenant else "")
    if role is None:
        raise whose.not_there()
    if not suffices(role, place.role):
        raise PageError(
            403,
            say("Your role does not let you do this"),
            say("It takes the role {role}.", role=str(place.role)),
            say("Ask your administrator, if you need it."),
        )
    now = context.clock.now()
    return Visit(context, request, session, role, place, now, play, tenant, variables)


def _shown(visit: Visit) -> Response:
    match visit.place:
        case Page(view=view):
            shown = view(visit)
            if isinstance(shown, Response):
                return shown
            return see_other(shown) if isinstance(shown, str) else layout.page(_of(visit), shown)
        case Act() if led := once.leads_to(visit, visit.request.parameter(once.PRESS) or ""):
            is_here = led.startswith(f"{visit.request.path}?")
            return layout.being_done(_of(visit)) if is_here else see_other(led)
        case Act(fresh=True) if not visit.session.is_fresh(visit.now):
            return layout.fresh_sign_in(_of(visit), _sign_in(visit.request, "fresh"))
        case Act(ask=ask) as act:
            return layout.question(_of(visit), act, once.keyed(visit, ask(visit)))


def _form(context: Context, frame: Frame) -> Form:
    """Return what was typed into a form that this person was shown in this browser, at this path.

    Raises:
        PageError: 400 or 403, it is not one.
    """
    request = frame.request
    forms.require_own_page(request, context.settings.base_url(request.domain), always=True)
    form = dict(forms.typed(request, most=_MAX_FIELDS))
    if layout.is_token(frame, form.pop(CSRF, ""), request.path):
        return form
    raise PageError(
        403,
        say("This page was shown to someone else, or long ago"),
        say("Nothing was changed."),
        say("Open it again, and look at what it says now."),
        link=Link(request.path, say("Open it again")),
    )


def _changed(visit: Visit, form: Form) -> Response:
    match visit.place:
        case Act() as act:
            return _tried(visit, act, form)
        case Page(takes=takes):
            if takes is None:
                raise whose.not_there()
            return layout.page(_of(visit), answering.answered(visit, takes, form))


def _tried(visit: Visit, act: Act, form: Form) -> Response:
    """Do an action, or ask once more: what was filled in is not lost."""
    key = form.get(once.PRESS, "")
    if led := once.leads_to(visit, key):
        return see_other(led)
    if act.fresh and not visit.session.is_fresh(visit.now):
        sign_in = _sign_in(visit.request, "fresh")
        if not act.has_form:
            return layout.fresh_sign_in(_of(visit), sign_in)
        return layout.question(
            _of(visit), act, answering.asked_again(visit, act, form), given=form, sign_in=sign_in
        )
    try:
        forms.require_text(form)
        return once.done(visit, key, lambda: _done(visit, act, form))
    except ApiProblem as refused:
        problem = refused
        if not act.has_form:
            raise
    except Exception as error:
        if not act.has_form:
            raise
        problem = answering.failed(visit, error, busy=_BUSY)
    with passing_over(visit.context.meter):
        return _asked_again(visit, act, form, problem)


def _not_taken(visit: Visit, form: Form, broken: UnreadableItemError) -> Response:
    """Ask once more where what the form needs besides its fields cannot be read."""
    act = visit.place
    if not (isinstance(act, Act) and act.has_form):
        raise broken
    return _asked_again(visit, act, form, answering.failed(visit, broken, busy=_BUSY))


def _asked_again(visit: Visit, act: Act, form: Form, problem: ApiProblem) -> Response:
    asked = answering.asked_again(visit, act, form)
    return layout.question(_of(visit), act, asked, given=form, refused=problem)


def _done(visit: Visit, act: Act, form: Form) -> tuple[Response, str]:
    """Do what an action does, between its two entries in the audit trail.

    Returns:
        The answer, and the path of what shows that it was done.
    """
    on = (*filter(is_id, (each for name, each in visit.variables.items() if name != "tenant")),)
    tenant = visit.tenant.id if visit.tenant else EVERY_TENANT
    change = Change(act.action, tenant, visit.session.actor, visit.request.request_id, on)
    with audit.recorded(audit.Trail.of(visit.context), change) as made:
        outcome = act.do(visit, form)
        made.extend(outcome.made)
    frame = _of(visit)
    said = urlencode({DONE: layout.said(frame, act)})
    if isinstance(outcome, View):
        return layout.page(frame, outcome), f"{layout.back(frame)}?{said}"
    path = f"{outcome.path}?{said}"
    return see_other(path), path


def _unreadable(context: Context, frame: Frame, error: UnreadableItemError) -> Response:
    """Say that what a page is about cannot be read; an operator is told which item it is."""
    logger.error("not shown", exc_info=error)
    context.meter.count(Metric.UNEXPECTED_ERROR)
    if not (frame.session.is_operator and error.item_key):
        return layout.refusal(frame, UNREADABLE_PAGE)
    advice = say(
        "If it is of a later release, deploy that. Otherwise put back what it held before, from a"
        " backup."
    )
    named = unreadable(error, error.item_key)
    return layout.refusal(frame, replace(UNREADABLE_PAGE, advice=advice), named)


def _ended(context: Context, request: Request, *, another: bool) -> Response:
    """End the session. Who wants another account is led to the sign-in."""
    cookies = signing_in.end(context, request)
    if another:
        answer = pages.moves_on(signing_in.ANOTHER)
        return Response(answer.status, answer.headers, answer.body, cookies)
    return layout.outside(
        say("You are signed out"),
        say("The sign-in service may still know you: sign out there too, on a shared computer."),
        Link(signing_in.ANOTHER, say("Sign in again")),
        cookies=cookies,
    )


def _signed_out(context: Context, request: Request) -> Response:
    """Answer a form of who is not signed in, or not any more."""
    if request.path == signing_in.SIGN_OUT:
        return _ended(context, request, another=False)
    found = registry.find(request.path)
    was_filled_in = found is not None and isinstance(found[0], Act) and found[0].has_form
    return layout.outside(
        say("Your session has ended"),
        say(
            "Nothing was changed. To keep what you filled in, sign in in another tab, load this "
            "page again, and let the browser send the form once more."
        )
        if was_filled_in
        else say("Nothing was changed."),
        Link(_sign_in(request), say("Sign in again")),
        status=401,
    )


def _frame(context: Context, request: Request, session: Session) -> Frame:
    """Return what is around a page that says why something was refused."""
    tenant = Tenant(session.tenant) if session.tenant else None
    return Frame(session, _browser(context, request), request, tenant=tenant)


def _of(visit: Visit) -> Frame:
    browser = _browser(visit.context, visit.request)
    return Frame(visit.session, browser, visit.request, visit.tenant, visit.place)


def _browser(context: Context, request: Request) -> str:
    return cookies_of(context.settings, request).read(Cookie.BROWSER)


def _here(request: Request) -> str:
    """Return the path of a request with its query, to come back to."""
    query = urlencode(request.query, errors="surrogateescape")
    return f"{request.path}?{query}" if query else request.path


def _sign_in(request: Request, *how: str) -> str:
    """Return the address of the sign-in from which a request's path is opened again."""
    query = {**dict.fromkeys(how, "1"), "to": request.path}
    return f"{signing_in.SIGN_IN}?{urlencode(query)}"
