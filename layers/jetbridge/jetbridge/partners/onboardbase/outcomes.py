"""How connecting Onboardbase can end, in the words that the administrator reads."""

from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.model.outcome import NotPerformed
from jetbridge.model.sentence import say

_TELL: Final = say("Tell the vendor of this integration.")

CONNECTED: Final = Outcome(
    "connected",
    connected=True,
    status=200,
    title=say("Connected"),
    explanation=say("Your organisation's Onboardbase account is connected."),
    advice=say("You can close this window."),
)
DENIED: Final = Outcome(
    "denied",
    connected=False,
    status=200,
    title=say("Not connected"),
    explanation=say("The connection was denied at Onboardbase. Nothing was exchanged."),
    advice=say("You can close this window, or start again."),
)
CODE_EXPIRED: Final = Outcome(
    "code_expired",
    connected=False,
    status=400,
    title=say("That took too long"),
    explanation=say("Onboardbase no longer takes what you came back with. Nothing was changed."),
    advice=say("Start again."),
)
MISCONFIGURED: Final = Outcome(
    "our_credentials_refused",
    connected=False,
    status=502,
    title=say("Onboardbase does not know this service"),
    explanation=say(
        "Its credentials or its redirect URL are not set up correctly. Nothing was changed."
    ),
    advice=_TELL,
)
REJECTED: Final = Outcome(
    "rejected",
    connected=False,
    status=502,
    title=say("Onboardbase refused to hand out a key"),
    explanation=say("Nothing was changed here."),
    advice=say("Start again. If it happens again, tell the vendor of this integration."),
)
TOO_BROAD: Final = Outcome(
    "scopes_too_broad",
    connected=False,
    status=502,
    title=say("Onboardbase handed out more than was asked for"),
    explanation=say("The key may do more than this service needs, so it was discarded."),
    advice=say("Remove it in Onboardbase. Tell the vendor of this integration."),
)
UNREACHABLE: Final = Outcome(
    "unreachable",
    connected=False,
    status=503,
    title=say("Onboardbase does not answer"),
    explanation=say("Nothing was changed."),
    advice=say("Start again in a few minutes."),
)
UNKNOWN: Final = Outcome(
    "unknown_outcome",
    connected=False,
    status=502,
    title=say("Onboardbase did not finish"),
    explanation=say("It may have made a key that never arrived here."),
    advice=say("Start again, and remove a key that you do not know in Onboardbase."),
)
IN_PROGRESS: Final = Outcome(
    "in_progress",
    connected=False,
    status=409,
    title=say("Onboardbase is being connected right now"),
    explanation=say("Another tab, or another administrator of your organisation, is doing it."),
    advice=say(
        "Wait a few minutes, then start again: the first page says whether it is connected."
    ),
)
OVERTAKEN: Final = Outcome(
    "overtaken",
    connected=False,
    status=409,
    title=say("The connection was changed meanwhile"),
    explanation=say("It was disabled or renewed while it was being connected."),
    advice=say("Start again if it is not connected."),
)
LINK_OVER: Final = Outcome(
    "link_over",
    connected=False,
    status=410,
    title=say("This link cannot be used any more"),
    explanation=say("It was used, taken back or has ended meanwhile. Nothing was changed."),
    advice=say("Ask who sent it, or the vendor of this integration, for a new link."),
)

BY_KIND: Final = {
    outcome.kind: outcome
    for outcome in (
        CONNECTED,
        DENIED,
        CODE_EXPIRED,
        MISCONFIGURED,
        REJECTED,
        TOO_BROAD,
        UNREACHABLE,
        UNKNOWN,
        IN_PROGRESS,
        OVERTAKEN,
        LINK_OVER,
    )
}
"""Every outcome by its kind, which is how a finished visit remembers its own."""


def of_refusal(error: str) -> Outcome:
    """Return what a refusal at the token endpoint means (the partner's page, "Error Codes").

    Of the codes one is published with its number, one in prose; every other is permanent.
    """
    match error:
        case "auth_code_expired":
            return CODE_EXPIRED
        case "invalid_credentials":
            return MISCONFIGURED
        case _:
            return REJECTED


def of_failure(missing: NotPerformed) -> Outcome:
    """Return what it means that nothing was exchanged."""
    return MISCONFIGURED if missing.is_about_credentials else UNREACHABLE
