"""What a dry run assumes: of options, of a deployment and its tenant, else of the template."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from jetbridge.dry_run import assuming
from jetbridge.dry_run.assumed import MADE_UP, Assumed
from jetbridge.dry_run.assuming import WhichCompanyError
from jetbridge.model.secret import Secret
from jetbridge.model.settings import SettingError
from jetbridge.model.tenant import fault, is_tenant
from jetbridge.partners.enboarder.api import Account, Region
from jetbridge_cli import published, tenancy
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError
from jetbridge_cli.published import UnknownSettingError
from jetbridge_cli.refusals import told
from jetbridge_cli.rehearsal_options import Wanted


def assumed(wanted: Wanted) -> Assumed:
    """Return what is assumed.

    Raises:
        CommandError: a setting is none, or the deployment does not say who hires.
    """
    plain = Assumed(
        {},
        account=Account(cast("Region", str(wanted.region)), Secret(MADE_UP)),
        sequence=wanted.sequence,
    )
    if wanted.tenant is not None:
        if not wanted.stack_name and not is_tenant(wanted.tenant):
            raise CommandError(fault(wanted.tenant))
        plain = replace(plain, tenant=wanted.tenant)
    if wanted.stack_name:
        with told():
            plain = _deployed(wanted, Deployment(wanted.stack_name, wanted.endpoint), plain)
    else:
        plain = replace(plain, variables=published.variables())
    company = wanted.company or plain.company
    return replace(plain, company=company, variables=_set(wanted.settings, plain))


def _set(settings: Sequence[str], plain: Assumed) -> dict[str, str]:
    parts = [each.partition("=") for each in settings]
    if any(not name or not sign for name, sign, _ in parts):
        raise CommandError("--setting is NAME=VALUE, such as RETURN_URL_ALLOW_LIST=example.com")
    try:
        return published.given({name: value for name, _, value in parts}, plain.variables)
    except UnknownSettingError as unknown:
        raise CommandError(f"--setting {unknown}: the functions have no such setting") from None
    except SettingError as broken:
        raise CommandError(f"--setting {broken}") from None


def _deployed(wanted: Wanted, deployment: Deployment, plain: Assumed) -> Assumed:
    """Return what holds in a deployment: its settings, and what the tenant has connected."""
    variables = published.variables(deployment.parameters())
    plain = replace(plain, variables={**variables, "PUBLIC_URL": deployment.output("ApiUrl")})
    if wanted.tenant is None:
        return plain
    table = tenancy.table(deployment, wanted.tenant)
    try:
        return assuming.of_tenant(table, plain, wanted.company or None)
    except WhichCompanyError as unknown:
        raise _which(wanted, unknown.companies) from None


def _which(wanted: Wanted, companies: Sequence[str]) -> CommandError:
    if wanted.company or not companies:
        named = f"company {wanted.company}" if wanted.company else "company"
        return CommandError(
            f"{wanted.tenant} has no connected {named}: no hire of it begins a journey"
        )
    listed = ", ".join(companies)
    return CommandError(f"{wanted.tenant} has several companies: name one with --company: {listed}")
