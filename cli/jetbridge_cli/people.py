"""`jetbridge people`: what is stored of one person, its copy, its erasure, and the records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from jetbridge.flows.context import Context
from jetbridge.flows.people import erase as erasing
from jetbridge.flows.people import finding
from jetbridge.flows.people import lift as lifting
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.identifying import AmbiguousPersonError, PersonNotFoundError
from jetbridge.flows.people.stock import Stock
from jetbridge.model.audit import Action
from jetbridge.model.erasure import Identifier
from jetbridge.store import erasures as records
from jetbridge.store import exports as receipts
from jetbridge.store.listing import Unreadable, every
from jetbridge.store.table import ConditionFailedError
from jetbridge.web import person_resources
from jetbridge_cli import asking, auditing, erasing_words, exporting, operating, tenancy
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
)
from jetbridge_cli.failure import ChangedError, CommandError
from jetbridge_cli.operating import By
from jetbridge_cli.output import AsJson, say, show, show_json, show_one
from jetbridge_cli.person import (
    ApplicationId,
    CandidateId,
    Company,
    ConnectionId,
    ExternalId,
    OnboardingId,
    Tenant,
    identifier,
)
from jetbridge_cli.refusals import MEND, listing, told, told_of

app: Final = typer.Typer(no_args_is_help=True, help="Copy and erase what is stored of a person.")

_PAGE: Final = 100


@app.command()
def erase(  # noqa: PLR0913 - an option each
    *,
    tenant: Tenant,
    candidate: CandidateId = "",
    application: ApplicationId = "",
    onboarding: OnboardingId = "",
    external_id: ExternalId = "",
    company: Company = "",
    connection: ConnectionId = "",
    by: By = "",
    yes: Yes = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="End what goes on, and erase what cannot be ended, too. The record says what.",
        ),
    ] = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Erase one person's data permanently. A record of what happened, and when, remains.

    Before it asks it shows what is found, and the ids by which the partners know the person: these
    are erased too, and the partners keep what they have.
    """
    named = identifier(candidate, application, onboarding, external_id)
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        named = _of_company(context, tenant, named, company, connection)
        found = _found(context, tenant, named)
        if not as_json:
            erasing_words.tell(found)
        if not yes:
            asking.agree(f"Erase this person of {tenant} for good?", undone="nothing was erased")
        try:
            with auditing.recorded(deployment, Action.PERSON_ERASE, tenant=tenant) as made:
                report = erasing.erase(
                    context,
                    found,
                    by=by or operating.operator(),
                    force=force,
                    changes=deployment.changes(),
                )
                made.append(report.erasure.id)
        except erasing.StillUnderWayError as why:
            raise CommandError(
                f"nothing was erased: {why}. With --force it is ended first, as far as possible"
            ) from None
        except erasing.ChangedError as changed:
            if not as_json:
                erasing_words.tell(changed.found, changes=changed.changes)
            raise ChangedError(
                "nothing was erased: there is something that you were not shown"
                f" ({erasing_words.listed(changed.changes)})"
            ) from None
        except ConditionFailedError:
            raise CommandError("another erasure of this person is running: try again") from None
    if as_json:
        show_json(erasing_words.receipt(found, report.erasure))
    else:
        erasing_words.tell_record(report.erasure)
    if report.left:
        raise CommandError(
            f"not everything was erased ({erasing_words.listed(report.left)}): it was written"
            " while it was erased. Run the command again"
        )
    _require_read(report.unread, "the erasure has not ended")


@app.command()
def lift(  # noqa: PLR0913 - an option each
    *,
    tenant: Tenant,
    candidate: CandidateId = "",
    application: ApplicationId = "",
    onboarding: OnboardingId = "",
    external_id: ExternalId = "",
    company: Company = "",
    connection: ConnectionId = "",
    by: By = "",
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Allow a person who was erased to be hired again. Nothing that was erased comes back."""
    named = identifier(candidate, application, onboarding, external_id)
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        named = _of_company(context, tenant, named, company, connection)
        try:
            erasure = lifting.find(context, tenant, named)
        except (PersonNotFoundError, AmbiguousPersonError) as why:
            raise CommandError(f"nothing was lifted: {why}") from None
        if not as_json:
            erasing_words.tell_record(erasure)
        if not yes:
            asking.agree("Allow this person to be hired again?", undone="nothing was lifted")
        try:
            with auditing.recorded(deployment, Action.PERSON_LIFT, tenant=tenant, on=[erasure.id]):
                lifted = lifting.lift(context, erasure, by=by or operating.operator())
        except ConditionFailedError:
            raise CommandError(
                "nothing was lifted: the erasure is being written. Try again"
            ) from None
    if as_json:
        show_json(erasing_words.record(lifted))
    else:
        say(f"Lifted: {lifted.id}. The next hire of this person begins a journey.")


@app.command()
def erasures(
    tenant: Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List a tenant's erasures, newest first: who had them made, when, what, and what remained."""
    with listing():
        at = tenancy.table(Deployment(stack_name, endpoint), tenant)
        known = [*every(lambda page: records.of_tenant(at, tenant, limit=_PAGE, after=page))]
        rows = [*map(erasing_words.record if as_json else erasing_words.row, known)]
        show(rows, erasing_words.COLUMNS, as_json=as_json, empty=f"{tenant} has no erasures.")


@app.command()
def export(  # noqa: PLR0913 - an option each
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file, which you alone may read.")
    ],
    *,
    tenant: Tenant,
    candidate: CandidateId = "",
    application: ApplicationId = "",
    onboarding: OnboardingId = "",
    external_id: ExternalId = "",
    company: Company = "",
    connection: ConnectionId = "",
    by: By = "",
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Put a copy of everything that is stored of one person into a file, as JSON.

    A receipt remains: who had it made, when, and of what. Links are left out: they are secrets.
    """
    named = identifier(candidate, application, onboarding, external_id)
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        named = _of_company(context, tenant, named, company, connection)
        found = _found(context, tenant, named, undone="nothing was exported")
        with auditing.recorded(deployment, Action.PERSON_EXPORT, tenant=tenant) as made:
            receipt = exporting.put(context, found, file, by=by or operating.operator())
            made.append(receipt.id)
    if as_json:
        show_json(person_resources.receipt(receipt))
    else:
        show_one(exporting.row(receipt), as_json=False)
        erasing_words.tell_unclear(found, "export")
    _require_read(found.unread, "the copy may not be whole")


@app.command()
def exports(
    tenant: Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List the receipts of copies of a tenant's persons, newest first."""
    with listing():
        at = tenancy.table(Deployment(stack_name, endpoint), tenant)
        known = [*every(lambda page: receipts.of_tenant(at, tenant, limit=_PAGE, after=page))]
        rows = [*map(person_resources.receipt if as_json else exporting.row, known)]
        show(rows, exporting.COLUMNS, as_json=as_json, empty=f"{tenant} has no exports.")


def _found(
    context: Context, tenant: str, named: Identifier, undone: str = "nothing was erased"
) -> Found:
    """Return what is stored of whom an identifier names.

    Raises:
        CommandError: it names no person, or several.
    """
    try:
        return finding.find(context, tenant, named)
    except (PersonNotFoundError, AmbiguousPersonError) as why:
        raise CommandError(f"{undone}: {why}") from None


def _require_read(unread: Sequence[Unreadable], undone: str) -> None:
    """Make sure that everything could be read in which there may be something of the person.

    Raises:
        CommandError: it could not, and what that means.
    """
    if unread:
        raise CommandError(
            f"{undone}: this cannot be read, and may be of the person ({len(unread)}):",
            *(f"  {told_of(each)}" for each in unread),
            MEND,
            "Then run the command again.",
        )


def _of_company(
    context: Context, tenant: str, named: Identifier, company: str, connection_id: str
) -> Identifier:
    """Return the identifier with its company, where one was given."""
    if not connection_id:
        return Identifier(named.kind, named.value, company)
    known = Stock(context, tenant).connections.get(connection_id)
    if known is None or company:
        rule = "give one of --company and --connection" if company else "it is not the tenant's"
        raise typer.BadParameter(rule, param_hint="--connection")
    return Identifier(named.kind, named.value, known.account)
