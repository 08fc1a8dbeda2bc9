"""The API's dry run: what a hire would lead to in this deployment, for the caller's tenant.

It reads the document, where the request has none, and the tenant's connections; where no company
is connected yet, one is made up. Everything else happens over ports in memory
(`jetbridge.dry_run.world`): nothing is sent or stored, and the request alone is counted.
"""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.dry_run import assuming, play
from jetbridge.dry_run.assumed import Assumed
from jetbridge.dry_run.assuming import WhichCompanyError
from jetbridge.dry_run.bodies import DryRunBody
from jetbridge.dry_run.play import Rehearsal
from jetbridge.flows import lookup
from jetbridge.flows.self_service import quota
from jetbridge.model.errors import Violation
from jetbridge.model.identity import Acting
from jetbridge.model.settings import Settings
from jetbridge.store import policies
from jetbridge.store.quotas import Quota
from jetbridge.store.table import Table
from jetbridge.web.json_object import invalid

TOLD: Final = frozenset(
    {
        "INCODE_CANDIDATE_FIELD",
        "INCODE_LINK_MINUTES",
        "ONBOARDER_LINK_MINUTES",
        "ONBOARDER_REQUIRED_VERIFICATIONS",
    }
)
"""The deployment's settings that a tenant is told of. Others may name other tenants' companies or
hosts."""


def run(
    table: Table, settings: Settings, identity: Acting, asked: DryRunBody, *, at: int
) -> Rehearsal:
    """Play a policy for one hire of the caller's tenant.

    Args:
        table: the deployment's.
        settings: those of the worker.
        identity: the caller.
        asked: what is played.
        at: when the hire begins, in Unix seconds.

    Raises:
        ApiProblem: 404, there is no such version, or no policy; 422, the tenant's connections do
            not say which company hires; 429, the tenant has made its dry runs of this minute.
    """
    quota.take(table, Quota.DRY_RUNS, identity.tenant, now=at)
    document = asked.policy or _stored(table, identity.tenant, asked.version)
    plain = Assumed(
        dict(settings.environ),
        tenant=identity.tenant,
        sequence=asked.round,
        onboarding_status=asked.hire.onboarding_status,
    )
    try:
        assumed = assuming.of_tenant(
            table, plain, asked.company_id, or_made_up=asked.company_id is None
        )
    except WhichCompanyError as unknown:
        raise invalid(_which(unknown)) from None
    return play.rehearse(
        document,
        assumed,
        candidate=asked.hire.candidate,
        application=asked.hire.application,
        verdict=asked.verdict,
        at=at,
    )


def _stored(table: Table, tenant: str, version: int | None) -> Mapping[str, Any]:
    wanted = version or policies.current(table, tenant)
    found = policies.get(table, tenant, wanted) if wanted else None
    if found is None:
        raise lookup.missing("version of the policy" if version else "policy")
    return found


def _which(unknown: WhichCompanyError) -> Violation:
    sentence = (
        f"Must be a company that is connected: {', '.join(unknown.companies)}."
        if unknown.companies
        else "No company of the tenant is connected. Leave it out for one that is made up."
    )
    return Violation("/companyId", "connected", sentence)
