"""`jetbridge audit`: who changed what, and whether the record is whole."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from jetbridge.flows.tenant import tenants
from jetbridge.model import audit_check
from jetbridge.model.audit import Action, Chain
from jetbridge.model.audit_check import Fault
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import audit, keys
from jetbridge.store.listing import left_out
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Table
from jetbridge_cli import arguments, audit_rows, tenancy
from jetbridge_cli.arguments import filled
from jetbridge_cli.audit_rows import Filter
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName, TableName
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, console, show
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(no_args_is_help=True, help="See who changed what, and check the record.")

_COLUMNS: Final = ("at", "tenant", "action", "on", "outcome", "actor")
_CHECKED: Final = ("chain", "entries", "number", "digest")

Tenant = Annotated[
    str | None,
    typer.Option(
        "--tenant", callback=filled, help="Whose changes; * for the deployment's own. All if none."
    ),
]
Actions = Annotated[
    list[Action] | None,
    typer.Option("--action", metavar="ACTION", help="Repeatable. Every action if none."),
]
Since = Annotated[str | None, typer.Option("--since", help="From this date or moment on (UTC).")]
Until = Annotated[str | None, typer.Option("--until", help="Before this date or moment (UTC).")]


class Format(StrEnum):
    """How entries are written out."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command("list")
def list_(  # noqa: PLR0913 - an option each
    tenant: Tenant = None,
    actions: Actions = None,
    since: Since = None,
    until: Until = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List changes, newest first: who, what, on what, when, and what came of it.

    A change whose outcome is begun goes on, or its process ended.
    """
    wanted = _filter(actions, since, until)
    with listing():
        deployment = Deployment(stack_name, endpoint, table)
        at, now = deployment.table(), deployment.clock().now()
        entries = [each for chain in _chains(at, tenant) for each in audit.entries(at, chain)]
        rows = audit_rows.changes(entries, wanted, now)
        show(rows, _COLUMNS, as_json=as_json, empty="No change is recorded.")


@app.command()
def export(  # noqa: PLR0913 - an option each
    tenant: Tenant = None,
    actions: Actions = None,
    since: Since = None,
    until: Until = None,
    form: Annotated[Format, typer.Option("--format", help="How.")] = Format.JSONL,
    *,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Write out the entries, chain by chain: JSON Lines as they are stored, or CSV.

    JSON Lines that are kept elsewhere are an anchor for `jetbridge audit verify`. An entry that
    cannot be read is left out and named: exit status 1.
    """
    wanted = _filter(actions, since, until)
    write = audit_rows.json_line if form is Format.JSONL else audit_rows.csv_line
    with listing():
        at = Deployment(stack_name, endpoint, table).table()
        if form is Format.CSV:
            console.file.write(audit_rows.csv_header())
        for chain in _chains(at, tenant):
            for each in audit_rows.taken(audit.entries(at, chain), wanted):
                console.file.write(write(each))


@app.command()
def verify(  # noqa: PLR0913 - an option each
    tenant: Tenant = None,
    anchor: Annotated[
        Path | None,
        typer.Option(
            "--anchor",
            exists=True,
            dir_okay=False,
            help="What an earlier `audit export`, or `audit verify --json`, wrote; or lines of the "
            "functions' logs.",
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Check that no entry was changed, removed, inserted or moved. Exit status 1 if one was.

    It prints where each chain ends. Keep that elsewhere: a holder of all rights to the table could
    otherwise cut off the end of a chain, or write it again.
    """
    with told():
        deployment = Deployment(stack_name, endpoint, table)
        at, now = deployment.table(), deployment.clock().now()
        anchors = audit_rows.anchors(anchor) if anchor else {}
        names = dict.fromkeys((*_chains(at, tenant), *(() if tenant else anchors)))
        read = {name: _read(at, name) for name in names}
    chains = {name: chain for name, chain in read.items() if isinstance(chain, Chain)}
    found = [(name, fault) for name, fault in read.items() if isinstance(fault, Fault)]
    found += [
        (name, fault)
        for name, chain in chains.items()
        for fault in (
            *audit_check.faults(chain, now=now),
            *audit_check.against(anchors.get(name, {}), chain, now=now),
        )
    ]
    rows = [
        audit_rows.end(name, chain.ended, len(chain.items))
        for name, chain in chains.items()
        if chain.ended
    ]
    show(rows, _CHECKED, as_json=as_json, empty="No change is recorded.")
    if found:
        raise CommandError(
            f"the audit trail is not as it was written ({len(found)}):",
            *(f"  {name} entry {fault.number}: {fault.what}" for name, fault in found),
        )


def _read(table: Table, chain: str) -> Chain | Fault:
    """Return a chain, or why it cannot be read: who tampers may store what we never do."""
    try:
        return audit.read(table, chain)
    except UnreadableItemError as error:
        return Fault(0, f"cannot be read: {error}")


def _filter(actions: list[Action] | None, since: str | None, until: str | None) -> Filter:
    ends = arguments.seconds(until, "--until") if until else None
    return Filter(frozenset(actions or ()), arguments.seconds(since), ends)


def _chains(table: Table, tenant: str | None) -> list[str]:
    """Return the names of a tenant's chains, or of every tenant's and the deployment's.

    One that is gone may still have a trail.

    Raises:
        CommandError: there is no such tenant.
    """
    if tenant and tenant != EVERY_TENANT:
        heads = table.get_many([keys.audit_head(each) for each in keys.audit_chains(tenant)])
        if not any(heads):
            tenancy.require(table, tenant)
    whose = [tenant] if tenant else [EVERY_TENANT, *_every_tenant(table)]
    return [chain for each in whose for chain in keys.audit_chains(each)]


def _every_tenant(table: Table) -> list[str]:
    """Return the ids of all tenants, also of those whose own item cannot be read."""
    with left_out() as broken:
        found = [each.id for each in tenants.listed(table)]
    return [*found, *(each.id for each in broken.values())]
