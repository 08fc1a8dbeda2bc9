"""What an operator's command changes, recorded in the audit trail."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from jetbridge.flows import audit
from jetbridge.flows.event.webhooks.endpoint import NoEndpointError
from jetbridge.flows.journey.policies import NoPolicyError, PolicySupersededError
from jetbridge.flows.people import erase
from jetbridge.flows.tenant.tenants import TenantOffboardedError
from jetbridge.model.audit import OPERATOR, Action, Change
from jetbridge.model.brand import BrandFaultError
from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.model.metrics import Uncounted
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.settings import Settings
from jetbridge.oauth.clients import TwoLiveSecretsError
from jetbridge.partners.smartrecruiters.companies import CompanyActionRefusedError
from jetbridge.runtime.clock import SystemPause
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.table import ConditionFailedError, Table
from jetbridge_cli import published
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError

_REFUSALS: Final = (
    BrandFaultError,
    ChangesUnavailableError,
    CommandError,
    CompanyActionRefusedError,
    ConditionFailedError,
    NoEndpointError,
    NoPolicyError,
    NotPossibleError,
    OvertakenError,
    PolicySupersededError,
    TenantOffboardedError,
    TwoLiveSecretsError,
    erase.ChangedError,
    erase.StillUnderWayError,
)
"""Errors that say that nothing was changed."""


@contextmanager
def recorded(
    deployment: Deployment,
    action: Action,
    *,
    tenant: str = EVERY_TENANT,
    on: Sequence[str] = (),
    table: Table | None = None,
) -> Iterator[list[str]]:
    """Record a change that is made meanwhile, under the AWS identity of the operator.

    Args:
        deployment: what is changed.
        action: how.
        tenant: whose change it is; `*` for the deployment's own.
        on: ids of ours of what is changed.
        table: where it is recorded, if not in the deployment's own table.

    Yields:
        A list for the ids of what the change has made.

    Raises:
        CommandError: it could not be recorded, and was not begun.
    """
    settings = Settings(published.variables(deployment.known_parameters()))
    days = settings.audit_retention_days
    place, changes = table or deployment.table(), deployment.changes()
    trail = audit.Trail(place, deployment.clock(), SystemPause(), Uncounted(), days, changes)
    actor = f"{OPERATOR}{deployment.identity()}"
    change = Change(action, tenant, actor, f"cli-{RandomIds().handle()}", tuple(on))
    with audit.recorded(trail, change, _REFUSALS) as made:
        yield made
