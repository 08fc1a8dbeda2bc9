"""What a button does once, however often it is pressed, by the key that its form carries.

The flows of the API find by it what an earlier press has made, where that is shown once. Once such
a key is used up, the form that is shown again has another one. Of every other form the session has
the key that was sent last:

    1. a form is sent       the session has its key from then on, and the action is done
    2. it is done           the session has the path that shows what came of it
    3. it is sent again     the answer leads there; before the second step, to a page that waits
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from jetbridge.flows.console import signing_in
from jetbridge.flows.console.places import Asked, Form, Visit
from jetbridge.model.console import Session
from jetbridge.model.errors import ApiProblem
from jetbridge.model.record import replace
from jetbridge.model.text import is_id
from jetbridge.store import console_sessions, keys
from jetbridge.store.console_sessions import PRESS_LASTS
from jetbridge.web.render import PASSING
from jetbridge.web.response import Response, see_other

logger = logging.getLogger(__name__)

KEY: Final = "key"
"""The field of the key of what is shown once."""
PRESS: Final = "press"
"""The field of every other form's key, and the query parameter of the page that waits."""
_REUSED: Final = "idempotency-key-reused"
_MADE: Final = "made-before"


def fields(visit: Visit) -> dict[str, str]:
    """Return the field of a form that makes something."""
    return {KEY: visit.context.ids.handle()}


def is_spent(refused: ApiProblem) -> bool:
    """Return whether what was refused can never be taken under the key that it had."""
    return refused.slug == _MADE


@contextmanager
def pressed(form: Form) -> Iterator[str | None]:
    """Give the key of a form, and say in a person's words that something was made under it.

    Raises:
        ApiProblem: 409.
    """
    try:
        yield form.get(KEY)
    except ApiProblem as refused:
        if refused.slug != _REUSED:
            raise
        title = "It was done before, with what was filled in then"
        detail = "Look at what came of it. The button does it once more, as it is filled in now."
        raise ApiProblem(409, _MADE, title, detail) from None


def keyed(visit: Visit, asked: Asked) -> Asked:
    """Return what is asked with a key of the form, unless it has one of its own."""
    if KEY in asked.fields:
        return asked
    return replace(asked, fields={PRESS: visit.context.ids.handle(), **asked.fields})


def leads_to(visit: Visit, key: str, session: Session | None = None) -> str | None:
    """Return where a form leads that was sent before; None where it was not.

    While it is being done, it leads to the action's own page, with the key.
    """
    session = session or visit.session
    if not is_id(key) or session.pressed != _name(visit, key):
        return None
    if session.led_to:
        return session.led_to
    is_going_on = visit.now < (session.pressed_at or 0) + PRESS_LASTS
    return f"{visit.request.path}?{PRESS}={key}" if is_going_on else None


def done(visit: Visit, key: str, do: Callable[[], tuple[Response, str]]) -> Response:
    """Do what a form asks for, unless it was sent before. `do` returns the answer and its path.

    Where it is refused or fails, the same form may be sent again.
    """
    if not is_id(key):
        return do()[0]
    table, name = visit.context.table, _name(visit, key)
    session_id = signing_in.session_of(visit.context.settings, visit.request)
    if not console_sessions.press(table, session_id, name, now=visit.now):
        now = console_sessions.find(table, session_id, now=visit.now)
        led = now and leads_to(visit, key, now)
        return see_other(led) if led else do()[0]
    try:
        answer, path = do()
    except Exception:
        with suppress(*PASSING):
            console_sessions.release(table, session_id, name)
        raise
    try:
        console_sessions.led(table, session_id, name, path)
    except PASSING as error:  # it is done, and its own answer says so
        logger.warning("outcome of a form not noted", exc_info=error)
    return answer


def _name(visit: Visit, key: str) -> str:
    return keys.digest(f"{visit.request.path} {key}")
