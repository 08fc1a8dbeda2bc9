"""How long each kind of item is kept, and what removes it: one line a kind.

docs/retention.md shows this table, and tests hold both to what the flows store: a new kind belongs
here, and one with an end must have it (`tests/unit/flows/retention`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.record import record


class By(StrEnum):
    """What removes an item."""

    TTL = "DynamoDB, by `ttl`"
    """It is written with its end, or gets it with its last change. From then on no flow sees it
    (`jetbridge.store.unexpired`)."""
    CLOCK = "the schedule `retention`"
    """It is due in the partition `RETENTION` of the index `due` once it has ended."""
    OWNER = "what it belongs to"
    """It goes when the item goes that it names or stands beside."""
    FLOW = "the flow that ends it"
    """A person, an operator or a flow ends it; then it is deleted."""
    NOTHING = "nothing"
    """It stays as long as its tenant, or the deployment."""


@record
class Kept:
    """How long a kind of item is kept.

    `kept` says it in words. `parameter` is the template's, where the deployer chooses.
    """

    kept: str
    by: By
    parameter: str = ""


KINDS: Final[Mapping[str, Kept]] = {
    # What is kept of persons
    "JOURNEY": Kept(
        "180 days after it was over and last changed", By.CLOCK, "OnboardingRetentionDays"
    ),
    "JOURNEY HISTORY": Kept("with its journey", By.OWNER),
    "JOURNEY DELIVERY": Kept("30 days after it was delivered or given up", By.TTL),
    "CANDIDATE JOURNEY": Kept("with its journey", By.OWNER),
    "CANDIDATE MESSAGES": Kept("2 days after the last message", By.TTL),
    "APPLICATION": Kept(
        "a day after a look from which nothing followed; after a journey its ids with the journey, "
        "and that the hire has had one until 3 years after the last notification",
        By.TTL,
    ),
    "ONBOARDING": Kept(
        "180 days after it ended and last changed; one of a journey with the journey",
        By.CLOCK,
        "OnboardingRetentionDays",
    ),
    "CHECK": Kept("until there is a verdict, or a day to a week after the link", By.FLOW),
    "HIRE": Kept("with its onboarding", By.OWNER),
    "RESERVATION": Kept("with its onboarding", By.OWNER),
    "LOOKUP ONBOARDING": Kept("with its onboarding", By.OWNER),
    "IDEMPOTENCY": Kept("30 days, then the key is free", By.TTL),
    "EVENT": Kept("90 days after it came", By.TTL, "NotificationRetentionDays"),
    "LOOKUP EVENT": Kept("with its notification", By.TTL),
    "OUTBOX": Kept("until the bus has taken it, 14 days at the most", By.TTL),
    "FAILURE": Kept("30 days", By.TTL),
    # What is kept of tenants
    "CONNECTION": Kept(
        "90 days after it was disabled, not shorter than notifications are, and as long as there "
        "are journeys through it",
        By.CLOCK,
        "ConnectionRetentionDays",
    ),
    "CONNECTION HISTORY": Kept("with its connection", By.OWNER),
    "CONNECTION UNVERIFIED": Kept("an hour at the most", By.TTL),
    "CONNECT_LINK": Kept("30 days past its end", By.TTL),
    "ACCOUNT": Kept("with its connection", By.OWNER),
    "COMPANY TENANT": Kept("with its connection", By.OWNER),
    "CLIENT": Kept("90 days after it was revoked", By.TTL),
    "CLIENT USED": Kept("400 days after the last token", By.TTL),
    "CLIENT TOKEN": Kept("until it expires", By.TTL, "AccessTokenLifetime"),
    "BROKER ACCESS_TOKEN": Kept("8 days past its end", By.TTL),
    "QUOTA": Kept("a day past the minute that was counted first", By.TTL),
    "GATE": Kept("8 days past the last use", By.TTL),
    "POLICY VERSION": Kept(
        "45 days after another one replaced it, and as long as there are journeys by it", By.CLOCK
    ),
    "POLICY CURRENT": Kept("with its tenant; who has paused it, while it is paused", By.NOTHING),
    "ENDPOINT": Kept("until it is removed", By.FLOW),
    "ENDPOINT FURTHER": Kept("until it is removed", By.FLOW),
    "ENDPOINT DIRECTORY": Kept("with its tenant", By.NOTHING),
    "COMPANY": Kept("with its tenant, until it is released", By.NOTHING),
    "COMPANY HISTORY": Kept("365 days", By.TTL),
    "COMPANY ATTEMPTS": Kept("90 days after the latest", By.TTL),
    "TENANT": Kept(
        "as long as the deployment; who began its offboarding, until that is over", By.NOTHING
    ),
    # What is kept of administrators and operators
    "SESSION": Kept("until it expires: half an hour; or until another account is used", By.TTL),
    "CONSOLE SESSION": Kept(
        "until it ends: 480 minutes after the sign-in, or by a sign-out",
        By.TTL,
        "ConsoleSessionMinutes",
    ),
    "TRANSACTION": Kept(
        "a day past its end, a start link 30 days; until then it says what became of it", By.TTL
    ),
    "AUDIT ENTRY": Kept("365 days", By.TTL, "AuditRetentionDays"),
    "AUDIT HEAD": Kept("with its tenant", By.NOTHING),
    "EXPORT": Kept("365 days", By.TTL, "AuditRetentionDays"),
    "PERSON_REQUEST": Kept("30 days; whom it is about until it is over", By.TTL),
    "PERSON_UNDER_WAY": Kept("until its request is over, 30 days at the most", By.TTL),
    "PERSON_COPY PART": Kept("an hour", By.TTL),
    "ERASURE": Kept(
        "with its tenant: it says what is marked, and is the proof of who had it done", By.NOTHING
    ),
    "ERASED": Kept("until the erasure is lifted", By.FLOW),
    # What is the deployment's
    "CREDENTIAL": Kept("as long as the deployment", By.NOTHING),
    "BACKLOG": Kept("as long as the deployment", By.NOTHING),
    "BRAND": Kept("until `jetbridge brand` replaces or removes it", By.FLOW),
    "BRAND LOGO": Kept("until `jetbridge brand` replaces or removes it", By.FLOW),
    "RESEAL": Kept("until the next one", By.FLOW),
    "PSEUDONYMS": Kept("as long as the deployment", By.NOTHING),
}
"""By the first words of both halves of the key: of the first alone, where they are the same."""
