"""The person of a rehearsal: they do what they are asked to do, as a real person does.

At a partner with a code flow they use our page: its button, and the return from the partner with a
code. At Incode they use the link that Incode made, and its notifications say what came of it.
"""

from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from jetbridge.dry_run import schedules
from jetbridge.dry_run.world import World
from jetbridge.flows.browser import verification
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import links, own_links
from jetbridge.model import registry
from jetbridge.model.dry_run import Verdict
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.partner import Capability
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.web.request import Request

_INCODE: Final = Identity(
    "incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)
_WORDS: Final = {Verdict.VERIFIED: "SESSION_SUCCEEDED", Verdict.REJECTED: "SESSION_FAILED"}


def comes(stage: World, onboarding: Onboarding, verdict: Verdict) -> None:
    """Have the person begin, and then prove who they are or fail to.

    Raises:
        LookupError: how persons are verified at the partner is not known here.
    """
    if registry.partner(onboarding.partner).has(Capability.CODE_FLOW):
        _on_our_page(stage, onboarding)
    elif onboarding.partner == incode.PARTNER:
        _at_incode(stage, onboarding, verdict)
    else:
        raise LookupError(f"no person of the partner {onboarding.partner} can be rehearsed")


def _at_incode(stage: World, onboarding: Onboarding, verdict: Verdict) -> None:
    """Use the link that Incode made, and have Incode notify of what comes of it."""
    for word in ("SESSION_STARTED", _WORDS[verdict]):
        document = {
            "interviewId": onboarding.interview_id,
            "eventType": word,
            "externalCustomerId": onboarding.correlation_id,
        }
        incode_ingest.receive(stage.context, _INCODE, document)
        schedules.work_off(stage)


def _on_our_page(stage: World, onboarding: Onboarding) -> None:
    """Press the button of the link's page, and come back. What was proved is for the partner."""
    context, partner = stage.context, onboarding.partner
    link = links.stored(context, onboarding)
    if link is None:
        return
    token = parse_qs(urlsplit(link.reveal()).query)[own_links.PARAMETER][0]
    form = urlencode({own_links.PARAMETER: token, "visit": context.ids.token()})
    left = verification.begin(context, partner, _post(partner, form))
    schedules.work_off(stage)
    state = parse_qs(urlsplit(left.headers["Location"]).query)["state"][0]
    cookies = dict([cookie.partition(";")[0].split("=", 1) for cookie in left.cookies])
    verification.finish(context, partner, _returned(context, partner, state, cookies))
    schedules.work_off(stage)


def _post(partner: str, form: str) -> Request:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Request("POST", own_links.path(partner), headers, body=form.encode())


def _returned(context: Context, partner: str, state: str, cookies: dict[str, str]) -> Request:
    path, query = f"{own_links.path(partner)}/callback", (("state", state), ("code", "made-up"))
    return Request("GET", path, cookies=cookies, query=query, request_id=context.ids.handle())
