"""The routes of functions/receive: what partners tell us."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NotRequired, TypedDict

from functions.receive import app
from jetbridge.web import shapes
from jetbridge_local.openapi.operation import Answer, Body, Operation, Parameter


class SmartRecruitersCallback(TypedDict):
    """What SmartRecruiters tells the callback. Further members are ignored."""

    eventType: str
    """`INTEGRATION_DISABLED`; of any other only the name is kept."""


class SmartRecruitersEvent(TypedDict):
    """A delivery of SmartRecruiters: ids of what an event is about. Any member may come."""

    id: NotRequired[str]


class IncodeEvent(TypedDict):
    """An event of an onboarding, of either generation. Further members are ignored."""

    interviewId: str
    onboardingStatus: NotRequired[Any]
    """A text; this or `eventType` is needed."""
    eventType: NotRequired[Any]
    """A text."""
    externalCustomerId: NotRequired[Any]
    """Yours, a text."""


_HANDSHAKE: Final = Parameter(
    name="X-Hook-Secret", where="header", description="The handshake: it is echoed."
)
_SIGNED: Final[tuple[Parameter, ...]] = tuple(
    Parameter(name=name, where="header", description="Of a delivery, as SmartRecruiters signs it.")
    for name in ("SmartRecruiters-Signature", "SmartRecruiters-Timestamp")
)

_EVENT: Final[Mapping[str, Any]] = {"id": "app-1"}

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.smartrecruiters_callback: Operation(
        tag="Partners",
        description=(
            "The `callbackUrl`. The access token says which company it is. When the integration is"
            " disabled, the connection's credentials are wiped before the answer."
        ),
        body=Body(
            models=(SmartRecruitersCallback,),
            examples={"disabled": {"eventType": "INTEGRATION_DISABLED"}},
        ),
        answers={200: Answer(description="Taken.", shape=shapes.Nothing, example={})},
        problems=("invalid-json", "invalid-callback"),
    ),
    app.smartrecruiters_notification: Operation(
        tag="Partners",
        description=(
            "The `callbackUrl` of a subscription. Open to any sender: what counts is the signature."
        ),
        parameters=(_HANDSHAKE, *_SIGNED),
        body=Body(models=(SmartRecruitersEvent,), examples={"an event": _EVENT}, optional=True),
        answers={
            200: Answer(
                description="The handshake, echoed.",
                shape=shapes.Nothing,
                headers={"X-Hook-Secret": "The secret of the request."},
                example={},
            ),
            202: Answer(description="Stored, or known.", shape=shapes.Nothing, example={}),
        },
        problems=(
            "not-found",
            "invalid-signature",
            "stale-delivery",
            "invalid-json",
            "temporarily-unavailable",
        ),
    ),
    app.incode_notification: Operation(
        tag="Partners",
        description="Stored, also a repeat and an event that means nothing here; worked on later.",
        body=Body(
            models=(IncodeEvent,),
            examples={
                "finished": {"interviewId": "int-1", "onboardingStatus": "ONBOARDING_FINISHED"}
            },
        ),
        answers={200: Answer(description="Stored.", shape=shapes.Taken, example={"success": True})},
        problems=("invalid-json", "invalid-notification"),
    ),
}
