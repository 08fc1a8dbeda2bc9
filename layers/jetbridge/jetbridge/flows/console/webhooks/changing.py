"""Changes of endpoints, by the flows of the API: each says which state its reader saw."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from jetbridge.flows.console import once, overlaps
from jetbridge.flows.console.places import Asked, Done, Form, View, Visit
from jetbridge.flows.self_service import webhooks
from jetbridge.model.errors import ApiProblem
from jetbridge.model.events import JOURNEY_TYPES
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import say
from jetbridge.model.webhook import Endpoint
from jetbridge.web import times, webhook_bodies, webhook_resources
from jetbridge.web.json_body import validated
from jetbridge.web.request import Request
from jetbridge.web.webhook_bodies import RotationBody

EVENT: Final = "event:"
"""How the name of a box begins that is ticked for a type of event."""
_LINKS: Final = (
    "Some events carry a person's link: who has it can open it, without a sign-in. Name an address "
    "of your own alone."
)
_CONSEQUENCES: Final = {
    "register": (
        "It is told of what happens from then on.",
        "Its signing secret is shown once, on the next page.",
        _LINKS,
    ),
    "change": (
        "What waits is sent to the new address, too, and signed with the same secret.",
        "An endpoint that was disabled is told again.",
        _LINKS,
    ),
    "pause": (
        "Nothing is sent there until it is resumed. What happens meanwhile is sent then.",
        "What has waited for seven days is given up.",
    ),
    "resume": ("It is told again, also of what has waited.",),
    "rotate": (
        "A new secret signs from now on. It is shown once, on the next page.",
        "The present one signs as well for as long as you say: the receiver needs both till then.",
    ),
    "remove": (
        "Nothing is sent there any more, and what waits for it is discarded.",
        "Its secret ends: one that is registered again has another one.",
    ),
}
_LABELS: Final = {"url": say("Address"), "events": say("Events"), **overlaps.LABELS}
_STATES: Final = {"pause": "paused", "resume": "active"}


def ask(visit: Visit) -> Asked:
    """Return what is asked before a change.

    Raises:
        ApiProblem: 404, there is no such endpoint.
    """
    word = visit.word
    told, types = _CONSEQUENCES[word], sorted(JOURNEY_TYPES)
    if word == "register":
        shown = {"url": "", "types": types, "wanted": ()}
        fields = once.fields(visit)
        return Asked(visit.of, told, fields, "webhook_form.html.j2", shown, _LABELS)
    found = _found(visit)
    if word == "rotate":
        fields = once.fields(visit)
        return Asked(found.host, told, fields, overlaps.FORM, overlaps.SHOWN, _LABELS)
    seen = {"seen": webhooks.tag(found)}
    if word == "change":
        shown = {"url": found.url, "types": types, "wanted": found.types}
        return Asked(found.host, told, seen, "webhook_form.html.j2", shown, _LABELS)
    return Asked(found.host, told, seen)


def do(visit: Visit, form: Form) -> Done | View:
    """Make a change.

    Raises:
        ApiProblem: 404, there is no such endpoint; 409, it is not what was seen, or cannot be
            changed like that; 422, a field breaks a rule.
    """
    word = visit.word
    if word == "register":
        return _register(visit, form)
    here, endpoint_id = f"{visit.home}/webhooks", visit.variables["endpoint"]
    if word == "rotate":
        return _rotate(visit, endpoint_id, form)
    request = _as_seen(visit.request, form)
    if word in _STATES and webhook_resources.state(_found(visit)) == _STATES[word]:
        return Done(f"{here}/{endpoint_id}")  # pressed twice
    with _in_words():
        if word == "remove":
            webhooks.remove(visit.context, visit.person, request, endpoint_id)
            return Done(here)
        sent = {"status": _STATES[word]} if word in _STATES else _body(form)
        body = webhook_bodies.some_changes(sent)
        webhooks.change(visit.context, visit.person, request, endpoint_id, body)
    return Done(f"{here}/{endpoint_id}")


def _register(visit: Visit, form: Form) -> View:
    body = webhook_bodies.an_endpoint(_body(form))
    with once.pressed(form) as key:
        made, secret = webhooks.create(visit.context, visit.person, body, key)
    return _told(visit, made, secret, until=None)


def _rotate(visit: Visit, endpoint_id: str, form: Form) -> View:
    overlap = validated(RotationBody, overlaps.body(form)).overlap_in_seconds
    with overlaps.in_words(), once.pressed(form) as key:
        secret, until = webhooks.rotate(visit.context, visit.person, endpoint_id, overlap, key)
    return _told(visit, _found(visit), secret, until=until if overlap else None)


def _told(visit: Visit, endpoint: Endpoint, secret: Secret, *, until: int | None) -> View:
    """Show a secret that signs, this once."""
    shown = {
        "about": endpoint.host,
        "pairs": [(say("Signing secret"), secret.reveal())],
        "until": times.moment(until) if until else None,
        "url": f"{visit.home}/webhooks/{endpoint.id}",
    }
    on = () if "endpoint" in visit.variables else (endpoint.id,)
    return View("secret.html.j2", shown, say("Keep the secret now"), made=on)


def _found(visit: Visit) -> Endpoint:
    return webhooks.find(visit.context, visit.of, visit.variables["endpoint"]).endpoint


def _body(form: Form) -> Mapping[str, Any]:
    """Return address and events as the API reads them: where no box is ticked, every event."""
    events = [name.removeprefix(EVENT) for name in form if name.startswith(EVENT)]
    return {"url": form.get("url", ""), "events": events}


def _as_seen(request: Request, form: Form) -> Request:
    """Return the request as a client's is that names what it saw (RFC 9110 §13.1.1)."""
    return replace(request, headers={**request.headers, "if-match": form.get("seen", "")})


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in a person's words that an endpoint is another one by now.

    Raises:
        ApiProblem: 409.
    """
    try:
        yield
    except ApiProblem as refused:
        if refused.slug != "precondition-failed":
            raise
        title = "The endpoint has changed since you saw it"
        detail = "Nothing was changed. Look at it as it is now."
        raise ApiProblem(409, "overtaken", title, detail) from None
