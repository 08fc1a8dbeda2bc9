"""Decisions about a journey: asked with what follows in words, taken by the API's flow.

The form carries the version of the journey that was shown (docs/decisions/0039).
"""

import re
from typing import Final

from jetbridge.flows.console.places import Asked, Done, Form, Visit
from jetbridge.flows.self_service import journeys
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey_events import AtVersion, Decision, Taken
from jetbridge.web import journey_decisions

_VERSION: Final = re.compile(r"[0-9]{1,9}")


def ask(visit: Visit) -> Asked:
    """Return what is asked before a decision is taken.

    Raises:
        ApiProblem: 404, there is no such journey; 409, the decision makes no sense for it now.
    """
    policy, journey, possible = journeys.possible(
        visit.context, visit.of, visit.variables["journey"]
    )
    decision = Decision(visit.word)
    if decision not in possible:
        title = "The decision makes no sense for the journey as it stands"
        raise ApiProblem(409, "not-possible", title, "Look at what it waits for now.")
    told = journey_decisions.consequence(policy, journey, decision)
    return Asked(journey.id, (told,), {"version": str(journey.version)})


def do(visit: Visit, form: Form) -> Done:
    """Take a decision.

    Raises:
        ApiProblem: as `self_service.journeys.decide`.
    """
    version = form.get("version", "")
    seen = AtVersion(int(version) if _VERSION.fullmatch(version) else 0)
    journey_id = visit.variables["journey"]
    journeys.decide(visit.context, visit.person, journey_id, Taken(Decision(visit.word), seen))
    return Done(f"{visit.home}/journeys/{journey_id}")
