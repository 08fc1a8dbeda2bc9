"""What a person proved at Onboarder: the code is exchanged, and the partner is asked who it is.

    1. the onboarding becomes `checking`     the intent, stored ahead; the visit is used up
    2. POST …/oauth/token                    once, at once
    3. GET …/oauth/userinfo                  up to three times; it changes nothing
    4. the answer is committed               the verdict, and what is kept of the person, sealed

A crash between 1 and 4 leaves `checking`, which the reconciler turns into `unknown_outcome`: the
person may follow the link again. Whether somebody is verified is for the verifications to say:
who completes a flow may have skipped them. No token is kept.
"""

import logging
from dataclasses import replace
from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser.visit_stands import Trouble
from jetbridge.flows.connection.credentials import HeldToken
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import persons
from jetbridge.model import outbound
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.outcome import Done, NotPerformed, Refused, Unknown
from jetbridge.model.person import Person, verdict
from jetbridge.model.secret import Secret
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.onboarder.credentials import onboarder_pair
from jetbridge.partners.onboarder.person import NoPerson, read_userinfo
from jetbridge.store import onboardings
from jetbridge.store.table import ConditionFailed, Conflict, Write

logger = logging.getLogger(__name__)

_WAITS: Final = (0.0, 0.5, 1.0)
"""Seconds to wait before each try."""
_PATIENCE: Final = 4.0
"""Seconds for one try: with the exchange before them, all of them fit into one request."""

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
        ConditionFailed: the onboarding has changed, or the visit does not count any more. Nothing
            was sent then.
    """
    checking = replace(onboarding, status=Status.CHECKING, updated_at=context.clock.now())
    outbox.commit(context, *onboardings.save(checking), *spends)
    with outbound.about(onboarding=onboarding.id):
        found = _ask(context, code)
    after = _settle(context, onboardings.stored(checking), found)
    ended = after.status if isinstance(found, Person) else found
    logger.info("person checked", extra={"onboarding": after.id, "outcome": str(ended)})
    return ended


def _settle(context: Context, checking: Onboarding, found: Person | Trouble) -> Onboarding:
    """Commit what was learnt. The code is spent, so a concurrent write must not lose the verdict.

    Where the onboarding was given up as lost meanwhile, the verdict settles it. Where it was
    cancelled, erased or verified meanwhile, it stays as it is.
    """
    for _ in range(_TRIES):
        after = _after(context, checking, found)
        try:
            outbox.commit(context, *onboardings.save(after))
        except ConditionFailed:
            current = onboardings.get(context.table, checking.id) or checking
            if current.erased_at or current.status not in _UNSETTLED:
                return current
            checking = current
        else:
            if after.status in _METRICS:
                context.meter.count(_METRICS[after.status])
            return after
    raise Conflict("the onboarding changes all the time")


def _after(context: Context, checking: Onboarding, found: Person | Trouble) -> Onboarding:
    after = replace(checking, updated_at=context.clock.now())
    match found:
        case Person():
            return _judged(context, after, found)
        case Trouble.UNKNOWN:
            return replace(after, status=Status.UNKNOWN_OUTCOME)
        case _:
            return replace(after, status=Status.IN_PROGRESS)


def _judged(context: Context, onboarding: Onboarding, found: Person) -> Onboarding:
    kept = found.kept(context.settings.onboarder_kept_fields)
    return replace(
        onboarding,
        status=verdict(found, context.settings.onboarder_required),
        sealed_person=persons.seal(context, onboarding.id, kept),
    )


def _ask(context: Context, code: AuthorizationCode) -> Person | Trouble:
    answer = context.broker.exchange(onboarder_pair(context), code)
    match answer:
        case Done(token):
            return _userinfo(context, token.value)
        case Refused():
            return _refused(answer)
        case NotPerformed():
            misconfigured = answer.is_about_credentials
            return Trouble.MISCONFIGURED if misconfigured else Trouble.UNREACHABLE
        case Unknown():
            return Trouble.UNKNOWN


def _refused(refused: Refused) -> Trouble:
    """Tell the code's faults from ours (the partner's page, "Error Codes")."""
    match refused.error:
        case "invalid_grant" | "access_denied":
            return Trouble.START_AGAIN
        case code:
            # Among them unauthorized_client, which is how the partner says invalid_client.
            logger.error("exchange refused", extra={"status": refused.status, "reason": code})
            return Trouble.MISCONFIGURED


def _userinfo(context: Context, access_token: Secret) -> Person | Trouble:
    held = HeldToken(onboarder.PARTNER, access_token)
    timeout = min(_PATIENCE, context.settings.http_timeout)
    url = context.settings.onboarder_api_url
    for wait in _WAITS:
        context.pause.pause(wait)
        sent = context.broker.send(
            held, lambda token: onboarder.userinfo_request(url, token, timeout=timeout)
        )
        if not isinstance(sent, Done):
            continue
        match read_userinfo(sent.value):
            case Person() as found:
                return found
            case NoPerson.TOKEN_REFUSED:
                return Trouble.START_AGAIN
            case NoPerson.UNREADABLE:
                return Trouble.UNKNOWN
            case NoPerson.UNAVAILABLE:
                continue
    return Trouble.UNKNOWN
