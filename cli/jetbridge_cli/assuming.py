"""What a dry run assumes: of options, of a deployment and its tenant, else of the template."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from jetbridge.dry_run.assumed import MADE_UP, Assumed
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.secret import Secret
from jetbridge.model.settings import SettingError
from jetbridge.model.tenant import fault, is_tenant
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder.api import Account, AuthPrefix, ClientAuthentication, Region
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import connections
from jetbridge.store.listing import every
from jetbridge_cli import published, tenancy
from jetbridge_cli.deployment import Deployment, told
from jetbridge_cli.failure import CommandError
from jetbridge_cli.published import UnknownSettingError
from jetbridge_cli.rehearsal_options import Wanted

_PAGE: Final = 100
_USABLE: Final = frozenset({ConnectionStatus.ACTIVE, ConnectionStatus.DEGRADED})


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
    tenant, table = wanted.tenant, tenancy.table(deployment, wanted.tenant)
    found = [*every(lambda at: connections.of_tenant(table, tenant, limit=_PAGE, after=at))]
    usable = [each for each in found if each.status in _USABLE and each.has_credentials]
    companies = [each.account for each in usable if each.partner == smartrecruiters.PARTNER]
    accounts = [each for each in found if each.partner == enboarder.PARTNER and _lets_in(each)]
    return replace(
        plain,
        company=_company(wanted, companies),
        account=_account(accounts[0]) if accounts else None,
    )


def _lets_in(connection: Connection) -> bool:
    """Return whether an account is tried by a launch, as Enboarder's `launch` does."""
    return connection.has_credentials and connection.status is not ConnectionStatus.DISABLED


def _company(wanted: Wanted, companies: Sequence[str]) -> str:
    if wanted.company in companies or (not wanted.company and len(companies) == 1):
        return wanted.company or companies[0]
    if wanted.company or not companies:
        named = f"company {wanted.company}" if wanted.company else "company"
        raise CommandError(
            f"{wanted.tenant} has no connected {named}: no hire of it begins a journey"
        )
    listed = ", ".join(sorted(companies))
    raise CommandError(f"{wanted.tenant} has several companies: name one with --company: {listed}")


def _account(connection: Connection) -> Account:
    """Return an account like the tenant's, with a made-up secret."""
    settings = connection.settings
    return Account(
        cast("Region", settings["region"]),
        Secret(MADE_UP),
        client_id=settings.get("clientId", ""),
        token_url=settings.get("tokenUrl") or None,
        client_auth=cast("ClientAuthentication", settings.get("clientAuth", "body")),
        auth_prefix=cast("AuthPrefix", settings.get("authPrefix", "")),
    )
