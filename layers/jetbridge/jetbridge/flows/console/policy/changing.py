"""Changes of the policy, by the flows of the API: each names the state that its reader saw."""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows import lookup
from jetbridge.flows.console.places import Asked, Done, Form, Visit
from jetbridge.flows.console.policy import showing
from jetbridge.flows.journey import policies as flow
from jetbridge.flows.journey.policies import NoPolicyError, PolicySupersededError
from jetbridge.flows.self_service import policies as own
from jetbridge.model.errors import ApiProblem
from jetbridge.model.sentence import say
from jetbridge.store import policies
from jetbridge.store.policies import Current, State
from jetbridge.web import json_object

_NOT_SEEN: Final = -1
"""No policy has this version: a change that replaces it is refused."""
_RUNNING: Final = "Journeys that run keep the version by which they began."
_STATES: Final = {"pause": State.PAUSED, "resume": State.ACTIVE, "remove": State.REMOVED}
_CONSEQUENCES: Final = {
    "change": (
        "It is checked whole before it is stored, and becomes a new version.",
        "Every journey that begins from then on runs by it.",
        _RUNNING,
    ),
    "restore": (
        "It is checked by today's rules, and becomes a new version.",
        "Every journey that begins from then on runs by it.",
        _RUNNING,
    ),
    "pause": ("No new journey begins. Hires are looked at again once it is resumed.", _RUNNING),
    "resume": ("Journeys begin again, also for hires of the meantime.",),
    "remove": ("No new journey begins, as if there had never been a policy.", _RUNNING),
}


def ask(visit: Visit) -> Asked:
    """Return what is asked before a change.

    Raises:
        ApiProblem: 404, there is no policy in force, or no such version.
    """
    table, tenant, word = visit.context.table, visit.of, visit.word
    known = policies.latest(table, tenant)
    about, shown = f"Version {known.in_force}", {}
    if word == "restore":
        about = f"Version {own.version(table, tenant, visit.variables['version']).number}"
    elif word == "change":
        found = policies.in_force(table, tenant, known)
        about = about if found else "The first version"
        shown = {"document": showing.written(found.document) if found else showing.BEGINNING}
    elif not known.in_force:
        raise lookup.missing("policy")
    form = "policy_form.html.j2" if word == "change" else ""
    seen = {"seen": _tag(known)}
    labels = {"document": say("The document")}
    return Asked(about, _CONSEQUENCES[word], seen, form=form, shown=shown, labels=labels)


def do(visit: Visit, form: Form) -> Done:
    """Make a change.

    Raises:
        ApiProblem: 400 or 422, the document is no policy; 404, there is none; 409, it is not, or no
            longer, as was seen. Nothing was changed.
    """
    known = policies.latest(visit.context.table, visit.of)
    is_as_seen = form.get("seen") == _tag(known)
    here = f"{visit.home}/policy"
    try:
        if visit.word in _STATES:
            _set(visit, known, _STATES[visit.word], is_as_seen=is_as_seen)
            return Done(here)
        document = _document(visit, form)
        replaces = known.in_force if is_as_seen else _NOT_SEEN
        version = flow.put(visit.context, visit.of, document, replaces=replaces, seen=known)
    except NoPolicyError:
        raise lookup.missing("policy") from None
    except PolicySupersededError:
        now = policies.latest(visit.context.table, visit.of)
        title = "The policy is not as you saw it any more"
        about = f"version {now.in_force}, {now.state or 'active'}" if now.in_force else "none"
        detail = f"Nothing was changed. In force: {about}."
        raise ApiProblem(409, "overtaken", title, detail) from None
    return Done(here, (f"version {version}",))


def _tag(known: Current) -> str:
    """Return what a form says of the policy that was seen: the entity tag, without its quotes."""
    return (own.tag(known) or "").strip('"')


def _set(visit: Visit, known: Current, state: State, *, is_as_seen: bool) -> None:
    """Pause, resume or remove the policy that was seen; one that is so already stays as it is.

    Raises:
        NoPolicyError: there is none.
        PolicySupersededError: it is another one, or was paused or resumed since.
    """
    if known.in_force and known.state is not state and not is_as_seen:
        raise PolicySupersededError(known.in_force)
    flow.change(visit.context, visit.of, state, by=visit.session.actor, seen=known)


def _document(visit: Visit, form: Form) -> Mapping[str, Any]:
    if "version" in visit.variables:
        found = own.version(visit.context.table, visit.of, visit.variables["version"])
        return found.version.document
    return json_object.json_object(form.get("document", "").encode())
