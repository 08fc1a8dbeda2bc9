"""The set-up of a deployment, for its operator: secrets, addresses to hand out, a tenant."""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows.connection import own_credentials as flow
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.console.setup.steps import Address, Receiver, State, Step
from jetbridge.model import registry
from jetbridge.model.console import CALLBACK_PATH as CONSOLE_CALLBACK
from jetbridge.model.console import ROOT
from jetbridge.model.own_credentials import API_KEY, CLIENT
from jetbridge.model.sentence import say
from jetbridge.model.transaction import CALLBACK_PATH as SIGN_IN_CALLBACK
from jetbridge.store import own_credentials, tenants
from jetbridge.store.own_credentials import Standing
from jetbridge.web import journey_words as words
from jetbridge.web import times

_PARTS: Final = (CLIENT, API_KEY)


def shown(visit: Visit) -> View:
    """Show what the deployment still needs, and the addresses."""
    steps = (*_secrets(visit), _tenant(visit))
    origin = visit.context.settings.base_url(visit.request.domain)
    facts = {"steps": steps, "receivers": tuple(receivers(origin)), "doctor": "jetbridge doctor"}
    return View("setup.html.j2", facts)


def receivers(origin: str) -> Iterator[Receiver]:
    """Yield who is told which addresses of ours."""
    for partner in registry.every():
        if partner.addresses:
            told = tuple(
                Address(name, f"{origin}{path}") for name, path in partner.addresses.items()
            )
            yield Receiver(partner.title, told)
    callbacks = (SIGN_IN_CALLBACK, CONSOLE_CALLBACK)
    redirects = tuple(Address("redirect_uri", f"{origin}{path}") for path in callbacks)
    yield Receiver(say("The sign-in service (Cognito knows them already)"), redirects)


def _secrets(visit: Visit) -> Iterator[Step]:
    for name in flow.names():
        if name == flow.IDENTITY:
            about = say("The sign-in service takes it: you have signed in.")
            yield Step(say("Secret of the sign-in service"), State.DONE, about)
            continue
        known = (own_credentials.get(visit.context.table, name, part) for part in _PARTS)
        yield _secret(name, [each for each in known if each.refused])


def _secret(name: str, refused: list[Standing]) -> Step:
    title = say("Secret of {partner}", partner=words.partner(name))
    if not refused:
        about = say(
            "Not refused at the last hourly test. Whether it is filled in, the command tells: the "
            "console may not read it."
        )
        return Step(title, State.UNKNOWN, about, command=f"jetbridge secrets test {name}")
    since = min(each.since for each in refused)
    about = say(
        "{partner} refuses it since {moment}.",
        partner=words.partner(name),
        moment=times.moment(since).words,
    )
    return Step(title, State.WRONG, about, command=f"jetbridge secrets set {name}")


def _tenant(visit: Visit) -> Step:
    found, _ = tenants.listing(visit.context.table, limit=1, after=None)
    title = say("First tenant")
    if not found:
        about = say("A tenant is a customer, whose people, connections and policy are apart.")
        return Step(title, State.OPEN, about, command="jetbridge tenants add ID --name NAME")
    about = say("There is one. What each tenant still needs is on its own page of the set-up.")
    return Step(title, State.DONE, about, url=ROOT, link=say("The tenants"))
