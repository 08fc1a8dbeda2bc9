"""How a consent can end, and what the page tells the admin then."""

from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.model.sentence import say

CONNECTED: Final = Outcome(
    "connected",
    connected=True,
    status=200,
    title=say("Connected"),
    explanation=say("SmartRecruiters confirmed the integration."),
    advice=say("You can go back to SmartRecruiters."),
)
ALREADY_CONNECTED: Final = Outcome(
    "already_connected",
    connected=True,
    status=200,
    title=say("Already connected"),
    explanation=say(
        "This company was connected before and the connection works. Nothing was changed."
    ),
    advice=say("You can go back to SmartRecruiters."),
)
NOT_HERE: Final = Outcome(
    "cannot_be_connected",
    connected=False,
    status=403,
    title=say("This company cannot be connected here"),
    explanation=say(
        "SmartRecruiters or this service did not allow it. No reason is shown here,"
        " which protects other companies. Nothing was connected."
    ),
    advice=say(
        "Start from Apps & Integrations in SmartRecruiters, as an administrator of the company."
        " If the integration is shown as enabled there, disable it first. If you did that, give the"
        " request id below to the vendor of this integration."
    ),
)
"""The one answer to a tenant that the company does not belong to, whatever the reason is."""
IN_PROGRESS: Final = Outcome(
    "in_progress",
    connected=False,
    status=409,
    title=say("This company is being connected right now"),
    explanation=say("Another approval of your organisation has not finished. Nothing was changed."),
    advice=say("Wait a few minutes, then look at the integration in SmartRecruiters."),
)
RECONNECT: Final = Outcome(
    "needs_reconnect",
    connected=False,
    status=409,
    title=say(
        "SmartRecruiters says that this company is connected, but its credentials are not here"
    ),
    explanation=say(
        "The credentials of an earlier attempt never arrived, and SmartRecruiters hands"
        " them out only once."
    ),
    advice=say(
        "Disable the integration in SmartRecruiters under Apps & Integrations, then connect again."
    ),
)
UNKNOWN: Final = Outcome(
    "unknown_outcome",
    connected=False,
    status=502,
    title=say("SmartRecruiters did not confirm"),
    explanation=say(
        "The request was sent, but no usable answer came back. The integration may or may"
        " not be enabled there."
    ),
    advice=say(
        "Look at Apps & Integrations in SmartRecruiters. If the integration is shown as"
        " enabled, disable it there first. Then connect again."
    ),
)
UNREACHABLE: Final = Outcome(
    "unreachable",
    connected=False,
    status=503,
    title=say("SmartRecruiters cannot be reached"),
    explanation=say("Nothing was changed, neither here nor there."),
    advice=say("Try again in a few minutes."),
)
BUSY: Final = Outcome(
    "rate_limited",
    connected=False,
    status=503,
    title=say("SmartRecruiters asks us to slow down"),
    explanation=say("Nothing was changed, neither here nor there."),
    advice=say("Try again in a minute."),
)
OUR_CREDENTIALS_REFUSED: Final = Outcome(
    "credentials_refused",
    connected=False,
    status=502,
    title=say("SmartRecruiters refuses our credentials"),
    explanation=say("This is a fault of this service's set-up, not of yours. Nothing was changed."),
    advice=say("Tell the vendor of this integration. You can connect once the set-up is repaired."),
)
NOT_SET_UP: Final = Outcome(
    "not_set_up",
    connected=False,
    status=502,
    title=say("This service is not set up completely"),
    explanation=say("It lacks what it needs to reach SmartRecruiters. Nothing was changed."),
    advice=say("Tell the vendor of this integration. You can connect once the set-up is repaired."),
)
FORBIDDEN: Final = Outcome(
    "forbidden",
    connected=False,
    status=403,
    title=say("SmartRecruiters does not allow this connection"),
    explanation=say(
        "The company has not granted the integration in SmartRecruiters, or this service"
        " lacks a permission there. Nothing was changed."
    ),
    advice=say(
        "Start from Apps & Integrations in SmartRecruiters, as an administrator of the company."
        " If you did, tell the vendor of this integration."
    ),
)
UNKNOWN_APPLICATION: Final = Outcome(
    "not_found",
    connected=False,
    status=502,
    title=say("SmartRecruiters does not know this application or company"),
    explanation=say("Nothing was changed, neither here nor there."),
    advice=say(
        "Start again from Apps & Integrations in SmartRecruiters. If it happens again, tell the"
        " vendor of this integration."
    ),
)
REJECTED: Final = Outcome(
    "rejected",
    connected=False,
    status=502,
    title=say("SmartRecruiters refused the request"),
    explanation=say("Nothing was changed, neither here nor there."),
    advice=say("Tell the vendor of this integration."),
)
NOT_STARTED: Final = Outcome(
    "not_started",
    connected=False,
    status=503,
    title=say("The connection was not made in time"),
    explanation=say(
        "You approved it, but this service was too busy to begin. Nothing was sent to"
        " SmartRecruiters."
    ),
    advice=say("Try again in a few minutes."),
)
DISABLED_MEANWHILE: Final = Outcome(
    "disabled_meanwhile",
    connected=False,
    status=409,
    title=say("The integration was disabled while it was being connected"),
    explanation=say("SmartRecruiters disabled the integration before the set-up had finished."),
    advice=say("Connect again from Apps & Integrations in SmartRecruiters."),
)

BY_KIND: Final = {
    outcome.kind: outcome
    for outcome in (
        CONNECTED,
        ALREADY_CONNECTED,
        NOT_HERE,
        IN_PROGRESS,
        RECONNECT,
        UNKNOWN,
        UNREACHABLE,
        BUSY,
        OUR_CREDENTIALS_REFUSED,
        NOT_SET_UP,
        FORBIDDEN,
        UNKNOWN_APPLICATION,
        REJECTED,
        NOT_STARTED,
        DISABLED_MEANWHILE,
    )
}
"""Every outcome by its kind, which is how a finished consent remembers its own."""
