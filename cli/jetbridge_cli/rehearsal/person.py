"""The person of a rehearsal: they do what they are asked to do, as a person does in earnest.

At Incode they use the link that Incode made, and its webhooks say what came of it. At Onboarder
they use our page: its button, and the return from Onboarder with a code.
"""

from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from jetbridge.flows.browser import verification
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import links, own_links
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.partners.incode import ingest as receive_incode
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.web.request import Request
from jetbridge_cli.rehearsal import schedules
from jetbridge_cli.rehearsal.verdict import Verdict
from jetbridge_cli.rehearsal.world import World

_INCODE: Final = Identity(
    "incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)
_WORDS: Final = {Verdict.VERIFIED: "SESSION_SUCCEEDED", Verdict.REJECTED: "SESSION_FAILED"}


def comes(stage: World, onboarding: Onboarding, verdict: Verdict) -> None:
    """Have the person begin, and then prove who they are or fail to."""
    if onboarding.partner == onboarder.PARTNER:
        _at_onboarder(stage, onboarding)
        return
    for word in ("SESSION_STARTED", _WORDS[verdict]):
        document = {
            "interviewId": onboarding.interview_id,
            "eventType": word,
            "externalCustomerId": onboarding.correlation_id,
        }
        receive_incode.receive(stage.context, _INCODE, document)
        schedules.work_off(stage)


def _at_onboarder(stage: World, onboarding: Onboarding) -> None:
    """Press the button of the link's page, and come back. What was proved is for Onboarder."""
    context = stage.context
    link = links.stored(context, onboarding)
    if link is None:
        return
    token = parse_qs(urlsplit(link.reveal()).query)[own_links.PARAMETER][0]
    form = urlencode({own_links.PARAMETER: token, "visit": context.ids.token()})
    left = verification.begin(context, onboarder.PARTNER, _post(form))
    schedules.work_off(stage)
    state = parse_qs(urlsplit(left.headers["Location"]).query)["state"][0]
    cookies = dict([cookie.partition(";")[0].split("=", 1) for cookie in left.cookies])
    verification.finish(context, onboarder.PARTNER, _returned(context, state, cookies))
    schedules.work_off(stage)


def _post(form: str) -> Request:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Request("POST", own_links.path(onboarder.PARTNER), headers, body=form.encode())


def _returned(context: Context, state: str, cookies: dict[str, str]) -> Request:
    path, query = (
        f"{own_links.path(onboarder.PARTNER)}/callback",
        (("state", state), ("code", "made-up")),
    )
    return Request("GET", path, cookies=cookies, query=query, request_id=context.ids.handle())
