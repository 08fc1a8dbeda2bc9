"""The body of `POST /v1/connect-links`, checked whole."""

from typing import Annotated

from pydantic import Field

from jetbridge.model.connect_link import DEFAULT_MINUTES, MAX_MINUTES, Order
from jetbridge.web.fields import Text, Url
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document
from jetbridge.web.request import Request


class ConnectLinkBody(Body):
    """Asks for a link by which an administrator of the tenant connects an account."""

    partner: Text
    """The partner at which the account is: `onboardbase`."""
    connection_id: Text | None = None
    """The connection to be connected again. It keeps its id."""
    return_url: Url | None = None
    """Where the browser goes once the account is connected: a URL without a fragment, https, at a
    host that the deployment allows. Without it a page says so."""
    link_validity_in_minutes: Annotated[int, Field(strict=True, ge=1, le=MAX_MINUTES)] = (
        DEFAULT_MINUTES
    )
    """A week, where nothing is said."""


def order(request: Request) -> Order:
    """Read what a link is to be about.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    body = validated(ConnectLinkBody, document(request))
    return Order(
        partner=body.partner,
        minutes=body.link_validity_in_minutes,
        connection_id=body.connection_id or "",
        return_url=body.return_url or "",
    )
