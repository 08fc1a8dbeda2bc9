"""The set-up of a tenant: administrator, connection and policy, each with what is next."""

from typing import Final

from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.console.setup.steps import Address, Receiver, State, Step
from jetbridge.model import registry
from jetbridge.model.connection import Status
from jetbridge.model.console import Role
from jetbridge.model.sentence import say
from jetbridge.store import audit, connections, keys, policies
from jetbridge.store.listing import or_else
from jetbridge.store.policies import State as PolicyState

_READ: Final = 25
_PERSON: Final = "person:"


def shown(visit: Visit) -> View:
    """Show what the tenant still needs."""
    facts = {
        "steps": (_administrator(visit), _connection(visit), _policy(visit)),
        "receivers": (_hiring_system(visit),),
        "doctor": None,
    }
    return View("setup.html.j2", facts)


def _administrator(visit: Visit) -> Step:
    title = say("First administrator")
    if visit.role is not Role.OPERATOR:
        return Step(title, State.DONE, say("You are one."))
    if _has_acted(visit):
        return Step(title, State.DONE, say("A person has changed something here: see the trail."))
    about = say(
        "People are known to the sign-in service, not here. Make one there, whose claims name this "
        "tenant and the role admin. No one has changed anything yet."
    )
    return Step(title, State.UNKNOWN, about, url=f"{visit.home}/audit", link=say("The audit trail"))


def _has_acted(visit: Visit) -> bool:
    """Return whether a person is among who changed something lately."""
    read = (
        entry
        for chain in keys.audit_chains(visit.of)
        for entry in audit.newest(visit.context.table, chain, limit=_READ)
    )
    return any(
        each.actor.startswith(_PERSON) and each.actor != visit.session.actor for each in read
    )


def _connection(visit: Visit) -> Step:
    found, _ = connections.of_tenant(visit.context.table, visit.of, limit=_READ, after=None)
    system, url = registry.hiring_system(), f"{visit.home}/connections"
    title, link = say("First connection"), say("The connections")
    theirs = [each for each in found if each.partner == system.name]
    if any(each.status in (Status.ACTIVE, Status.DEGRADED) for each in theirs):
        about = say("{partner} is connected: hires are known.", partner=system.title)
        return Step(title, State.DONE, about, url, link)
    if any(each.status is Status.NEEDS_RECONNECT for each in theirs):
        about = say("{partner} has to be connected again.", partner=system.title)
        return Step(title, State.WRONG, about, url, link)
    about = say(
        "An administrator begins in {partner}, at Apps & Integrations, and is led to our page.",
        partner=system.title,
    )
    return Step(title, State.OPEN, about, url, link)


def _policy(visit: Visit) -> Step:
    known = or_else(lambda: policies.latest(visit.context.table, visit.of), None)
    title, url = say("First policy"), f"{visit.home}/policy"
    if known is None:
        return Step(title, State.WRONG, say("It cannot be read."), url, say("The policy"))
    if known.state is PolicyState.PAUSED:
        about = say("It is paused: no new journey begins.")
        return Step(title, State.OPEN, about, url, say("The policy"))
    if known.in_force:
        about = say("Version {number} is in force.", number=known.in_force)
        return Step(title, State.DONE, about, url, say("The policy"))
    about = say("It says what a hire leads to. Try one first: nothing is sent.")
    return Step(title, State.OPEN, about, f"{url}/dry-run", say("Try a policy"))


def _hiring_system(visit: Visit) -> Receiver:
    """Return the page that the hiring system opens for an administrator."""
    system = registry.hiring_system()
    origin = visit.context.settings.base_url(visit.request.domain)
    return Receiver(system.title, (Address("consentUrl", f"{origin}{system.consent_path}"),))
