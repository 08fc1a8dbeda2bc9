"""The routes of functions/manage about links that connect accounts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage import connect_links
from jetbridge.web import connect_link_resources as links
from jetbridge.web import shapes
from jetbridge.web.connect_link_bodies import ConnectLinkBody
from jetbridge_local.openapi.operation import Answer, Body, Operation

_LINK: Final[Mapping[str, Any]] = {
    "id": "lnk_9dK2wQb1Xr7TzU4c",
    "partner": "onboardbase",
    "status": "open",
    "connectionId": None,
    "returnUrl": None,
    "createdBy": "jb_ci_mdUk1Gl9dP4b0Qk1",
    "createdAt": "2026-11-22T02:17:01Z",
    "expiresAt": "2026-11-29T02:17:01Z",
    "usedAt": None,
    "revokedAt": None,
}

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    connect_links.create_connect_link: Operation(
        tag="Connections",
        description=(
            "For an administrator of the tenant, who signs in to use it. It counts once: when an"
            " account is connected with it. A tenant may have a hundred that can be opened. Send an"
            " `Idempotency-Key`: a repeat with it gets the same link under another address, and the"
            " earlier address opens no more."
        ),
        body=Body(
            models=(ConnectLinkBody,),
            examples={
                "connect": {"partner": "onboardbase"},
                "for an hour, and back to the vendor": {
                    "partner": "onboardbase",
                    "returnUrl": "https://app.example.com/settings?connected=1",
                    "linkValidityInMinutes": 60,
                },
            },
        ),
        answers={
            201: Answer(
                description="The link, in this answer alone.",
                shape=links.CreatedConnectLink,
                example={
                    **_LINK,
                    "url": "https://api.example.com/connect/onboardbase?link=jb_cl_made-up",
                },
            )
        },
        problems=("changed-meanwhile", "too-many-links", "made-before"),
    ),
    connect_links.list_connect_links: Operation(
        tag="Connections",
        description="Kept for 30 days past their end. None shows its address again.",
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[links.ConnectLink],
                example={"items": [_LINK], "nextCursor": None},
            )
        },
    ),
    connect_links.show_connect_link: Operation(
        tag="Connections",
        description="Never its address.",
        answers={
            200: Answer(description="The link.", shape=links.ConnectLink, example=_LINK),
        },
        problems=("not-found",),
    ),
    connect_links.revoke_connect_link: Operation(
        tag="Connections",
        description="One that was used, or has ended, stays as it is.",
        answers={204: Answer(description="It opens no more.")},
        problems=("not-found",),
    ),
}
