"""What a dry run takes from a tenant's connections: the company that hires, and the account."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from jetbridge.dry_run.assumed import MADE_UP, Assumed
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder.api import Account, AuthPrefix, ClientAuthentication, Region
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import connections
from jetbridge.store.listing import every
from jetbridge.store.table import Table

_PAGE: Final = 100
_USABLE: Final = frozenset({ConnectionStatus.ACTIVE, ConnectionStatus.DEGRADED})


class WhichCompanyError(JetbridgeError):
    """The connections do not say which company hires. `companies` are those that are connected."""

    def __init__(self, companies: Sequence[str]) -> None:
        """`companies` by SmartRecruiters' ids of them."""
        super().__init__("which company hires is not known")
        self.companies = tuple(sorted(companies))


def of_tenant(
    table: Table, plain: Assumed, company: str | None, *, or_made_up: bool = False
) -> Assumed:
    """Return `plain` with what its tenant has connected.

    Args:
        table: where the connections are.
        plain: what is assumed besides.
        company: which company hires, None: the one that is connected.
        or_made_up: where none is connected, the company of `plain` hires.

    Raises:
        WhichCompanyError: that one is not connected, none is, or several are and none is named.
    """
    found = [*every(lambda at: connections.of_tenant(table, plain.tenant, limit=_PAGE, after=at))]
    usable = [each for each in found if each.status in _USABLE and each.has_credentials]
    companies = [each.account for each in usable if each.partner == smartrecruiters.PARTNER]
    accounts = [each for each in found if each.partner == enboarder.PARTNER and _lets_in(each)]
    return replace(
        plain,
        company=_company(company, companies or ([plain.company] if or_made_up else [])),
        account=_account(accounts[0]) if accounts else None,
    )


def _company(wanted: str | None, companies: Sequence[str]) -> str:
    if wanted in companies or (wanted is None and len(companies) == 1):
        return wanted or companies[0]
    raise WhichCompanyError(companies)


def _lets_in(connection: Connection) -> bool:
    """Return whether an account is tried by a launch, as Enboarder's `launch` does."""
    return connection.has_credentials and connection.status is not ConnectionStatus.DISABLED


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
