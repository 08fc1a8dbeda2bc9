"""`jetbridge policy`: what follows from a hire, checked, tried and put in force."""

from pathlib import Path
from typing import Annotated, Final

import typer

from jetbridge.flows.journey import policies as journey_policies
from jetbridge.model.dry_run import Verdict
from jetbridge.partners.smartrecruiters import sample_hire
from jetbridge.store import policies
from jetbridge.store.policies import State
from jetbridge_cli import operating, policy_files, policy_schema, putting, tenancy
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.operating import By
from jetbridge_cli.output import AsJson, moment, say, show_json, show_one, stderr
from jetbridge_cli.refusals import listing, told
from jetbridge_cli.rehearsal_options import (
    Region,
    RehearsedCompany,
    RehearsedRegion,
    RehearsedSequence,
    RehearsedSettings,
    RehearsedStack,
    RehearsedTenant,
    Wanted,
)

app: Final = typer.Typer(
    no_args_is_help=True, help="Manage a tenant's policy: what follows from a hire."
)

File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The policy, as JSON.")
]
SAMPLE: Final = {
    "candidate": sample_hire.CANDIDATE,
    "application": sample_hire.APPLICATION,
}
Tenant = Annotated[str, typer.Option("--tenant", help="Whose policy: the tenant's identifier.")]
Replaces = Annotated[
    int | None,
    typer.Option(
        "--expect-version",
        min=0,
        help="Do not ask, and change only while this version is in force. 0: none.",
    ),
]


@app.command()
def validate(file: File) -> None:
    """Validate a policy, and print one fault per line."""
    policy_files.checked(file)
    say(f"{file} is valid.")


@app.command("put")
def put_(  # noqa: PLR0913 - an option each
    tenant: Tenant,
    file: File,
    replaces: Replaces = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Put a policy in force for future hires. Running journeys keep the version that they have.

    Asks before it replaces another policy. Putting the policy that is in force makes no new
    version.
    """
    document = policy_files.checked(file)
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant, active=True)
        version = putting.put(deployment, context, tenant, document, replaces)
    show_one({"tenant": tenant, "version": version}, as_json=as_json)


@app.command()
def pause(
    tenant: Tenant,
    by: By = "",
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Let no new journey begin. Hires are checked again each hour; running journeys go on."""
    _change(Deployment(stack_name, endpoint), tenant, State.PAUSED, by, as_json=as_json)


@app.command()
def resume(
    tenant: Tenant,
    by: By = "",
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Let journeys begin again. Hires of the time of the pause begin theirs within an hour."""
    _change(Deployment(stack_name, endpoint), tenant, State.ACTIVE, by, as_json=as_json)


@app.command()
def remove(  # noqa: PLR0913 - an option each
    tenant: Tenant,
    seen: Replaces = None,
    by: By = "",
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Remove a policy permanently. New hires begin no journey; running journeys go on.

    Asks first. Its versions are kept, because journeys run by them.
    """
    _change(Deployment(stack_name, endpoint), tenant, State.REMOVED, by, seen, as_json=as_json)


def _change(  # noqa: PLR0913 - what is changed, how and by whom
    deployment: Deployment,
    tenant: str,
    state: State,
    by: str,
    seen: int | None = None,
    *,
    as_json: bool,
) -> None:
    with told():
        context = tenancy.context(deployment, tenant)
        after = putting.change(deployment, context, tenant, state, by or operating.operator(), seen)
    facts = {"tenant": tenant, "version": after.version, **_state(after)}
    show_one(facts, as_json=as_json)


@app.command()
def show(  # noqa: PLR0913 - an option each
    tenant: Tenant,
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="The one in force, if none.")
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Show a tenant's policy, which version it is and since when there is one."""
    with listing():
        at = tenancy.table(Deployment(stack_name, endpoint, table), tenant)
        latest = policies.latest(at, tenant)
        wanted = version or latest.in_force
        found = policies.find(at, tenant, wanted) if wanted else None
        if found is None:
            missing = f"no version {version} of a policy" if version else "no policy"
            raise CommandError(f"{tenant} has {missing}")
        facts: dict[str, object] = {"tenant": tenant, "version": wanted}
        facts |= {"since": moment(found.created_at)}
        if wanted == latest.version:
            facts |= _state(latest)
        for fault in journey_policies.warnings(found.document, tenant, wanted):
            say(f"warning: {policy_files.line(fault).strip()}", style="yellow", to=stderr)
        if as_json:
            show_json({**facts, "document": found.document})
        else:
            show_one(facts, as_json=False)
            show_json(found.document)


@app.command("dry-run")
def dry_run(  # noqa: PLR0913, PLR0917 - an option each
    file: File,
    sample: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="The hire: JSON with candidate and application, as SmartRecruiters shows them.",
        ),
    ] = None,
    verdict: Annotated[
        Verdict, typer.Option(help="What becomes of the person at each verification.")
    ] = Verdict.VERIFIED,
    sequence: RehearsedSequence = 1,
    tenant: RehearsedTenant = None,
    company: RehearsedCompany = None,
    region: RehearsedRegion = Region.US,
    settings: RehearsedSettings = None,
    stack_name: RehearsedStack = None,
    endpoint: Endpoint = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show every call that a hire would lead to, in order, without making one.

    What is assumed of the deployment is shown first; it comes from the stack that is named, or
    from the template's defaults, and --setting changes it.
    """
    document = policy_files.checked(file)
    hire = policy_files.read_sample(sample) if sample else SAMPLE
    wanted = Wanted(
        stack_name,
        endpoint,
        tenant,
        company,
        settings=settings or (),
        sequence=sequence,
        region=region,
    )
    # SAM's template reader takes a moment to import; the other commands do without.
    from jetbridge_cli import rehearsing  # noqa: PLC0415 - see above

    rehearsing.run(document, hire, verdict, wanted, as_json=as_json)


@app.command()
def sample() -> None:
    """Print the hire that a dry run takes where none is given."""
    show_json(SAMPLE)


@app.command()
def schema() -> None:
    """Print the JSON schema of a policy, for editors."""
    print(policy_schema.text(), end="")


def _state(latest: policies.Current) -> dict[str, object]:
    """Return whether a policy is in force, and who changed that when."""
    changed = {"changed_at": moment(latest.changed_at), "changed_by": latest.changed_by or None}
    return {"state": latest.state or "active", **(changed if latest.changed_at else {})}
