"""Ask Incode for the verdicts that its notifications may never bring.

An onboarding with an interview and without a verdict is asked about every ten minutes, from its
request until a week after its link has ended: a person who has begun may wait that long for
a reviewer at Incode to decide. Where the person had not begun, it ends a day after the link.
"""

import logging
from contextlib import suppress
from typing import Final

from jetbridge.broker.failures import not_performed
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import outbound
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.outcome import Cause, Done, NotPerformed, Refused, Unknown
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.work import Message
from jetbridge.partners.incode import results, verdicts
from jetbridge.partners.incode.api import PARTNER
from jetbridge.partners.incode.credentials import checks_pair, configured_results
from jetbridge.partners.incode.results import Answer, Api, Said
from jetbridge.partners.incode.verdicts import CHECK_EVERY
from jetbridge.store import checks, lookups, onboardings
from jetbridge.store.checks import Check
from jetbridge.store.table import ConditionFailedError, WriteConflictError
from jetbridge.vault.secrets import SecretUnavailableError

logger = logging.getLogger(__name__)

TASK: Final = "check_incode"

DAY: Final = 86_400
SLOW_AFTER: Final = 14 * DAY
"""Seconds after the request from which it is asked about less often: most links are over."""
SLOWLY: Final = 3_600
PROCESSING: Final = 7 * DAY
"""Seconds after the end of a link in which Incode, or a person there, may still decide."""
UNUSED: Final = DAY
"""Seconds after the end of a link in which a person who began in time may still come to light."""
SOON: Final = 60
"""Seconds until the next question at the least, after one that Incode was too busy for."""
_MAX_SESSIONS: Final = 5
"""Sessions of one onboarding that are asked about, the newest first."""
_ATTEMPTS: Final = 5


def work(context: Context, message: Message) -> None:
    """Ask what became of the message's onboarding, and write it down. A repeat asks nothing.

    Raises:
        WriteConflictError: the onboarding was being written all the while.
    """
    check = checks.get(context.table, str(message.get("onboarding_id")))
    if check is None or context.clock.now() < check.next_at:
        return
    following = _asked_about_person(context, check)
    # Where another worker has asked meanwhile, or another link was made, its question stands.
    with suppress(ConditionFailedError):
        context.table.write(checks.again(check, following) if following else checks.end(check))


def _asked_about_person(context: Context, check: Check) -> Check | None:
    """Ask, and write down what is told; return the next question, None where none is left."""
    onboarding = onboardings.get(context.table, check.onboarding_id)
    interviews = _interviews(context, onboarding) if onboarding else ()
    if onboarding is None or not interviews:
        return None
    # After a failure another session comes first: the fault may be about the one only.
    first = check.failures % len(interviews)
    with outbound.about(onboarding=onboarding.id):
        answer = _asked(context, interviews[first:] + interviews[:first])
    report = answer.value.status if isinstance(answer, Done) else None
    after = _apply(context, onboarding, report) if report else onboarding
    if after.has_verdict or _ends(context, after, answer):
        return None
    return _following(context, check, after, answer)


def _interviews(context: Context, onboarding: Onboarding) -> tuple[str, ...]:
    """Return the sessions to ask about; none where there is a verdict, or the person was erased.

    They are known from Incode's answer, or from the deployment's own client. One that only a
    tenant's client has named may be another tenant's: with the deployer's credentials it would
    be told what is none of its own.
    """
    asks = verdicts.is_asked(context.settings) and onboarding.erased_at is None
    if not asks or onboarding.has_verdict:
        return ()
    return tuple(
        each
        for each in onboarding.interviews
        if onboarding.id in lookups.by_interview(context.table, EVERY_TENANT, PARTNER, each)
    )[:_MAX_SESSIONS]


def _asked(context: Context, interviews: tuple[str, ...]) -> Answer:
    """Ask about each session, until one has a verdict; return what says most."""
    try:
        api = configured_results(context)
    except SecretUnavailableError as fault:
        missing = not_performed(fault)
        if missing.cause is Cause.NOT_SET_UP:
            logger.warning("not set up for Incode", extra={"why": missing.detail})
        return missing
    best: Answer = Refused()
    for interview_id in interviews:
        heard = _asked_about(context, api, interview_id)
        if not isinstance(heard, Done | Refused):
            return heard
        if _weight(heard) > _weight(best):
            best = heard
        if _weight(best) == _weight(Done(Said(Status.VERIFIED))):
            break
    return best


def _asked_about(context: Context, api: Api, interview_id: str) -> Answer:
    status = _sent(context, api, interview_id, score=False)
    processed = isinstance(status, Done) and status.value.is_processed
    if not processed or not api.score_path:
        return status
    score = _sent(context, api, interview_id, score=True)
    # A score that is not there yet takes nothing from what the status says.
    if isinstance(score, Refused) or score == Done(Said(None, is_processed=True)):
        return status
    return score


def _sent(context: Context, api: Api, interview_id: str, *, score: bool) -> Answer:
    build = results.score_request if score else results.status_request
    read = results.read_score if score else results.read_status
    sent = context.broker.send(checks_pair(context), lambda token: build(api, interview_id, token))
    return read(sent.value) if isinstance(sent, Done) else sent


def _weight(answer: Answer) -> int:
    """Return how much an answer says: a verdict the most."""
    match answer:
        case Done(Said(None)):
            return 1
        case Done(Said(status)):
            order = (Status.IN_PROGRESS, Status.REVIEW)
            return 2 + order.index(status) if status in order else 2 + len(order)
        case _:
            return 0


def _apply(context: Context, asked_about: Onboarding, report: Status) -> Onboarding:
    """Write the report down, once, whatever a notification has written meanwhile.

    A request that is under way is left alone: it would lose its answer.
    """
    for _ in range(_ATTEMPTS):
        before = onboardings.get(context.table, asked_about.id) or asked_about
        after = verdicts.told(before, report)
        if after == before or before.in_flight or before.erased_at is not None:
            return before
        after = replace(after, updated_at=context.clock.now())
        try:
            outbox.commit(context, *onboardings.save(after))
        except (ConditionFailedError, WriteConflictError):
            continue
        _count(context.meter, before, after)
        return after
    raise WriteConflictError


def _count(meter: Meter, before: Onboarding, after: Onboarding) -> None:
    verdict = verdicts.metric(before, after)
    if verdict:
        meter.count(verdict)
        meter.count(Metric.VERDICT_FOUND_BY_CHECK)
    facts = {"onboarding": after.id, "outcome": str(after.status)}
    logger.info("onboarding checked", extra=facts)


def _ends(context: Context, onboarding: Onboarding, answer: Answer) -> bool:
    """Return whether nothing more is to be expected, and say so where the person had begun."""
    now, link_ends = context.clock.now(), _link_ends(onboarding)
    has_begun = onboarding.status in (Status.IN_PROGRESS, Status.REVIEW)
    unused = not has_begun and isinstance(answer, Done | Refused)
    if now < link_ends + (UNUSED if unused else PROCESSING):
        return False
    if not unused:
        logger.warning("no verdict of Incode's", extra={"onboarding": onboarding.id})
        context.meter.count(Metric.CHECK_GIVEN_UP)
    return True


def _link_ends(onboarding: Onboarding) -> int:
    computed = onboarding.created_at + onboarding.link_minutes * 60
    return computed if onboarding.expires_at is None else onboarding.expires_at


def _following(context: Context, check: Check, onboarding: Onboarding, answer: Answer) -> Check:
    """Return the next question: later where Incode asks for it, or where it has been long."""
    now = context.clock.now()
    wait = CHECK_EVERY if now < onboarding.created_at + SLOW_AFTER else SLOWLY
    if isinstance(answer, Done):
        return Check(check.onboarding_id, now + wait)
    named = answer.cause if isinstance(answer, NotPerformed) else type(answer).__name__
    facts = {"onboarding": onboarding.id, "answer": named}
    logger.warning("Incode does not say what became of a session", extra=facts)
    context.meter.count(Metric.CHECK_FAILED)
    if _may_pass(answer):
        backed_off = min(SOON * 2 ** min(check.failures, 4), wait)
        asked = answer.retry_after if isinstance(answer, NotPerformed) else None
        wait = min(max(asked or 0, backed_off), DAY)
    return Check(check.onboarding_id, now + wait, check.failures + 1)


def _may_pass(answer: Answer) -> bool:
    """Return whether the failure is one that may be over soon."""
    if isinstance(answer, NotPerformed):
        return not answer.is_about_credentials
    return isinstance(answer, Unknown)
