"""A person proves who they are at Onboarder, in the browser.

    1. start    the link is bound to this browser; 303 to Onboarder with state and PKCE challenge
    2. finish   state, then error, then code; `verify_person` learns what was proved; 303 back to
                whoever made the link, or a page

The link may be followed again, in the same browser, as long as it lives and nobody is verified.

Source: the partner's page "OAuth 2.0 API Reference", steps 1 and 2.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Final

from jetbridge.flows import authorize, links, outbox, verify_person
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.browser import browser_of
from jetbridge.flows.credentials import onboarder_pair
from jetbridge.flows.onboard_onboarder import FLOW_ID, RETURN_URL
from jetbridge.flows.verify_person import Trouble
from jetbridge.model.errors import Link, PageError
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.transaction import VERIFICATION_LIFETIME, Authorization
from jetbridge.partners import onboarder
from jetbridge.store import authorizations, keys, onboardings
from jetbridge.store.table import ConditionFailed
from jetbridge.vault.secrets import SecretUnavailable
from jetbridge.web import authorization, pages
from jetbridge.web.authorization import Refused
from jetbridge.web.pages import Notice
from jetbridge.web.request import Request
from jetbridge.web.response import Response, see_other

_ASK_THE_SENDER: Final = "Ask whoever sent you the link for a new one."
_START_AGAIN: Final = "Start again"

_ENDINGS: Final = {
    Status.VERIFIED: Notice(
        title="You are verified",
        explanation="Whoever asked you to do this can see it now.",
        advice="You can close this window.",
        tone="good",
    ),
    Status.IN_PROGRESS: Notice(
        title="You are not verified yet",
        explanation="You came back before your identity was verified.",
        advice="You can start again, or close this window and do it later.",
        tone="waiting",
    ),
    Status.REJECTED: Notice(
        title="You could not be verified",
        explanation="What you showed did not prove who you are.",
        advice="You can start again, or ask whoever sent you the link what to do.",
        tone="bad",
    ),
}

_TROUBLES: Final = {
    Trouble.START_AGAIN: Notice(
        title="This took too long",
        explanation="The verification service does not know this visit any more.",
        advice="Start again.",
        tone="bad",
        status=400,
    ),
    Trouble.MISCONFIGURED: Notice(
        title="You cannot be verified right now",
        explanation="This service is not set up correctly. It is not your fault.",
        advice=_ASK_THE_SENDER,
        tone="bad",
        status=502,
    ),
    Trouble.UNREACHABLE: Notice(
        title="The verification service does not answer",
        explanation="What you did there is not lost.",
        advice="Start again in a few minutes.",
        tone="bad",
        status=503,
    ),
    Trouble.UNKNOWN: Notice(
        title="The verification service did not say what it found",
        explanation="What you did there is not lost.",
        advice="Start again in a few minutes.",
        tone="bad",
        status=502,
    ),
}


def start(bridge: Bridge, request: Request) -> Response:
    """Follow the link: send the browser to Onboarder.

    Raises:
        PageError: 400, the link is not one of ours, too old, or bound to another browser; 409,
            what was shown is being looked at; 410, the link was taken back.
    """
    token = request.parameter("onboarding") or ""
    browser = browser_of(bridge, request)
    now = bridge.clock.now()
    opened = authorizations.open_start(bridge.table, token, browser=keys.digest(browser), now=now)
    onboarding = onboardings.get(bridge.table, opened.onboarding_id) if opened else None
    if onboarding is None:
        raise PageError(
            400,
            "This link cannot be used",
            "It is not complete, it is too old, or it was opened in another browser before.",
            _ASK_THE_SENDER,
        )
    if onboarding.status is Status.VERIFIED:
        return _ended(bridge, onboarding, Status.VERIFIED)
    if onboarding.status is Status.CANCELLED or onboarding.erased_at:
        raise _taken_back()
    if onboarding.in_flight:
        raise _being_checked()
    return _depart(bridge, request, browser, onboarding)


def finish(bridge: Bridge, request: Request) -> Response:
    """Take the browser back from Onboarder.

    Raises:
        PageError: 400, this is no return of a visit that began in this browser; 409 and 410 as
            `start`.
    """
    state = authorization.state(request)
    taken = authorize.arrive(bridge, request, onboarder.PARTNER, state)
    code = authorization.code(request)
    onboarding = onboardings.get(bridge.table, taken.onboarding_id)
    if onboarding is None:
        raise authorization.incomplete()
    if isinstance(code, Refused):
        return _refused(bridge, onboarding, code)
    if onboarding.status is Status.VERIFIED:
        return _ended(bridge, onboarding, Status.VERIFIED)
    if onboarding.status is Status.CANCELLED or onboarding.erased_at:
        raise _taken_back()
    grant = authorize.grant(bridge, state, taken, code)
    try:
        found = verify_person.check(bridge, onboarding, grant)
    except ConditionFailed:
        raise _being_checked() from None
    if isinstance(found, Trouble):
        return _again(bridge, onboarding, _TROUBLES[found], request)
    return _ended(bridge, onboarding, found)


def _depart(bridge: Bridge, request: Request, browser: str, onboarding: Onboarding) -> Response:
    settings = bridge.settings
    try:
        client_id = onboarder_pair(bridge).load().client_id
    except SecretUnavailable:
        return pages.notice(
            replace(_TROUBLES[Trouble.MISCONFIGURED], request_id=request.request_id)
        )
    departure = authorize.depart(
        bridge,
        request,
        browser,
        Authorization(
            partner=onboarder.PARTNER,
            tenant=onboarding.tenant,
            onboarding_id=onboarding.id,
            scopes=settings.onboarder_scopes,
            expires_at=bridge.clock.now() + VERIFICATION_LIFETIME,
        ),
        pkce=True,
    )
    begun = replace(onboarding, status=Status.IN_PROGRESS, updated_at=bridge.clock.now())
    with suppress(ConditionFailed):  # somebody knows better by now
        outbox.commit(bridge, *onboardings.save(begun))
    url = onboarder.authorization_url(
        settings.onboarder_api_url,
        client_id=client_id,
        flow_id=onboarding.settings[FLOW_ID],
        redirect_uri=departure.redirect_uri,
        scopes=settings.onboarder_scopes,
        state=departure.state,
        verifier=departure.verifier,
    )
    return see_other(url, cookies=(departure.cookie,))


def _refused(bridge: Bridge, onboarding: Onboarding, refused: Refused) -> Response:
    """The person, or Onboarder, ended the visit: nothing changes, and the link stays good."""
    match refused.error:
        case "access_denied":
            pass
        case "server_error" | "temporarily_unavailable":
            return _again(bridge, onboarding, _TROUBLES[Trouble.UNKNOWN])
        case _:
            return _again(bridge, onboarding, _TROUBLES[Trouble.MISCONFIGURED])
    return_url = onboarding.settings[RETURN_URL]
    if return_url:
        return see_other(return_url)
    denied = Notice(
        title="You ended the verification",
        explanation="Nothing was shared.",
        advice="You can start again, or close this window.",
    )
    return _again(bridge, onboarding, denied)


def _ended(bridge: Bridge, onboarding: Onboarding, status: Status) -> Response:
    return_url = onboarding.settings[RETURN_URL]
    if return_url:
        return see_other(return_url)
    ending = _ENDINGS[status]
    return pages.notice(ending) if status is Status.VERIFIED else _again(bridge, onboarding, ending)


def _again(
    bridge: Bridge, onboarding: Onboarding, notice: Notice, request: Request | None = None
) -> Response:
    """Show a page from which the person may start again, as long as the link lives."""
    link = links.stored(bridge, onboarding)
    again = Link(link.reveal(), _START_AGAIN) if link else None
    request_id = request.request_id if request else ""
    return pages.notice(replace(notice, link=again, request_id=request_id))


def _being_checked() -> PageError:
    return PageError(
        409,
        "You are being verified right now",
        "What you showed is being looked at, in another window perhaps.",
        "Wait a minute, then follow the link again.",
    )


def _taken_back() -> PageError:
    return PageError(
        410,
        "This link is no longer needed",
        "Whoever sent it to you has taken it back. Nothing is asked of you any more.",
    )
