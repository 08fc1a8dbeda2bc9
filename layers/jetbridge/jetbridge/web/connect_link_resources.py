"""What the API shows of links that connect accounts: never the link again."""

from typing import TypedDict

from jetbridge.model.connect_link import ConnectLink as Link
from jetbridge.model.connect_link import Stand
from jetbridge.model.secret import Secret
from jetbridge.web import who
from jetbridge.web.resources import moment
from jetbridge.web.shapes import Moment, PartnerName
from jetbridge.web.who import Who


class ConnectLink(TypedDict):
    """A link by which an administrator connects an account."""

    id: str
    partner: PartnerName
    status: Stand
    """`open`: it can be opened. `used`: an account was connected with it."""
    connectionId: str | None
    """The connection to be connected again, or the one that was made."""
    returnUrl: str | None
    createdBy: str
    """The client that asked for it, `person:` and a subject of the console, or `operator`."""
    createdAt: Moment
    expiresAt: Moment
    usedAt: Moment | None
    revokedAt: Moment | None


class CreatedConnectLink(ConnectLink):
    """A link that was just made."""

    url: str
    """The link itself. It is in this answer alone."""


def link(shown: Link, now: int, told: Who = who.of_link) -> ConnectLink:
    """Show a link at a time (Unix seconds); `told` is what is shown of who asked for it."""
    return {
        "id": shown.id,
        "partner": shown.partner,
        "status": shown.stand(now),
        "connectionId": shown.connection_id or shown.used_for or None,
        "returnUrl": shown.return_url or None,
        "createdBy": told(shown.created_by),
        "createdAt": moment(shown.created_at),
        "expiresAt": moment(shown.expires_at),
        "usedAt": moment(shown.used_at),
        "revokedAt": moment(shown.revoked_at),
    }


def created(shown: Link, url: Secret, now: int, told: Who = who.of_link) -> CreatedConnectLink:
    """Show a new link, with its address."""
    return {**link(shown, now, told), "url": url.reveal()}
