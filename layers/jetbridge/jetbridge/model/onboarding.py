"""An onboarding: one person's request at one partner, and the rules of its status."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record, replace


class Status(StrEnum):
    """Where an onboarding stands."""

    REQUESTING = "requesting"
    """The intent is stored; the partner has not answered yet."""
    REQUESTED = "requested"
    """The partner accepted: a link exists, or a message is on its way."""
    REFUSED = "refused"
    """The partner found fault with the request; the same request would be refused again."""
    NOT_PERFORMED = "not_performed"
    """The partner did nothing: it was unreachable, throttling, or refused our credentials."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """The request was sent and it is unknown what the partner did with it."""
    QUEUED = "queued"
    """The request waits in the queue; the partner has not been asked."""
    LAUNCHED = "launched"
    """The partner runs a workflow for the person."""
    CANCELLED = "cancelled"
    """The workflow was cancelled, or cancelled before it was launched."""
    IN_PROGRESS = "in_progress"
    """The person has begun and has neither proved who they are nor failed to."""
    REVIEW = "review"
    """The partner could not tell, and a person there is looking at it."""
    CHECKING = "checking"
    """The person came back, and the partner is being asked what they proved."""
    VERIFIED = "verified"
    """The person proved who they are. Nothing changes that any more."""
    REJECTED = "rejected"
    """The person failed to prove who they are; another try may succeed."""
    EXPIRED = "expired"
    """The link or message ended before the person had begun. A late result still counts."""


REQUEST_LEASE: Final = 120
"""Seconds after which a request in flight counts as lost: far longer than a function runs."""


@record
class Onboarding:
    """One request. Holds no personal data in the clear: the request's fields stay with the caller.

    Times are Unix seconds; `link_minutes` is how long the link is valid. `digest` is the
    SHA-256 of the request, by which a repeat is told from another request under the same key.
    `settings` is what the onboarding needs later besides secrets, by the partner's names.
    `sealed_link`, `sealed_refusal` and `sealed_warning` are what a repeat is answered with,
    `sealed_person` is what is kept of who was verified, and `sealed_order` what a queued request
    will ask of the partner; it is wiped as soon as the partner was asked. `version` grows with
    every write, and `announced` is the status
    that the last event told of. `journey_id` is empty where an API client asked. `erased_at` is
    when everything that leads to the person was wiped.

    `visit` is the SHA-256 of the state of the latest visit to the partner's pages, on whichever
    device it began: every other visit's state is refused.

    `external_customer_id` is the caller's. `correlation_id` is what the partner was sent in its
    place or as it is: it names this onboarding and no other. Empty: it was requested by an old
    release, which sent the caller's without a look whether it was free. `interview_id` is the
    partner's newest session, `earlier_interviews` are those before it. `candidate_digest` is a
    digest of tenant and the candidate id in the request, empty without one. `key_digest` is that
    of the idempotency key, empty without one and in items of old releases.
    """

    id: str
    tenant: str
    client_id: str
    partner: str
    status: Status
    notification_type: str
    external_customer_id: str
    link_minutes: int
    digest: str
    created_at: int
    updated_at: int
    attempts: int = 1
    version: int = 0
    expires_at: int | None = None
    interview_id: str = ""
    sealed_link: str = field(default="", repr=False)
    sealed_refusal: str = field(default="", repr=False)
    sealed_person: str = field(default="", repr=False)
    sealed_order: str = field(default="", repr=False)
    sealed_warning: str = field(default="", repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    announced: str = ""
    journey_id: str = ""
    erased_at: int | None = None
    correlation_id: str = ""
    earlier_interviews: tuple[str, ...] = ()
    candidate_digest: str = ""
    visit: str = ""
    key_digest: str = ""

    @property
    def interviews(self) -> tuple[str, ...]:
        """Every session that the partner named, the newest first."""
        return tuple(filter(None, (self.interview_id, *self.earlier_interviews)))

    @property
    def has_verdict(self) -> bool:
        """Whether the person proved who they are, or failed to."""
        return self.status in (Status.VERIFIED, Status.REJECTED)

    @property
    def in_flight(self) -> bool:
        """Whether the partner is being asked right now, or was when the process died."""
        return self.status in (Status.REQUESTING, Status.CHECKING)

    def is_asking(self, now: int) -> bool:
        """Return whether the answer may still come: in flight, and not yet taken for lost."""
        return self.in_flight and now < self.updated_at + REQUEST_LEASE


_PROGRESS: Final = {
    Status.IN_PROGRESS: 1,
    Status.REVIEW: 2,
    Status.VERIFIED: 3,
    Status.REJECTED: 3,
}
"""How far a person has come. Whatever else an onboarding is, it has not begun."""


_KEPT_SETTINGS: Final = frozenset({"kind"})
"""The settings that say nothing of the person."""


def without_person(onboarding: Onboarding) -> Onboarding:
    """Return what stays of an onboarding whose person was erased: whatever it is, this is stored.

    What is not named here leads to no person: ids of ours, statuses, words and moments.
    """
    return replace(
        onboarding,
        external_customer_id="",
        correlation_id="",
        interview_id="",
        earlier_interviews=(),
        candidate_digest="",
        key_digest="",
        visit="",
        digest="",
        sealed_link="",
        sealed_refusal="",
        sealed_person="",
        sealed_order="",
        sealed_warning="",
        settings={
            name: value if name in _KEPT_SETTINGS else ""
            for name, value in onboarding.settings.items()
        },
    )


MAX_INTERVIEWS: Final = 20
"""Sessions of one onboarding that are kept. The verdict of a later one counts, too."""


def of_interview(onboarding: Onboarding, interview_id: str) -> Onboarding:
    """Return the onboarding with a session that the partner named, which may be a second one."""
    known = onboarding.interviews
    if not interview_id or interview_id in known or len(known) >= MAX_INTERVIEWS:
        return onboarding
    return replace(onboarding, interview_id=interview_id, earlier_interviews=known)


def reported(now: Status, report: Status) -> Status:
    """Return the status after the partner's report, which may be late or out of order.

    An onboarding only moves forward, and the first verdict stands. A result also settles
    a request whose outcome was unknown: the partner has taken it.
    """
    return report if _PROGRESS.get(report, 0) > _PROGRESS.get(now, 0) else now


def contradicts(now: Status, report: Status) -> bool:
    """Return whether the partner's report is another verdict than the one that stands."""
    return {now, report} == {Status.VERIFIED, Status.REJECTED}


class Repeat(StrEnum):
    """What to do with a repeat of a request, under the same idempotency key."""

    ANSWER = "answer"
    """Answer as the first time."""
    REFUSE = "refuse"
    """Answer with the partner's refusal, as the first time."""
    ASK_AGAIN = "ask_again"
    """Ask the partner once more: it did nothing, or asking twice sends no message."""
    WAIT = "wait"
    """The first request is still under way."""
    TELL = "tell"
    """The partner may have messaged the person: do not repeat, say so."""


def on_repeat(onboarding: Onboarding, *, now: int) -> Repeat:
    """Decide a repeat: a link can be requested twice, a message is not sent twice."""
    match onboarding.status:
        case Status.REQUESTING if now < onboarding.updated_at + REQUEST_LEASE:
            return Repeat.WAIT
        case Status.REQUESTING | Status.UNKNOWN_OUTCOME:
            return Repeat.ASK_AGAIN if onboarding.notification_type == "URL" else Repeat.TELL
        case Status.NOT_PERFORMED:
            return Repeat.ASK_AGAIN
        case Status.REFUSED:
            return Repeat.REFUSE
        case _:
            return Repeat.ANSWER
