"""What an operator is shown about the end of a tenant: what it has, what was done, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jetbridge.flows.tenant import leftovers
from jetbridge.flows.tenant.leftovers import Kind
from jetbridge.flows.tenant.offboarding import Act, Done, OffboardingUnfinishedError
from jetbridge.model.tenant import Tenant
from jetbridge.store.table import Table
from jetbridge_cli.output import Row, say, show_json, stderr
from jetbridge_cli.refusals import MEND, told_of

CONSEQUENCE: Final = (
    "Sign-ins are refused, API clients and their tokens end, the policy is removed, running"
    " journeys are cancelled, connections are disconnected, companies are released, the endpoint"
    " is removed."
)

_DONE: Final = {
    Act.CLOSED: "nothing new begins for the tenant",
    Act.CLIENTS_REVOKED: "clients revoked",
    Act.POLICY_REMOVED: "policy removed: version",
    Act.JOURNEYS_ENDED: "journeys ended",
    Act.DISCONNECTED: "connections ended",
    Act.RELEASED: "companies released",
    Act.ENDPOINT_REMOVED: "endpoint removed",
    Act.OFFBOARDED: "offboarded",
}

_SHOWN: Final = 20
"""Ids of one kind that people are shown; programs get all."""


@dataclass(frozen=True, slots=True)
class _Advice:
    """What things of one kind are called, what is the matter with them, and what deals with it."""

    things: str
    matter: str
    command: str


_ERASE: Final = "jetbridge people erase --tenant TENANT --onboarding ID"
_ADVICE: Final = {
    Kind.RUNNING: _Advice(
        "journeys",
        "have not undone what they began, and try on by themselves",
        "jetbridge journeys show ID",
    ),
    Kind.NOT_CANCELLED: _Advice(
        "journeys",
        "could not cancel what they had begun: look at the partner, and end it there",
        "jetbridge journeys show ID",
    ),
    Kind.UNKNOWN_EXCHANGES: _Advice(
        "connections",
        "may be enabled at SmartRecruiters: have the customer look at Apps & Integrations, and"
        " disable the integration there",
        "jetbridge connections show ID",
    ),
    Kind.AT_PARTNERS: _Advice(
        "connections",
        "are still known at the partner: have the customer end the integration, or the credential,"
        " there",
        "jetbridge connections show ID",
    ),
    Kind.UNKNOWN_ONBOARDINGS: _Advice(
        "onboardings", "may have reached the person: look for the id at the partner", _ERASE
    ),
    Kind.OPEN_LINKS: _Advice(
        "onboardings", "have a link by which the person may still come, until it ends", _ERASE
    ),
    Kind.GIVEN_UP: _Advice(
        "webhooks",
        "were given up, and are removed 30 days later",
        "jetbridge webhooks failed --tenant TENANT",
    ),
    Kind.PERSONS: _Advice("onboardings", "keep data of a verified person", _ERASE),
    Kind.JOURNEYS: _Advice(
        "journeys",
        "name their candidate by SmartRecruiters' id",
        "jetbridge people erase --tenant TENANT --candidate CANDIDATE_ID",
    ),
}


def as_lines(shown: Row) -> Row:
    """Return what a tenant has, for the eye."""
    return {name: _line(value) for name, value in shown.items()}


def tell(done: Done) -> None:
    """Say what a step did, if anything."""
    if done.ids:
        say(f"{_DONE[done.act]}: {', '.join(done.ids)}", to=stderr)


def unfinished(tenant: str, goes_on: OffboardingUnfinishedError) -> str:
    """Return why an offboarding is not over, and what to do."""
    again = f"Run `jetbridge tenants offboard {tenant}` again later"
    if goes_on.unread:
        named = "; ".join(map(told_of, goes_on.unread))
        return f"{tenant} is not offboarded yet: this cannot be read: {named}. {MEND} {again}"
    if goes_on.journeys:
        return (
            f"{tenant} is not offboarded yet: these journeys undo what they began:"
            f" {', '.join(goes_on.journeys)}. {again}, or with --force, which ends the connections"
            " all the same: what then runs at a partner is not cancelled"
        )
    if goes_on.deliveries:
        return (
            f"{tenant} is not offboarded yet: its endpoint has not taken"
            f" {', '.join(goes_on.deliveries)}. {again}, or with --force, which drops them"
        )
    return f"{tenant} is not offboarded yet: something was written at this moment. {again}"


def tell_left(table: Table, tenant: Tenant, *, as_json: bool) -> None:
    """Show what is left of a tenant, and what to do about it."""
    left = leftovers.left(table, tenant.id)
    if as_json:
        found = [
            {"kind": str(each.kind), "ids": [*each.ids], "command": _command(each.kind, tenant.id)}
            for each in left
        ]
        show_json({"tenant": tenant.id, "status": str(tenant.status), "left": found})
        return
    say(f"{tenant.id} is {tenant.status}.")
    for each in left:
        advice = _ADVICE[each.kind]
        say(f"Left: {len(each.ids)} {advice.things} {advice.matter}:")
        for id_ in each.ids[:_SHOWN]:
            say(f"  {id_}")
        if len(each.ids) > _SHOWN:
            say(f"  and {len(each.ids) - _SHOWN} more, which --json lists")
        say(f"  {_command(each.kind, tenant.id)}")


def _command(kind: Kind, tenant: str) -> str:
    return _ADVICE[kind].command.replace("TENANT", tenant)


def _line(value: object) -> object:
    if isinstance(value, Mapping):
        return ", ".join(f"{count} {status}" for status, count in value.items()) or "none"
    if isinstance(value, list):
        return value or "none"
    return "none" if value is None else value
