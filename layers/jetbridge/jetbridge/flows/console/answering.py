"""Answers to forms: those that change nothing, and what is said where one could not be taken."""

import logging
from typing import Final

from jetbridge.flows.console import once
from jetbridge.flows.console.places import Act, Asked, Form, Takes, View, Visit
from jetbridge.model import text
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.problem_types import ProblemType
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.web import forms
from jetbridge.web.render import PASSING

logger = logging.getLogger(__name__)

type _Said = tuple[int, ProblemType, str]
_UNREADABLE: Final[_Said] = (
    503,
    "stored-unreadable",
    "Something that is stored for it cannot be read.",
)
_BROKEN: Final[_Said] = (500, "internal-error", "Something went wrong on our side.")
_KEPT: Final = "What you filled in is still here. It may have been done all the same: look first."
_TELL: Final = "If the button fails again, tell the operator of this service."
_LATER: Final = ApiProblem(
    503,
    "temporarily-unavailable",
    "Not available right now.",
    "What you filled in is still here: press the button again in a moment.",
    retry_after=5,
)


def failed(visit: Visit, error: Exception, *, busy: ApiProblem) -> ApiProblem:
    """Return what is said beside a form that could not be taken, and log why.

    `busy` is said of what passes by itself.
    """
    if isinstance(error, PASSING):
        logger.warning("form not taken", exc_info=error)
        visit.context.meter.count(Metric.STORE_UNAVAILABLE)
        return busy
    logger.error("form not taken", exc_info=error)
    visit.context.meter.count(Metric.UNEXPECTED_ERROR)
    is_unread = isinstance(error, UnreadableItemError)
    status, slug, title = _UNREADABLE if is_unread else _BROKEN
    detail = f"{_KEPT} {_TELL} Request id: {visit.request.request_id}."
    return ApiProblem(status, slug, title, detail)


def asked_again(visit: Visit, act: Act, form: Form) -> Asked:
    """Return what an action asks once more; where that cannot be read, what was sent goes along."""
    try:
        return once.keyed(visit, act.ask(visit))
    except ApiProblem:
        raise
    except Exception as error:
        logger.warning("not asked again in full", exc_info=error)
        return Asked("", ("What you filled in is still here, and is sent by the button.",), form)


def answered(visit: Visit, takes: Takes, form: Form) -> View:
    """Answer a form that asks; what was typed is not lost where it cannot be answered."""
    try:
        forms.require_text(form)
        return takes(visit, form, None)
    except ApiProblem as refused:
        problem = refused
    except Exception as error:  # noqa: BLE001 - whatever it is, what was typed is not lost
        problem = failed(visit, error, busy=_LATER)
    return takes(visit, {name: text.marked(value) for name, value in form.items()}, problem)
