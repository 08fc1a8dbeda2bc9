"""`jetbridge webhooks`: where tenants are told of their journeys."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from jetbridge.flows.event.webhooks import endpoint, signing
from jetbridge.model.audit import Action
from jetbridge.model.webhook import ENDPOINT_ID, Endpoint
from jetbridge.store import endpoints
from jetbridge_cli import arguments, asking, auditing, tenancy, webhook_deliveries, webhook_rows
from jetbridge_cli import chosen_endpoint as chosen
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, StackName
from jetbridge_cli.deployment import Endpoint as EndpointUrl
from jetbridge_cli.failure import ChangedError, CommandError
from jetbridge_cli.output import AsJson, moment, say, show, show_one, stderr
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(
    no_args_is_help=True, help="Send journeys' events to a tenant's endpoint, signed."
)

_NEW: Final = "new"
"""What `--endpoint` says for one that is still to be made."""

Seen = Annotated[
    int | None,
    typer.Option(
        "--expect-version",
        min=0,
        help="Do not ask, and change only while the endpoint has this version. 0: there is none.",
    ),
]


@app.command("set")
def set_(  # noqa: PLR0913 - an option each
    tenant: chosen.Tenant,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            help="Where to send events: https, by name. Address and events stay if left out.",
        ),
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--event", help="Repeatable. Every event of a journey if none."),
    ] = None,
    named: Annotated[
        str,
        typer.Option(
            "--endpoint",
            help=f"Which of the tenant's endpoints. {_NEW}: another one beside those it has.",
            callback=arguments.filled,
        ),
    ] = ENDPOINT_ID,
    seen: Seen = None,
    *,
    is_paused: Annotated[
        bool | None,
        typer.Option(
            "--pause/--resume", help="Send nothing for now, and what has come meanwhile later."
        ),
    ] = None,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Set an endpoint of a tenant. The secret of a new one is shown this once.

    Asks before it replaces another one.
    """
    with told(), chosen.explained():
        deployment = Deployment(stack_name, aws)
        context = tenancy.context(deployment, tenant, active=True)
        known = None if named == _NEW else endpoints.find(context.table, tenant, named)
        if known is None and named not in {_NEW, ENDPOINT_ID}:
            raise CommandError(f"{chosen.without(tenant, named)}: --endpoint {_NEW} makes one")
        wanted = _wanted(known, url, types)
        _confirmed(
            known, expected(known, seen, *wanted), f"Replace {chosen.called(tenant, named)}?"
        )
        further = f"whk_{context.ids.handle()}" if named == _NEW else ""
        on = [known.id if known else further or ENDPOINT_ID]
        with auditing.recorded(deployment, Action.WEBHOOK_SET, tenant=tenant, on=on):
            stored = endpoint.set_(
                context,
                tenant,
                *wanted,
                known=known,
                further=further,
                is_paused=is_paused,
            )
    secret = {"secret": stored.secret.reveal()} if stored.secret else {}
    show_one({**webhook_rows.endpoint(stored.endpoint), **secret}, as_json=as_json)


@app.command("endpoints")
def list_endpoints(
    tenant: chosen.Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """List the endpoints of a tenant."""
    with listing():
        found = endpoints.every(tenancy.table(Deployment(stack_name, aws), tenant), tenant)
        rows = [webhook_rows.endpoint(each) for each in found]
        show(rows, webhook_rows.ENDPOINTS, as_json=as_json, empty=f"{tenant} has no endpoint.")


@app.command("show")
def show_endpoint(
    tenant: chosen.Tenant,
    named: chosen.Named = ENDPOINT_ID,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Show a tenant's endpoint, and how many secrets sign what goes there."""
    with told(), chosen.explained():
        context = tenancy.context(Deployment(stack_name, aws), tenant)
        found = chosen.find(context, tenant, named)
        secrets = [moment(until) for _, until in signing.kept(context, found)]
    show_one(
        {**webhook_rows.endpoint(found), "secrets": len(secrets), "older_until": secrets[-1]},
        as_json=as_json,
    )


@app.command()
def rotate(  # noqa: PLR0913 - an option each
    tenant: chosen.Tenant,
    overlap: Annotated[
        int,
        typer.Option(
            min=0, help="Seconds that the present secret goes on signing. 0: it ends now."
        ),
    ] = signing.OVERLAP,
    named: chosen.Named = ENDPOINT_ID,
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Give an endpoint a new secret, shown this once. The present one signs for a while as well."""
    with told(), chosen.explained():
        deployment = Deployment(stack_name, aws)
        context = tenancy.context(deployment, tenant)
        found = chosen.find(context, tenant, named)
        ending_at = moment(context.clock.now() + overlap)
        asking.agree_at_terminal(
            f"Give {chosen.called(tenant, named)} a new secret?"
            f" The present one signs until {ending_at}.",
            yes=yes,
        )
        with auditing.recorded(deployment, Action.WEBHOOK_ROTATE, tenant=tenant, on=[found.id]):
            secret, until = endpoint.rotate(context, found, overlap=overlap)
    rotated = {
        "tenant": tenant,
        "endpoint": found.id,
        "secret": secret.reveal(),
        "older_until": moment(until),
    }
    show_one(rotated, as_json=as_json)


@app.command()
def remove(
    tenant: chosen.Tenant,
    named: chosen.Named = ENDPOINT_ID,
    seen: Seen = None,
    *,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Remove an endpoint. Pending deliveries are discarded. Asks first."""
    with told(), chosen.explained():
        deployment = Deployment(stack_name, aws)
        context = tenancy.context(deployment, tenant)
        known = chosen.find(context, tenant, named)
        question = f"Remove {chosen.called(tenant, named)}, and discard its pending deliveries?"
        _confirmed(known, seen, question)
        with auditing.recorded(deployment, Action.WEBHOOK_REMOVE, tenant=tenant, on=[known.id]):
            endpoint.remove(context, known)
    say(f"{chosen.without(tenant, named)}.")


@app.command("test")
def try_out(
    tenant: chosen.Tenant,
    named: chosen.Named = ENDPOINT_ID,
    *,
    stack_name: StackName = DEFAULT_STACK,
    aws: EndpointUrl = None,
) -> None:
    """Send a signed `webhook.test` now, from this machine, and say what came of it."""
    with told(), chosen.explained():
        deployment = Deployment(stack_name, aws)
        context = tenancy.context(deployment, tenant)
        found = chosen.find(context, tenant, named)
        with auditing.recorded(deployment, Action.WEBHOOK_TEST, tenant=tenant, on=[found.id]):
            outcome, is_taken = endpoint.send_test(context, found)
    if not is_taken:
        raise CommandError(f"not taken: {outcome}")
    say(f"taken: {outcome}")


webhook_deliveries.add_to(app)


def _wanted(
    known: Endpoint | None, url: str | None, types: list[str] | None
) -> tuple[str, Sequence[str]]:
    """Return address and events as they are to be: without an address both stay.

    Raises:
        CommandError: there is no address, given or known.
    """
    if url is not None:
        return url, types or ()
    if known is None:
        raise CommandError("a new endpoint needs an address: --url")
    return known.url, types or known.types


def expected(
    known: Endpoint | None, seen: int | None, url: str, types: Sequence[str]
) -> int | None:
    """Return the version that an endpoint must have to be set; None: the operator is asked.

    A pause, which leaves address and events, replaces nothing. So it is not asked about, and counts
    whatever the version is, unless the operator names one they have `seen`.
    """
    if seen is None and known and (known.url, {*known.types}) == (url, {*types}):
        return known.version
    return seen


def _confirmed(known: Endpoint | None, seen: int | None, question: str) -> None:
    """Make sure that what is there is what the operator saw, or sees now and confirms.

    Raises:
        ChangedError: it is not.
        CommandError: it was not confirmed.
    """
    version = known.version if known else 0
    if seen is not None:
        if seen == version:
            return
        shown = f": it is at {known.url}" if known else ""
        raise ChangedError(f"nothing was done: version {version} is there, not {seen}{shown}")
    if known is None:
        return
    say(f"version {version}: {known.url}", to=stderr)
    asking.agree(
        question,
        instead="A script says which version it has seen:"
        f" --expect-version {version} for the one that is shown above",
    )
