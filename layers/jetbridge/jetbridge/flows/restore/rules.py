"""What is made of each kind of change of which a restored table knows nothing.

What ended something is made again. What replaced something that the table still has is stopped, and
listed. What began something cannot be made again from ids alone: it is listed, with what to do.
"""

from enum import StrEnum
from typing import Final

from jetbridge.model.audit import Action
from jetbridge.model.record import record


class Response(StrEnum):
    """What follows from a change."""

    AGAIN = "again"
    """It is made again."""
    HELD = "held"
    """What it replaced is stopped; the operator replaces it again."""
    LISTED = "listed"
    """The operator is told."""
    NOTHING = "nothing"
    """It is not in the table, or changed nothing in it."""


@record
class Rule:
    """What follows from an action. `do` is for the operator; `{}` is an id of what was changed."""

    response: Response
    do: str = ""


_NOT_IN_THE_TABLE: Final = Rule(Response.NOTHING)
_POLICY_REPLACED: Final = Rule(
    Response.HELD,
    "An earlier version is there, and paused: `jetbridge policy put` yours, then `jetbridge policy"
    " resume`.",
)

RULES: Final = {
    Action.CONSENT_APPROVE: Rule(
        Response.LISTED,
        "The company was connected since. Where that does not work, have it connected again.",
    ),
    Action.CONSENT_DENY: Rule(Response.NOTHING),
    Action.CONNECTION_CONNECT: Rule(
        Response.LISTED,
        "A credential was given since. Where the connection is not active, ask the tenant for it"
        " once more.",
    ),
    Action.CONNECTION_TEST: Rule(Response.NOTHING),
    Action.CONNECTION_DISCONNECT: Rule(Response.AGAIN),
    Action.CONNECTION_DISABLE: Rule(Response.AGAIN),
    Action.CONNECT_LINK_CREATE: Rule(
        Response.LISTED, "It is not there any more: make another one, and send it."
    ),
    Action.CONNECT_LINK_REVOKE: Rule(
        Response.LISTED, "It may be open once more: `jetbridge connections revoke-link {}`."
    ),
    Action.COMPANY_ALLOW: Rule(Response.LISTED, "`jetbridge companies allow`, for {}."),
    Action.COMPANY_REVOKE: Rule(Response.LISTED, "`jetbridge companies revoke`, for {}."),
    Action.COMPANY_ADOPT: Rule(Response.LISTED, "`jetbridge companies adopt`."),
    Action.COMPANY_RELEASE: Rule(Response.LISTED, "`jetbridge connections release {}`."),
    Action.ONBOARDING_REQUEST: Rule(
        Response.LISTED,
        "Tell the tenant: each is there with an unknown outcome, or, where it was a link alone, not"
        " known any more.",
    ),
    Action.ONBOARDING_UPDATE: Rule(Response.NOTHING),
    Action.ONBOARDING_CANCEL: Rule(
        Response.LISTED, "It was cancelled at its partner, and is shown as before."
    ),
    Action.JOURNEY_APPROVE: Rule(Response.NOTHING),
    Action.JOURNEY_RETRY: Rule(Response.NOTHING),
    Action.JOURNEY_NEW_LINK: Rule(Response.NOTHING),
    Action.JOURNEY_REPLACE_LINK: Rule(Response.NOTHING),
    Action.JOURNEY_CANCEL: Rule(Response.LISTED, "`jetbridge journeys cancel {}`."),
    Action.POLICY_PUT: _POLICY_REPLACED,
    Action.POLICY_RESTORE: _POLICY_REPLACED,
    Action.POLICY_PAUSE: Rule(Response.AGAIN),
    Action.POLICY_RESUME: Rule(Response.LISTED, "`jetbridge policy resume`, if it is paused."),
    Action.POLICY_REMOVE: Rule(Response.AGAIN),
    Action.WEBHOOK_SET: Rule(
        Response.HELD,
        "What was set before is disabled: `jetbridge webhooks set`, with a new secret.",
    ),
    Action.WEBHOOK_ROTATE: Rule(
        Response.HELD, "The endpoint is disabled: `jetbridge webhooks set`, with a new secret."
    ),
    Action.WEBHOOK_REMOVE: Rule(Response.AGAIN),
    Action.WEBHOOK_REPLAY: _NOT_IN_THE_TABLE,
    Action.WEBHOOK_TEST: Rule(Response.NOTHING),
    Action.CLIENT_CREATE: Rule(
        Response.LISTED, "It is not there any more: `jetbridge clients create`, and hand it out."
    ),
    Action.CLIENT_ROTATE: Rule(
        Response.HELD,
        "Its former secrets have ended: `jetbridge clients rotate {}`, and hand it out.",
    ),
    Action.CLIENT_REVOKE: Rule(Response.AGAIN),
    Action.SECRET_SET: _NOT_IN_THE_TABLE,
    Action.KEYRING_ROTATE: _NOT_IN_THE_TABLE,
    Action.KEYRING_RESEAL: Rule(
        Response.LISTED, "Values are under an earlier key once more: `jetbridge secrets reseal`."
    ),
    Action.KEYRING_RETIRE: Rule(
        Response.LISTED,
        "Values are under the key that was removed: put it back before the functions run.",
    ),
    Action.TENANT_ADD: Rule(Response.LISTED, "`jetbridge tenants add`."),
    Action.TENANT_OFFBOARD: Rule(
        Response.HELD,
        "It is closed, and its clients are revoked. Once the functions run: `jetbridge tenants"
        " offboard`.",
    ),
    Action.TABLE_RESTORE: _NOT_IN_THE_TABLE,
    Action.NOTIFICATION_REPLAY: Rule(Response.NOTHING),
    Action.DEAD_LETTERS_REPLAY: _NOT_IN_THE_TABLE,
    Action.PERSON_REQUEST: Rule(
        Response.LISTED,
        "A copy or an erasure was asked for since. Where no line says that it was made, have it"
        " asked for again.",
    ),
    Action.PERSON_ERASE: Rule(Response.NOTHING),
    Action.BRAND_SET: Rule(Response.LISTED, "`jetbridge brand set`, once more."),
    Action.PERSON_EXPORT: Rule(Response.LISTED, "The receipt of the copy is lost: keep this line."),
    Action.PERSON_LIFT: Rule(Response.AGAIN),
    Action.RETENTION_APPLY: Rule(Response.LISTED, "`jetbridge retention apply`, once more."),
}
"""A test fails where an action has no rule. Erasures have lines of their own."""

UNKNOWN: Final = Rule(
    Response.LISTED, "This release does not know the change: use the tool of the one that made it."
)


def rule(action: str) -> Rule:
    """Return what follows from an action, which a later release may have named."""
    return RULES[Action(action)] if action in Action else UNKNOWN
