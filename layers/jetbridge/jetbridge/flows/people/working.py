"""The slow worker's job that makes the copies and erasures that were asked for.

It does what the operator's commands do, without a person to ask. What goes on for the person who
is to be erased is cancelled first: the message comes again until it has ended, or for a while. A
job that dies is repeated by the queue, and goes on where the erasure's own record says.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import batched
from typing import Final

from jetbridge.flows import audit
from jetbridge.flows.context import Context
from jetbridge.flows.people import ending, erase, export, finding, requests
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.identifying import AmbiguousPersonError, PersonNotFoundError
from jetbridge.flows.people.stock import Stock
from jetbridge.model import work as messages
from jetbridge.model.audit import Action, Change
from jetbridge.model.erasure import Identifier, Outcome
from jetbridge.model.person_request import PersonAct, PersonRequest, RequestFailure, RequestState
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.work import Message
from jetbridge.store import keys, person_requests
from jetbridge.store.table import ConditionFailedError
from jetbridge.vault.sealing import UnsealableError

logger = logging.getLogger(__name__)

PATIENCE: Final = 900
"""Seconds that a request waits for what goes on to end. Then the person is erased all the same."""
AGAIN: Final = 30
"""Seconds after which it is looked at again, twice as long each time: a search costs reads."""
MAX_TRIES: Final = 4
"""Times that work on a request begins: one less than the queue brings a message."""
COPY_KEPT: Final = 3_600
"""Seconds for which a copy can be taken."""
MAX_COPY: Final = 5_000_000
"""Bytes of what is copied in an answer. Lambda's limit is 6 MB, with all that is around it."""
_PART: Final = 250_000
"""Characters, of one byte each, in a part of a copy: 330 KB once they are sealed."""

_OVERTAKEN: Final = (erase.ChangedError, erase.StillUnderWayError, ConditionFailedError)
"""Something was written while it was looked at: the erasure is begun again."""


def work(context: Context, message: Message) -> None:
    """Make what was asked for, once. A request that is over, or is not there, needs nothing.

    Raises:
        SecretUnavailableError: what is sealed cannot be opened now.
        StoreError: the table fails. The message comes again.
    """
    asked = person_requests.get(context.table, str(message.get("request")))
    now = context.clock.now()
    if asked is None or asked.is_over:
        return
    if message.get("ahead"):
        if asked.began_at is None:
            _send_again(context, asked, delay=0)
        return
    if asked.is_held(now):
        _send_again(context, asked)
        return
    if asked.tries >= MAX_TRIES:
        _fail(context, asked, RequestFailure.GIVEN_UP)
        return
    try:
        context.table.write(person_requests.begin(asked, now))
    except ConditionFailedError:
        return  # another message has begun it
    try:
        named = requests.named_in(context.vault, asked)
        _made(context, asked, named)
    except UnsealableError:
        _fail(context, asked, RequestFailure.GIVEN_UP)
    except AmbiguousPersonError:
        _fail(context, asked, RequestFailure.AMBIGUOUS)
    except PersonNotFoundError as unknown:
        why = RequestFailure.NOTHING_HELD if unknown.is_sure else RequestFailure.UNREADABLE
        _fail(context, asked, why)


def _made(context: Context, asked: PersonRequest, named: Identifier) -> None:
    if asked.act is PersonAct.COPY:
        _copy(context, asked, finding.find(context, asked.tenant, named))
        return
    try:
        found = finding.find(context, asked.tenant, named)
    except PersonNotFoundError as unknown:
        if not unknown.is_sure:
            raise
        _erased_before(context, asked, named)
    else:
        _erase(context, asked, found)


# ------------------------------------------------ erasures


def _erase(context: Context, asked: PersonRequest, found: Found) -> None:
    """Erase a person once nothing goes on for them, or after a while."""
    now = context.clock.now()
    goes_on = ending.under_way(found.traces)
    ends_by = asked.ends_by or now + PATIENCE
    if goes_on and now < ends_by:
        ending.ask(context, found, by=asked.by)
        left = ends_by - now
        delay = min(max(AGAIN, PATIENCE - left), left)
        _look_again(context, asked, ends_by=ends_by, tries=0, delay=delay)
        return
    try:
        with _recorded(context, asked, Action.PERSON_ERASE) as made:
            report = erase.erase(context, found, by=asked.by, force=bool(goes_on), seconds=0)
            made.append(report.erasure.id)
    except _OVERTAKEN as why:
        facts = {"request": asked.id, "why": type(why).__name__}
        logger.info("erasure begun again", extra=facts)
        _look_again(context, asked, ends_by=asked.ends_by, tries=asked.tries + 1)
        return
    if report.left:
        _look_again(context, asked, ends_by=asked.ends_by, tries=asked.tries + 1)
        return
    if report.unread:
        _fail(context, asked, RequestFailure.UNREADABLE)
        return
    done = replace(asked, receipt=report.erasure.id, not_included=found.unclear)
    _end(context, replace(done, state=RequestState.COMPLETED))


def _erased_before(context: Context, asked: PersonRequest, named: Identifier) -> None:
    """End a request for one who is erased already, by this request before a crash, or an earlier.

    Raises:
        PersonNotFoundError: no one of that id was.
        AmbiguousPersonError: several were.
    """
    earlier = finding.erasures_of(Stock(context, asked.tenant), named)
    ended = [each for each in earlier if each.outcome is Outcome.COMPLETED]
    if not ended:
        raise PersonNotFoundError("nothing is held, and nothing was erased")
    _end(context, replace(asked, state=RequestState.COMPLETED, receipt=ended[0].id))


# ------------------------------------------------ copies


def _copy(context: Context, asked: PersonRequest, found: Found) -> None:
    """Copy everything of a person into sealed items, for who has asked."""
    if found.unfinished:
        _fail(context, asked, RequestFailure.BEING_ERASED)
        return
    if found.unread:
        _fail(context, asked, RequestFailure.UNREADABLE)
        return
    copied = export.copied(context, found)
    if len(json.dumps(json.dumps(copied))) > MAX_COPY:
        _fail(context, asked, RequestFailure.TOO_LARGE)
        return
    with _recorded(context, asked, Action.PERSON_EXPORT) as made:
        receipt_id = f"{keys.moment(asked.asked_at)}-{asked.id.removeprefix(requests.PREFIX)}"
        receipt = export.receipt(context, found, by=asked.by, receipt_id=receipt_id)
        made.append(receipt.id)
        parts = _kept(context, asked, json.dumps(export.document(found, receipt, copied)))
    done = replace(asked, receipt=receipt.id, not_included=found.unclear, parts=parts)
    until = context.clock.now() + COPY_KEPT
    _end(context, replace(done, state=RequestState.COMPLETED, copy_until=until))


def _kept(context: Context, asked: PersonRequest, text: str) -> int:
    """Store a copy in parts, and return how many they are."""
    until, parts = context.clock.now() + COPY_KEPT, [*batched(text, _PART, strict=False)]
    for number, each in enumerate(parts):
        sealed = context.vault.seal(
            Secret("".join(each)),
            item=keys.person_copy(asked.id, number),
            field=person_requests.PART,
        )
        context.table.write(person_requests.put_part(asked.id, number, sealed, until=until))
    return len(parts)


# ------------------------------------------------ the request


@contextmanager
def _recorded(context: Context, asked: PersonRequest, action: Action) -> Iterator[list[str]]:
    """Record what is done, as done by who has asked."""
    change = Change(action, asked.tenant, asked.by, asked.id, (asked.id,))
    with audit.recorded(audit.Trail.of(context), change, refusals=_OVERTAKEN) as made:
        yield made


def _look_again(
    context: Context,
    asked: PersonRequest,
    *,
    ends_by: int | None,
    tries: int,
    delay: int = AGAIN,
) -> None:
    """Let a request go, and have it looked at again in a while."""
    with suppress(ConditionFailedError):  # it is over
        context.table.write(person_requests.wait(asked, ends_by=ends_by, tries=tries))
        _send_again(context, asked, delay=delay)


def _send_again(context: Context, asked: PersonRequest, *, delay: int = AGAIN) -> None:
    message = messages.of_tenant(asked.tenant, messages.person(asked.id))
    context.slow.send([message], delay=delay)


def _fail(context: Context, asked: PersonRequest, why: RequestFailure) -> None:
    _end(context, replace(asked, state=RequestState.FAILED, why=str(why)))


def _end(context: Context, asked: PersonRequest) -> None:
    """End a request, unless another message has."""
    ended = replace(asked, ended_at=context.clock.now())
    try:
        context.table.write(*person_requests.end(context.table, ended))
    except ConditionFailedError:
        return
    facts = {"request": asked.id, "outcome": str(asked.state), "why": asked.why}
    logger.info("person request over", extra=facts)
