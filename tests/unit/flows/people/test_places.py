"""Every kind of item is either a place of personal data, or has a reason why it is none."""

from typing import Final

from jetbridge.flows.people import finding, identifying, places
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.people.traces.place import Act
from jetbridge.store import keys
from tests.support.journeys.env import TENANT
from tests.unit.flows.people.erasing import (
    built,
    candidate,
    items,
    kind,
    known_by_everything,
    onboarded,
)

NOBODYS: Final = {
    "ACCOUNT": "which connection a tenant has to a partner",
    "AUDIT ENTRY": "who changed what, by ids of ours and of clients; it expires",
    "AUDIT HEAD": "where a chain of these ends: a number and a hash",
    "BROKER ACCESS_TOKEN": "a partner's token, named after a connection",
    "CLIENT": "a client that we issued",
    "CLIENT TOKEN": "a token that we issued",
    "CLIENT USED": "on which day a client last obtained a token",
    "COMPANY": "a company's tenant",
    "COMPANY ATTEMPTS": "administrators' attempts at a company",
    "COMPANY HISTORY": "what operators and administrators did to a company",
    "COMPANY TENANT": "a tenant's connection to a company",
    "CONNECTION": "credentials and state of a company",
    "CONNECTION HISTORY": "what became of a connection",
    "CONNECT_LINK": "what a tenant's administrator is asked to connect",
    "CONSOLE SESSION": "who is signed in in the console; eight hours by default",
    "CREDENTIAL": "what a partner said of a credential of the deployment",
    "ENDPOINT": "where a tenant is told",
    "ENDPOINT FURTHER": "where a tenant is told",
    "ENDPOINT DIRECTORY": "where a tenant is told",
    "ERASED": "a keyed digest: it has to stay",
    "BACKLOG": "how many messages each queue holds",
    "BRAND": "the name, the colours and the links of the pages",
    "BRAND LOGO": "the logo of the pages",
    "ERASURE": "the record: who, when, what kinds, by ids of ours",
    "EXPORT": "the receipt of a copy: who, when, what kinds, by ids of ours",
    "PERSON_REQUEST": "what was asked for; whom it is about is sealed, and wiped with its end",
    "PERSON_UNDER_WAY": "a digest, until what was asked for is over",
    "PERSON_COPY PART": "a copy for who has asked, sealed, for an hour",
    "FAILURE": "why work failed, by ids of ours",
    "QUOTA": "a number",
    "GATE": "limits of a credential",
    "POLICY CURRENT": "a number",
    "POLICY VERSION": "what follows from a hire, for all hires",
    "PSEUDONYMS": "the key of the keyed digests",
    "RESEAL": "how far the re-seal has come, with keys of a few items",
    "SESSION": "an administrator who is signed in; half an hour",
    "TENANT": "a tenant's status and display name",
    "TRANSACTION": "a browser's flow; it names an onboarding, whose link leads nowhere once erased",
    "CONNECTION UNVERIFIED": "counts deliveries that are not signed",
}
"""What holds no data of a person who is onboarded, and why. A new kind of item belongs here or in
`jetbridge.flows.people.places.PLACES`."""


def test_every_kind_of_item_is_decided_about() -> None:
    """Who adds one decides whether a person's data can be in it."""
    # GIVEN the kinds that are erased
    erased = [kind for place in places.PLACES for kind in place.items]
    # THEN with those that hold no person's data they are all that there are, each once
    assert len(erased) == len(set(erased))
    assert set(erased).isdisjoint(NOBODYS)
    assert built() == {*erased, *NOBODYS}


def test_what_stands_in_the_table_is_decided_about() -> None:
    """The same for what is really stored."""
    # GIVEN a table in which a person has everything
    simulation = onboarded()
    known_by_everything(simulation)
    # THEN each item is of a kind that is decided about
    erased = {kind for place in places.PLACES for kind in place.items}
    assert {kind(key) for key in items(simulation.world)} <= erased | set(NOBODYS)


def test_finding_and_erasing_walk_one_list() -> None:
    """What is found in a place can be erased there."""
    # GIVEN a person with everything
    simulation = onboarded()
    known_by_everything(simulation)
    stock = Stock(simulation.world.context(), TENANT)
    # WHEN they are found
    found = finding.of_person(stock, identifying.whom(stock, candidate()))
    # THEN each thing was found in a place of the list, and is counted there
    assert {each.place for each in found.traces} <= {place.name for place in places.PLACES}
    assert sum(found.counts().values()) == len(found.traces)
    # AND has writes that erase it
    act = Act(stock.context, 1, "ops")
    assert all([*places.erased(act, each)] for each in found.traces)


def test_what_counts_the_messages_of_a_person_is_erased_with_their_journeys() -> None:
    """Its key has a digest of their id, its names have the ids of their journeys."""
    # GIVEN a person who was sent a message
    simulation = onboarded()
    key = keys.candidate_messages(simulation.company.id, simulation.journey.candidate_id)
    assert simulation.world.table.get(key)
    # WHEN their journeys are erased
    stock = Stock(simulation.world.context(), TENANT)
    found = finding.of_person(stock, identifying.whom(stock, candidate()))
    act = Act(stock.context, 1, "ops")
    for trace in found.traces:
        for writes in places.erased(act, trace):
            stock.context.table.write(*writes)
    # THEN it is gone
    assert simulation.world.table.get(key) is None
