"""Answers to forms of pages, which ask for something and change nothing."""

import logging
from typing import Final

from jetbridge.flows.console.places import Form, Takes, View, Visit
from jetbridge.model import text
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.web import forms
from jetbridge.web.render import PASSING

logger = logging.getLogger(__name__)

_LATER: Final = ApiProblem(
    503,
    "temporarily-unavailable",
    "Not available right now.",
    "What you filled in is still here: press the button again in a moment.",
    retry_after=5,
)


def answered(visit: Visit, takes: Takes, form: Form) -> View:
    """Answer a form that asks; what was typed is not lost where it cannot be answered."""
    try:
        forms.require_text(form)
        return takes(visit, form, None)
    except ApiProblem as refused:
        problem = refused
    except PASSING as error:
        problem = _LATER
        logger.warning("form not answered", exc_info=error)
        visit.context.meter.count(Metric.STORE_UNAVAILABLE)
    return takes(visit, {name: text.marked(value) for name, value in form.items()}, problem)
