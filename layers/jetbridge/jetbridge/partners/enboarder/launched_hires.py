"""For which hire a workflow is launched, and which onboarding stands for that hire.

A hire is known by the API client's own id of it, by candidate and job, or, where a journey asks,
by company, candidate, job and sequence. A journey's launch stands for the name without the company,
too, while no other company's does: a client that names candidate and job does not launch it again.
An earlier release knew journeys' launches by that name alone; they are recognised by it.
"""

from typing import Final

from jetbridge.model import hire_name
from jetbridge.model.company import company_key
from jetbridge.model.hire_name import HireName
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.record import record
from jetbridge.partners.enboarder import workflows
from jetbridge.partners.enboarder.workflows import Order
from jetbridge.store import hires, journeys
from jetbridge.store.table import Table, Write

_FREE: Final = frozenset({Status.REFUSED, Status.NOT_PERFORMED, Status.CANCELLED})
"""Where nothing runs for the hire, and a new request may."""


@record
class Hire:
    """A hire as a request names it. `company` is empty where it names none.

    `external_id` is what Enboarder knows it by, and our key; `shared_id` the same without the
    company, empty where the request names none.
    """

    name: str
    external_id: str
    shared_id: str = ""
    company: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """What an onboarding keeps of it."""
        shared = {hires.SHARED_ID: self.shared_id} if self.shared_id else {}
        return {hires.EXTERNAL_ID: self.external_id, **shared}


def named(tenant: str, order: Order, journey: Journey | None) -> Hire | None:
    """Return the hire that a request is for; None where it names none: each request is another."""
    if journey:
        return _of_journey(tenant, journey.hire)
    name = order.external_customer_id
    if not name and order.candidate_id and order.job_id:
        name = hire_name.of_client(order.candidate_id, order.job_id)
    return Hire(name, workflows.external_id(tenant, name)) if name else None


def unnamed(tenant: str, onboarding_id: str) -> Hire:
    """Return the hire of a request that names none: it is the onboarding itself."""
    return Hire(onboarding_id, workflows.external_id(tenant, onboarding_id))


def standing(table: Table, tenant: str, hire: Hire) -> Onboarding | None:
    """Return the onboarding that stands for a hire, None where a new request may."""
    return next((each for each in _all_standing(table, tenant, hire)), None)


def claim(table: Table, onboarding: Onboarding, company: str) -> tuple[Write, ...]:
    """Return the writes by which an onboarding stands for its hire.

    Args:
        table: the table.
        onboarding: the claimant.
        company: the company whose hire it is, empty where the request names none.

    Raises:
        OnboardingError: another one does.
    """
    writes = dict[object, Write]()
    names = hires.names(onboarding)
    holders = hires.holders(table, onboarding.tenant, names)
    for external_id, holder in zip(names, holders, strict=True):
        if holder and holder.id != onboarding.id and holder.status not in _FREE:
            if external_id == onboarding.settings.get(hires.SHARED_ID) and not _may_be_of(
                table, holder, company
            ):
                continue
            raise OnboardingError(Hindrance.ALREADY_REQUESTED, holder)
        # One onboarding may have stood under both names.
        claims = hires.claim(holder, onboarding, external_id)
        writes |= {write.key: write for write in claims}
    return tuple(writes.values())


def _of_journey(tenant: str, name: HireName) -> Hire:
    return Hire(
        name.text,
        workflows.external_id(tenant, *name.parts),
        workflows.external_id(tenant, name.without_company),
        name.company,
    )


def _all_standing(table: Table, tenant: str, hire: Hire) -> list[Onboarding]:
    names = filter(None, (hire.external_id, hire.shared_id))
    own, *rest = hires.holders(table, tenant, [*names])
    found = [own, *(each for each in rest if each and _may_be_of(table, each, hire.company))]
    return [each for each in found if each and each.status not in _FREE]


def _may_be_of(table: Table, onboarding: Onboarding, company: str) -> bool:
    """Return whether what stands under a name without company may be for a company's hire.

    It is not where it was launched for another company's journey. What an API client has launched
    may be for any.
    """
    journey_id = onboarding.journey_id
    journey = journeys.get(table, journey_id) if journey_id else None
    return journey is None or company_key(journey.company_id) == company
