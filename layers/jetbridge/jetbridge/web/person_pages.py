"""What a person sees on their way to a verification and back.

Every page names the next step. Where the link is still good that is a way on; where it is over, it
says whom to ask for a new one.
"""

from enum import StrEnum
from typing import Final

from jetbridge.model.errors import Link
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say, verbatim
from jetbridge.web import branding, html, pages, qr, reader, times
from jetbridge.web.html import Policy
from jetbridge.web.pages import Notice
from jetbridge.web.response import Response

OPEN_AGAIN: Final = say(
    "Open the link that you were sent once more, in a browser that keeps cookies, and press the"
    " button of its page."
)


class Stand(StrEnum):
    """How a visit stands, where it needs a page."""

    VERIFIED = "verified"
    NOT_YET = "not_yet"
    REJECTED = "rejected"
    DENIED = "denied"
    ELSEWHERE = "elsewhere"
    """The person went on in another browser, on another device perhaps."""
    TOO_LONG = "too_long"
    AWAITED = "awaited"
    """The person is back, and the partner will notify of the verdict."""
    CHECKING = "checking"
    MISCONFIGURED = "misconfigured"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    ENDED = "ended"
    """The link is over."""
    TAKEN_BACK = "taken_back"
    NO_LINK = "no_link"


@record
class LinkFacts:
    """What the pages of one link have in common.

    `tenant` is who asks, as far as known. `link` leads to the first page, empty where the link is
    over or is not to be shown; `ends_at` is when it ends or ended. `support` is the deployer's
    contact, empty where there is none.
    """

    tenant: str = ""
    link: str = ""
    ends_at: int = 0
    support: str = ""
    request_id: str = ""


_NEEDS_A_LINK: Final = say("The link was good until {until}. Ask {tenant} for a new one.")


@record
class _Text:
    """A page. `advice` is the next step; `again` the button's text, None where none is needed.

    `over` is the next step where the link has ended, and the button would lead nowhere.
    """

    title: Sentence
    explanation: Sentence
    advice: Sentence
    again: Sentence | None = None
    tone: str = "bad"
    status: int = 200
    over: Sentence = _NEEDS_A_LINK


_START_AGAIN: Final = say("Start again")
_LATER: Final = say("You can start again now, or later: the link is good until {until}.")
_PAGES: Final = {
    Stand.VERIFIED: _Text(
        say("You are verified"),
        say("{tenant} can see it now."),
        say("You are done. You may close this page."),
        tone="good",
    ),
    Stand.NOT_YET: _Text(
        say("You are not verified yet"),
        say("You came back before your identity was verified."),
        _LATER,
        _START_AGAIN,
        tone="waiting",
    ),
    Stand.REJECTED: _Text(
        say("You could not be verified"),
        say("What you showed did not prove who you are."),
        say("You can try again, with another document perhaps. The link is good until {until}."),
        _START_AGAIN,
    ),
    Stand.DENIED: _Text(
        say("You ended the verification"),
        say("Nothing was shared."),
        _LATER,
        _START_AGAIN,
        tone="plain",
    ),
    Stand.ELSEWHERE: _Text(
        say("You continued on another device"),
        say(
            "The verification was started again after this page, on another device or in another "
            "window. What you did here does not count."
        ),
        say("Finish it there. If you would rather go on here, continue on this device."),
        say("Continue on this device"),
        tone="waiting",
        status=409,
        over=say(
            "Finish it there. The link was good until {until}, so you cannot begin here again."
        ),
    ),
    Stand.TOO_LONG: _Text(
        say("This took too long"),
        say("The verification service does not know this visit any more."),
        _LATER,
        _START_AGAIN,
        status=400,
    ),
    Stand.AWAITED: _Text(
        say("You are done for now"),
        say("What you showed is being looked at. {tenant} will see the result."),
        say("You may close this page."),
        tone="waiting",
    ),
    Stand.CHECKING: _Text(
        say("You are being verified right now"),
        say("What you showed is being looked at. This takes a few seconds."),
        say("Wait a moment, then look again."),
        say("Look again"),
        tone="waiting",
        status=409,
        over=say("Wait a moment, then load this page again."),
    ),
    Stand.MISCONFIGURED: _Text(
        say("You cannot be verified right now"),
        say("This service is not set up correctly. It is not your fault."),
        say("Tell {tenant} about it, and try again later: the link is good until {until}."),
        _START_AGAIN,
        status=502,
    ),
    Stand.UNREACHABLE: _Text(
        say("The verification service does not answer"),
        say("What you did there is not lost."),
        say("Start again in a few minutes. The link is good until {until}."),
        _START_AGAIN,
        status=503,
    ),
    Stand.UNKNOWN: _Text(
        say("The verification service did not say what it found"),
        say("What you did there is not lost."),
        say("Start again in a few minutes. The link is good until {until}."),
        _START_AGAIN,
        status=502,
    ),
    Stand.ENDED: _Text(
        say("This link has ended"),
        say("It was good until {until}."),
        say("Ask {tenant} for a new link."),
        tone="plain",
        status=400,
    ),
    Stand.TAKEN_BACK: _Text(
        say("This link is no longer needed"),
        say("{tenant} has taken it back."),
        say(
            "If you were sent another link, open that one. Otherwise nothing is asked of you any"
            " more."
        ),
        tone="plain",
        status=410,
    ),
    Stand.NO_LINK: _Text(
        say("This link cannot be used"),
        say("It is not complete, or it is too old."),
        say("Copy the whole link from the message that you got, or ask its sender for a new one."),
        status=400,
    ),
}
_SERVER_ERROR: Final = 500
_DONE: Final = frozenset({Stand.VERIFIED, Stand.TAKEN_BACK})


def notice(stand: Stand, facts: LinkFacts) -> Response:
    """Say how a visit stands, and what comes next."""
    text = _PAGES[stand]
    if text.again and not facts.link:
        text = replace(text, advice=text.over, again=None)
    words = {"tenant": facts.tenant, "until": times.moment(facts.ends_at).words}
    return pages.notice(
        Notice(
            title=text.title,
            explanation=text.explanation.given(**words),
            advice=text.advice.given(**words),
            tone=text.tone,
            status=text.status,
            link=Link(facts.link, text.again) if text.again else None,
            request_id=facts.request_id if text.status >= _SERVER_ERROR else "",
            help=None if stand in _DONE else support(facts),
            is_known=stand is not Stand.NO_LINK,
        )
    )


@record
class StartPage:
    """The first page, beside what all pages have in common.

    `verifier` is the title of the partner to which the form leads; `token` and `visit` are what the
    form carries; `minutes` is how long the visit may last once begun; `returns_to` the host to
    which the person goes afterwards, empty where they stay here. `before` tells how an earlier
    visit stands, where there was one. `loopback` are the origins to which the form leads without
    https, on the local stack.
    """

    facts: LinkFacts
    verifier: str
    action: str
    token: str
    visit: str
    minutes: int
    returns_to: str = ""
    before: Stand | None = None
    loopback: tuple[str, ...] = ()


_BEFORE: Final = {
    Stand.NOT_YET: say(
        "You began before. If you continue here, what you began on another device or in "
        "another window ends."
    ),
    Stand.REJECTED: say("The last try did not prove who you are. You can try again."),
    Stand.UNKNOWN: say("The outcome of the last try is unknown. Please do it once more."),
}


def start(page: StartPage) -> Response:
    """Say who asks for what, and ask the person to begin."""
    facts = page.facts
    context = {
        "title": say("{tenant} asks you to confirm who you are", tenant=facts.tenant),
        "tenant": facts.tenant,
        "verifier": page.verifier,
        "before": _BEFORE[page.before] if page.before else None,
        "until": times.moment(facts.ends_at),
        "minutes": page.minutes,
        "action": page.action,
        "token": page.token,
        "visit": page.visit,
        "qr": qr.svg(reader.current().keep(facts.link)),
        "returns_to": page.returns_to,
        "help": support(facts),
    }
    # Chromium holds every hop after a form against `form-action`, to the last page that the
    # partner, and the application to which the person returns, lead to: those cannot be listed.
    policy = Policy(form_actions=("'self'", "https:", *page.loopback))
    return html.page("verification.html.j2", context, policy=policy)


def support(facts: LinkFacts) -> Link:
    """Return where to find help: at the deployer's contact, else at who sent the link."""
    contact = reader.current().brand().support or facts.support
    if not contact and not facts.tenant:
        return Link("", say("Ask the sender of the link."))
    if not contact:
        return Link("", say("Ask {tenant}, who sent you the link.", tenant=facts.tenant))
    return Link(branding.contact_url(contact), verbatim(contact))
