"""New API clients, other secrets, and ends, by the flows of the API."""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows.console import once, overlaps
from jetbridge.flows.console.places import Asked, Done, Form, View, Visit
from jetbridge.flows.self_service import clients
from jetbridge.model.errors import ApiProblem
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import say
from jetbridge.oauth.clients import Client, ClientStatus, older_until
from jetbridge.web import times
from jetbridge.web.client_bodies import ClientBody, ClientRotationBody
from jetbridge.web.json_body import validated

SCOPE: Final = "scope:"
"""How the name of a box begins that is ticked for a scope."""
_CONSEQUENCES: Final = {
    "create": (
        "Who has its secret may do what you tick, for this tenant, without a sign-in.",
        "The secret is shown once, on the next page.",
    ),
    "rotate": (
        "A new secret is shown once, on the next page.",
        "The present one is good for as long as you say: change it where it is used by then.",
        "Access tokens live on until they expire. Where someone else has one, revoke the client.",
    ),
    "revoke": (
        "Its secrets and its access tokens end at once, for good. What uses it is refused.",
        "It is shown for 90 days more.",
    ),
}
_LABELS: Final = {"name": say("Name"), "scopes": say("Scopes"), **overlaps.LABELS}


def ask(visit: Visit) -> Asked:
    """Return what is asked before a change.

    Raises:
        ApiProblem: 404, there is no such client; 409, it is revoked.
    """
    told = _CONSEQUENCES[visit.word]
    if visit.word == "create":
        shown = {"scopes": sorted(visit.person.scopes)}
        fields = once.fields(visit)
        return Asked(visit.of, told, fields, "client_form.html.j2", shown, _LABELS)
    found = clients.find(visit.context.table, visit.of, visit.variables["client"]).client
    if found.status is ClientStatus.REVOKED:
        raise ApiProblem(409, "not-possible", "The client is revoked already")
    if visit.word == "rotate":
        fields = once.fields(visit)
        return Asked(found.name, told, fields, overlaps.FORM, overlaps.SHOWN, _LABELS)
    return Asked(found.name, told)


def do(visit: Visit, form: Form) -> Done | View:
    """Make a client, give one another secret, or end one.

    Raises:
        ApiProblem: as the flows of the API do.
    """
    if visit.word == "create":
        body = validated(ClientBody, _body(form))
        with once.pressed(form) as key:
            made, secret = clients.create(visit.context, visit.person, body, key)
        return _told(visit, made, secret, until=None, made=(made.client_id,))
    client_id = visit.variables["client"]
    if visit.word == "rotate":
        overlap = validated(ClientRotationBody, overlaps.body(form)).overlap_in_seconds
        with overlaps.in_words(), once.pressed(form) as key:
            after, secret = clients.rotate(visit.context, visit.person, client_id, overlap, key)
        return _told(visit, after, secret, until=older_until(after) if overlap else None)
    # Who revokes the last client that makes clients can make the next one here.
    clients.revoke(visit.context, visit.person, client_id, even_last=True)
    return Done(f"{visit.home}/clients")


def _body(form: Form) -> Mapping[str, Any]:
    """Return name and scopes as the API reads them."""
    scopes = [name.removeprefix(SCOPE) for name in form if name.startswith(SCOPE)]
    return {"name": form.get("name", ""), "scopes": scopes}


def _told(
    visit: Visit, client: Client, secret: Secret, *, until: int | None, made: tuple[str, ...] = ()
) -> View:
    """Show a client's secret, this once."""
    shown = {
        "about": client.name,
        "pairs": [(say("Client id"), client.client_id), (say("Secret"), secret.reveal())],
        "until": times.moment(until) if until else None,
        "url": f"{visit.home}/clients/{client.client_id}",
    }
    return View("secret.html.j2", shown, say("Keep the secret now"), made=made)
