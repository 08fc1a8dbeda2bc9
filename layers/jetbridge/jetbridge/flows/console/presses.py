"""A form that the browser sends twice: it is done once, and both answers lead to the same place.

Each form of an action carries a key, and the session has the last one that was sent. What shows a
secret once has a key of its own (`jetbridge.flows.console.once`).

    1. a form is sent       the session has its key from then on, and the action is done
    2. it is done           the session has the path that shows what came of it
    3. it is sent again     the answer leads there; before the second step, to a page that waits
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from jetbridge.flows.console import once, signing_in
from jetbridge.flows.console.places import Asked, Visit
from jetbridge.model.console import Session
from jetbridge.model.record import replace
from jetbridge.model.text import is_id
from jetbridge.store import console_sessions, keys
from jetbridge.store.console_sessions import PRESS_LASTS
from jetbridge.web.render import PASSING
from jetbridge.web.response import Response, see_other

logger = logging.getLogger(__name__)

KEY: Final = "press"
"""The field of a form, and the query parameter of the page that waits."""


def keyed(visit: Visit, asked: Asked) -> Asked:
    """Return what is asked with a key of the form, unless it has one of its own."""
    if once.KEY in asked.fields:
        return asked
    return replace(asked, fields={KEY: visit.context.ids.handle(), **asked.fields})


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
    return f"{visit.request.path}?{KEY}={key}" if is_going_on else None


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
