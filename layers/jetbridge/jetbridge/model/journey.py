"""A journey: the chain of steps that follows from one hire, and where it stands.

The rules by which it moves are in `jetbridge.model.journey_rules`, what may happen to it in
`jetbridge.model.journey_events`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model import hire_name
from jetbridge.model.hire_name import HireName
from jetbridge.model.outbound import Answer
from jetbridge.model.record import field, record, replace
from jetbridge.model.stored import stored_as


class Status(StrEnum):
    """Where a journey stands, as it is published."""

    RUNNING = "running"
    """The next thing is ours to do, and about to be done."""
    WAITING = "waiting"
    """Waiting for the candidate, a partner or a timer."""
    NEEDS_ATTENTION = "needs_attention"
    """An operator must decide or repair something."""
    ENDING = "ending"
    """What was begun is being cancelled."""
    COMPLETED = "completed"
    """Every step is done."""
    FAILED = "failed"
    """A step ended in a way with which the policy does not go on."""
    CANCELLED = "cancelled"
    """The hire was taken back, or an operator has cancelled the journey."""


OVER: Final = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})
"""Where nothing more is done by itself."""


class StepStatus(StrEnum):
    """Where one step stands."""

    TODO = "todo"
    """It has not begun."""
    ASKING = "asking"
    """The intent is stored; the partner is being asked, or was when the process died."""
    DELAYED = "delayed"
    """The partner did nothing; it is asked again later."""
    AWAITING = "awaiting"
    """The partner was asked, and the person or the partner has the next word."""
    HELD = "held"
    """An operator must decide."""
    DONE = "done"
    """It came out as it should, or an operator or the policy says that it did."""
    SKIPPED = "skipped"
    """It did not come out well, and the policy goes on all the same."""
    FAILED = "failed"
    """It did not come out well, and ended the journey."""


class Reason(StrEnum):
    """Why a step waits or a journey ended: a word that docs/journeys.md explains."""

    NONE = ""
    UNREACHABLE = "unreachable"
    """The partner did nothing: unreachable, or throttling."""
    NOT_CONNECTED = "not_connected"
    """The connection that the step needs is missing, disabled, refused or needs a reconnect: the
    tenant connects it again."""
    PARTNER_CREDENTIALS = "partner_credentials"
    """The deployer's own credentials for the partner are missing or refused: the operator of the
    deployment replaces them."""
    REFUSED = "refused"
    """The partner, or our own rules, found fault with what the policy made of the candidate."""
    REJECTED = "rejected"
    """The person failed to prove who they are."""
    DEADLINE = "deadline_passed"
    """The person did not come in time."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """The partner was asked and the outcome is unknown."""
    ALREADY_REQUESTED = "already_requested"
    """Another request, made beside the journey, stands for the same hire."""
    ENDED_ELSEWHERE = "ended_elsewhere"
    """What the step had begun was cancelled elsewhere."""
    LINK_ENDED = "link_ended"
    """The person's link has ended, and they might still come."""
    NO_LONGER_HIRED = "no_longer_hired"
    """The application was moved away from HIRED."""
    CANDIDATE_DELETED = "candidate_deleted"
    """The hiring system no longer has the candidate: deleted, or merged into an unnamed one."""
    CANDIDATE_MERGED = "candidate_merged"
    """The candidate was merged into another one, who has a journey for the same job."""
    BY_OPERATOR = "by_operator"
    """An operator has cancelled the journey."""
    TENANT_OFFBOARDED = "tenant_offboarded"
    """The journey's tenant was offboarded."""
    REVIEW_OVERDUE = "review_overdue"
    """The partner has been looking at what the person did for too long."""
    DID_NOT_FINISH = "did_not_finish"
    """The step was begun several times, and each time no outcome was written: the process died."""
    MESSAGE_LIMIT = "message_limit"
    """The person was sent as many messages in a day as the policy allows."""


NEEDS_REPAIR: Final = frozenset({Reason.NOT_CONNECTED, Reason.PARTNER_CREDENTIALS})
"""Why a step waits that only a repair helps. It needs attention at once, and is never given up."""

HIRE_OVER: Final = frozenset(
    {Reason.NO_LONGER_HIRED, Reason.CANDIDATE_DELETED, Reason.CANDIDATE_MERGED}
)
"""Why a journey ends because its hire has: there is no one left to report to."""


@record
class StepState:
    """Where a step stands. Times are Unix seconds.

    `attempt` grows when the partner is to be asked again, and is part of the idempotency key;
    `onboarding_id` is the present attempt's, `earlier` are those of the attempts before: a person
    who follows an old link proves as much. `seen` is the last status of theirs that was handled,
    and `seen_at` when that was. `asked_at` is when the partner took the present attempt. `next_at`
    is when to look again at what is `asking` or `delayed`; `failures` counts the tries that came to
    nothing since the last one that did not. `begun` counts those of which no outcome was written:
    it grows before a try begins. `reminders` counts those that were sent. `ended` says that what
    the step had begun is cancelled. `fault` names the field and the rule of a refusal, or
    the error by which credentials were refused. `corrected`
    counts the attempts that began by themselves because the candidate had changed after a refusal.
    `link_ends_at` is until when the present attempt's link, or message, is good; None where that is
    not known. `closed` are those of `earlier` by which nothing is proved any more. `calls` counts
    the requests of the present attempt, to the hiring system too, and `answer` is what came of the
    last of them.
    """

    status: StepStatus = StepStatus.TODO
    attempt: int = 1
    onboarding_id: str = ""
    earlier: tuple[str, ...] = ()
    asked_at: int | None = None
    next_at: int | None = None
    reminders: int = 0
    failures: int = 0
    reason: Reason = Reason.NONE
    fault: str = ""
    seen: str = ""
    ended: bool = False
    seen_at: int | None = None
    begun: int = 0
    corrected: int = 0
    link_ends_at: int | None = None
    closed: tuple[str, ...] = ()
    calls: int = 0
    answer: Answer | None = None

    @property
    def attempts(self) -> tuple[str, ...]:
        """The onboardings of all attempts, the present one last."""
        return (*self.earlier, self.onboarding_id) if self.onboarding_id else self.earlier

    @property
    def counting(self) -> tuple[str, ...]:
        """Those by which the person may still prove who they are, the present one last."""
        return tuple(each for each in self.attempts if each not in self.closed)


@record
class Journey:
    """One journey. It holds ids and words: the candidate is read again for every step.

    `sequence` counts the journeys of one application: a person may be hired again. `ending` is what
    the journey is to become once everything is cancelled, and `closing` the state of what is done
    for that. `due_at` is when the journey is due next, as it is stored: a change of an onboarding
    brings it forward. `erased_at` is when the ids of the person were wiped. `stuck_since` is since
    when the journey needs an operator for its present reason, `stuck_told` how often it has said so
    again. `former_candidate_ids` are those of candidates who were merged into the present one.
    `claims` counts the intents that were claimed: the latest one's outcome counts, and no earlier
    one's.
    """

    id: str
    tenant: str
    connection_id: str
    company_id: str
    application_id: str
    candidate_id: str
    job_id: str
    sequence: int = field(metadata=stored_as("round"))
    policy_version: int
    status: Status
    steps: tuple[StepState, ...]
    created_at: int
    updated_at: int
    reason: Reason = Reason.NONE
    ending: Status | None = None
    closing: StepState = StepState()
    version: int = 0
    due_at: int | None = None
    erased_at: int | None = None
    stuck_since: int | None = None
    stuck_told: int = 0
    former_candidate_ids: tuple[str, ...] = ()
    claims: int = 0

    @property
    def position(self) -> int:
        """Index of the present step; the number of steps once all are over."""
        over = (StepStatus.DONE, StepStatus.SKIPPED)
        open_ = (index for index, step in enumerate(self.steps) if step.status not in over)
        return next(open_, len(self.steps))

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done by itself."""
        return self.status in OVER

    def request_key(self, step: str, attempt: int) -> str:
        """Return the name of a step's request: the same each time for the same attempt.

        No `Idempotency-Key` of an API client has spaces in it: a client cannot ask beforehand, in
        the journey's place, for another person to be verified.
        """
        return f"{self.id} {step} {attempt}"

    @property
    def hire(self) -> HireName:
        """Name of the hire that the journey is for: another each time a person is hired."""
        return hire_name.of_journey(self.company_id, self.candidate_id, self.job_id, self.sequence)


KEPT_FACTS: Final = frozenset(
    {
        "fault",
        "leftOut",
        "number",
        "onboardingId",
        "onboardingStatus",
        "policyVersion",
        "reason",
        "round",
    }
)
"""The facts of a timeline that say nothing of the person. Of an erased person only these stay."""


def without_person(journey: Journey) -> Journey:
    """Return what stays of a journey whose person was erased: whatever it is, this is stored."""
    return replace(journey, candidate_id="", application_id="", former_candidate_ids=())


class What(StrEnum):
    """What happened: one line of a timeline."""

    STARTED = "started"
    LINK_READY = "link_ready"
    MESSAGE_SENT = "message_sent"
    REMINDED = "reminded"
    NOT_REMINDED = "not_reminded"
    PERSON_BEGAN = "person_began"
    IN_REVIEW = "in_review"
    VERIFIED = "verified"
    REJECTED = "rejected"
    DEADLINE_PASSED = "deadline_passed"
    LAUNCHED = "launched"
    REPORTED = "reported"
    DELAYED = "delayed"
    HELD = "held"
    STILL_HELD = "still_held"
    APPROVED = "approved"
    RETRIED = "retried"
    NEW_LINK = "new_link"
    LINK_REPLACED = "link_replaced"
    RESUMED = "resumed"
    CORRECTED = "corrected"
    SKIPPED = "skipped"
    HIRE_ENDED = "hire_ended"
    CANDIDATE_DELETED = "candidate_deleted"
    CANDIDATE_MERGED = "candidate_merged"
    CANDIDATE_FOLLOWED = "candidate_followed"
    CANCEL_REQUESTED = "cancel_requested"
    WITHDRAWN = "withdrawn"
    WORKFLOW_CANCELLED = "workflow_cancelled"
    NOT_CANCELLED = "not_cancelled"
    NOT_REPORTED = "not_reported"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ERASED = "erased"
    ENDPOINT_FAILING = "endpoint_failing"
    """Stored in no timeline: it is shown while it is so."""


@record
class Entry:
    """One line of a timeline. `at` is in Unix seconds; `step` and `partner` may be empty.

    `facts` are words and ids that explain it: never personal data.
    """

    what: What
    at: int
    step: str = ""
    partner: str = ""
    by: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
