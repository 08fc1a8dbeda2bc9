"""What a person proved at a partner: a code is exchanged, and the partner tells.

    1. the onboarding becomes `checking`     the intent, stored ahead; the visit is used up
    2. `CodeFlow.learn`                      the exchange, once; what the partner says then
    3. the answer is committed               the verdict or the session; of the person, sealed,
                                             what is kept

A crash between 1 and 3 leaves `checking`, which the reconciler turns into `unknown_outcome`: the
person may follow the link again. No token is kept.
"""

import logging
from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.capabilities import code_flow
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import persons
from jetbridge.model import outbound
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status, of_interview
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.verification import Learnt, Trouble
from jetbridge.store import lookups, onboardings
from jetbridge.store.table import ConditionFailedError, Write, WriteConflictError

logger = logging.getLogger(__name__)

_TRIES: Final = 5
"""Times that a verdict is written where something else writes the onboarding at the same time."""
_UNSETTLED: Final = frozenset({Status.CHECKING, Status.UNKNOWN_OUTCOME})

_METRICS: Final = {
    Status.VERIFIED: Metric.ONBOARDING_VERIFIED,
    Status.REJECTED: Metric.ONBOARDING_REJECTED,
    Status.UNKNOWN_OUTCOME: Metric.ONBOARDING_UNKNOWN,
}


def check(
    context: Context, onboarding: Onboarding, code: AuthorizationCode, *spends: Write
) -> Status | Trouble:
    """Learn what the person proved, and store it.

    `spends` use up the code's visit, in the transaction that comes before the exchange: it counts
    where the onboarding is still as it was read, and names this visit as the latest.

    Raises:
        ConditionFailedError: the onboarding has changed, or the visit does not count any more.
            Nothing was sent then.
    """
    checking = replace(onboarding, status=Status.CHECKING, updated_at=context.clock.now())
    outbox.commit(context, *onboardings.save(checking), *spends)
    with outbound.about(onboarding=onboarding.id):
        found = code_flow(onboarding.partner).learn(context, code)
    after = _settle(context, onboardings.stored(checking), found)
    ended = after.status if isinstance(found, Learnt) else found
    logger.info("person checked", extra={"onboarding": after.id, "outcome": str(ended)})
    return ended


def _settle(context: Context, checking: Onboarding, found: Learnt | Trouble) -> Onboarding:
    """Commit what was learnt. The code is spent, so a concurrent write must not lose the verdict.

    Where the onboarding was given up as lost meanwhile, the verdict settles it. Where it was
    cancelled, erased or verified meanwhile, it stays as it is.
    """
    for _ in range(_TRIES):
        after = _after(context, checking, found)
        try:
            outbox.commit(context, *onboardings.save(after), *_joins(after, found))
        except ConditionFailedError:
            current = onboardings.get(context.table, checking.id) or checking
            if current.erased_at or current.status not in _UNSETTLED:
                return current
            checking = current
        else:
            if after.status in _METRICS:
                context.meter.count(_METRICS[after.status])
            return after
    raise WriteConflictError("the onboarding changes all the time")


def _after(context: Context, checking: Onboarding, found: Learnt | Trouble) -> Onboarding:
    after = replace(checking, updated_at=context.clock.now())
    match found:
        case Learnt(status, person, session):
            sealed = (
                persons.seal(context.vault, after.id, person) if person else after.sealed_person
            )
            joined = of_interview(after, session)
            return replace(joined, status=status, sealed_person=sealed)
        case Trouble.UNKNOWN:
            return replace(after, status=Status.UNKNOWN_OUTCOME)
        case _:
            return replace(after, status=Status.IN_PROGRESS)


def _joins(onboarding: Onboarding, found: Learnt | Trouble) -> tuple[Write, ...]:
    """Return the writes by which what the partner notifies of a session finds its onboarding."""
    session = found.session if isinstance(found, Learnt) else ""
    return lookups.interview(onboarding, session, on_word_of=EVERY_TENANT) if session else ()
