"""The audit trail: who changed what, when, and what came of it, chained by hash.

A change has two entries: `begun`, which is stored before anything is changed, and how it ended. An
entry holds the digest of the one before it, so that a changed, removed, inserted or moved entry
shows. Each tenant has a few chains; which one a change is in follows from its request.

Entries expire, the oldest first: none expires before an earlier one, and each holds when the one
before it expires. So what is missing is told from what has expired.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from jetbridge.model.record import record

type Item = Mapping[str, Any]

DIGEST: Final = "digest"
"""The attribute with an entry's digest, which is about all the others."""
OPERATOR: Final = "operator:"
"""How an actor begins who ran a command. Their AWS identity follows."""


class Action(StrEnum):
    """What a change is."""

    CONSENT_APPROVE = "consent.approve"
    CONSENT_DENY = "consent.deny"
    CONNECTION_CONNECT = "connection.connect"
    CONNECTION_TEST = "connection.test"
    CONNECTION_DISCONNECT = "connection.disconnect"
    CONNECTION_DISABLE = "connection.disable"
    """A partner has ended it."""
    CONNECT_LINK_CREATE = "connect_link.create"
    CONNECT_LINK_REVOKE = "connect_link.revoke"
    COMPANY_ALLOW = "company.allow"
    COMPANY_REVOKE = "company.revoke"
    COMPANY_ADOPT = "company.adopt"
    COMPANY_RELEASE = "company.release"
    ONBOARDING_REQUEST = "onboarding.request"
    ONBOARDING_UPDATE = "onboarding.update"
    ONBOARDING_CANCEL = "onboarding.cancel"
    JOURNEY_APPROVE = "journey.approve"
    JOURNEY_RETRY = "journey.retry"
    JOURNEY_NEW_LINK = "journey.new_link"
    JOURNEY_REPLACE_LINK = "journey.replace_link"
    JOURNEY_CANCEL = "journey.cancel"
    POLICY_PUT = "policy.put"
    POLICY_RESTORE = "policy.restore"
    POLICY_PAUSE = "policy.pause"
    POLICY_RESUME = "policy.resume"
    POLICY_REMOVE = "policy.remove"
    WEBHOOK_SET = "webhook.set"
    WEBHOOK_ROTATE = "webhook.rotate"
    WEBHOOK_REMOVE = "webhook.remove"
    WEBHOOK_REPLAY = "webhook.replay"
    WEBHOOK_TEST = "webhook.test"
    CLIENT_CREATE = "client.create"
    CLIENT_ROTATE = "client.rotate"
    CLIENT_REVOKE = "client.revoke"
    SECRET_SET = "secret.set"  # noqa: S105 - the name of a change, not a secret
    KEYRING_ROTATE = "keyring.rotate"
    KEYRING_RESEAL = "keyring.reseal"
    KEYRING_RETIRE = "keyring.retire"
    BRAND_SET = "brand.set"
    TENANT_ADD = "tenant.add"
    TENANT_OFFBOARD = "tenant.offboard"
    TABLE_RESTORE = "table.restore"
    """The table was restored to a moment: entries after it are in the list of changes alone."""
    NOTIFICATION_REPLAY = "notification.replay"
    DEAD_LETTERS_REPLAY = "dead_letters.replay"
    PERSON_REQUEST = "person.request"
    """A copy or an erasure was asked for. When it is made, it is recorded as that."""
    PERSON_ERASE = "person.erase"
    PERSON_EXPORT = "person.export"
    PERSON_LIFT = "person.lift"
    RETENTION_APPLY = "retention.apply"


class Outcome(StrEnum):
    """How far a change has come."""

    BEGUN = "begun"
    """Alone: it goes on, or its process ended before the outcome was stored."""
    DONE = "done"
    REFUSED = "refused"
    """It was not allowed, or made no sense. Nothing was changed."""
    FAILED = "failed"
    """It ended with an error. A part of it may have been done."""


@record
class Change:
    """A change that is about to be made.

    `actor` is `client:<client id>`, `person:<OpenID subject>` or `operator:<AWS identity>`;
    `tenant` whose change it is, `*` for the deployment's own. `on` are ids of ours of what is
    changed, never personal data. `request_id` tells its entries from those of other changes.
    """

    action: Action
    tenant: str
    actor: str
    request_id: str
    on: tuple[str, ...] = ()


@record
class Head:
    """The end of a chain: number, digest and expiry (Unix seconds) of its last entry."""

    number: int = 0
    digest: str = ""
    expires_at: int = 0


@record
class Chain:
    """A chain as it was read.

    `began` is its head as it was before the entries were read, in order, and `ended` its head
    afterwards: entries may have been appended meanwhile. None: there is no head. `has_more` says
    that the item of the head has more attributes than a head: no digest covers them.
    """

    began: Head | None
    items: Sequence[Item]
    ended: Head | None
    has_more: bool = False


@record
class Entry:
    """An entry of a chain, without its digest. Times are Unix seconds.

    `previous` is the digest of the entry before it, and `previous_ttl` when that one expires: 0
    and empty text in the first one. `ttl` is when this one expires.
    """

    number: int
    at: int
    action: str
    outcome: str
    actor: str
    tenant: str
    on: tuple[str, ...]
    request_id: str
    previous: str
    previous_ttl: int
    ttl: int


def following(head: Head, change: Change, outcome: Outcome, *, now: int, keep: int) -> Entry:
    """Return the entry that continues a chain, to be kept for `keep` seconds."""
    return Entry(
        number=head.number + 1,
        at=now,
        action=change.action,
        outcome=outcome,
        actor=change.actor,
        tenant=change.tenant,
        on=change.on,
        request_id=change.request_id,
        previous=head.digest,
        previous_ttl=head.expires_at,
        ttl=max(now + keep, head.expires_at),
    )


def canonical(attributes: Mapping[str, object]) -> str:
    """Return attributes as JSON in one form: names in order, no blanks, ASCII.

    Of what JSON does not have, and no entry is written with, the type is told: who tampers may
    store it.
    """
    text = json.dumps(
        attributes,
        sort_keys=True,
        separators=(",", ":"),
        default=lambda value: {"unreadable": type(value).__name__},
    )
    # It is printed, too: `json` escapes every control character but this one.
    return text.replace("\x7f", "\\u007f")


def digest(item: Mapping[str, object]) -> str:
    """Return the SHA-256 in hex of an entry as it is stored: every attribute but the digest."""
    told = {name: value for name, value in item.items() if name != DIGEST}
    return hashlib.sha256(canonical(told).encode()).hexdigest()
