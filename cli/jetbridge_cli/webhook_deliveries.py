"""`jetbridge webhooks list`, `failed` and `replay`: deliveries to tenants' endpoints."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Annotated, Final

import typer

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.model.audit import Action
from jetbridge.model.webhook import ENDPOINT_ID, Delivery, is_for_earlier
from jetbridge.store import deliveries, endpoints
from jetbridge.store.listing import every
from jetbridge_cli import arguments, asking, auditing, tenancy, webhook_rows
from jetbridge_cli import chosen_endpoint as chosen
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, StackName
from jetbridge_cli.deployment import Endpoint as EndpointUrl
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, say, show
from jetbridge_cli.refusals import listing, told

_PAGE: Final = 100


def add_to(app: typer.Typer) -> None:
    """Add the commands to those of the endpoints."""
    app.command("list")(list_)
    app.command()(failed)
    app.command()(replay)


def list_(
    tenant: Annotated[
        str | None,
        typer.Option(
            "--tenant", callback=arguments.filled, help="Whose webhooks. Every tenant's if none."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """List pending deliveries, the next one first: endpoint, attempts, last outcome.

    The content of a webhook is never shown.
    """
    with listing():
        deployment = Deployment(stack_name, aws)
        table = tenancy.table(deployment, tenant) if tenant else deployment.table()
        found = [each for each in deliveries.waiting(table) if tenant in {None, each.event.tenant}]
        known = {each.event.tenant for each in found}
        hosts = {
            (name, each.id): each.host for name in known for each in endpoints.every(table, name)
        }
        rows = [
            webhook_rows.pending(each, hosts) for each in sorted(found, key=attrgetter("next_at"))
        ]
        show(rows, webhook_rows.PENDING, as_json=as_json, empty="Nothing waits.")


def failed(
    tenant: chosen.Tenant,
    named: chosen.Named = ENDPOINT_ID,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """List the webhooks that were given up, latest first."""
    with listing():
        context = tenancy.context(Deployment(stack_name, aws), tenant)
        rows = [webhook_rows.given_up(each) for each in _dead(context, tenant, named)]
        show(
            rows, webhook_rows.GIVEN_UP, as_json=as_json, empty=f"Nothing of {tenant} was given up."
        )


def replay(  # noqa: PLR0913 - an option each
    tenant: chosen.Tenant,
    event_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="EVENT_ID...", help="Every one that was given up if none."),
    ] = None,
    named: chosen.Named = ENDPOINT_ID,
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Send webhooks that were given up again, from the first attempt."""
    with told(), chosen.explained():
        deployment = Deployment(stack_name, aws)
        context = tenancy.context(deployment, tenant)
        found = chosen.find(context, tenant, named)
        endpoint.require_told(found)
        given_up = _dead(context, tenant, named)
        dead = {each.event.id: each for each in given_up if not is_for_earlier(each, found)}
        missing = [each for each in event_ids or [] if each not in dead]
        if missing:
            raise CommandError(f"{' '.join(missing)} was not given up, or is gone")
        events = [*dict.fromkeys(event_ids or dead)]
        asking.agree_at_terminal(f"Send {len(events)} events to {tenant} again?", yes=yes)
        with auditing.recorded(deployment, Action.WEBHOOK_REPLAY, tenant=tenant, on=events):
            for event_id in events:
                deliver.replay(context, dead[event_id])
    say(f"{len(events)} enqueued.")


def _dead(context: Context, tenant: str, named: str) -> Iterator[Delivery]:
    further = "" if named == ENDPOINT_ID else named
    return every(lambda at: deliveries.dead(context.table, tenant, further, limit=_PAGE, after=at))
