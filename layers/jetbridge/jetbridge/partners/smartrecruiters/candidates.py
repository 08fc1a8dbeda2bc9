"""What SmartRecruiters knows of persons: candidates and applications, by ids of a company's."""

from typing import Final

from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.notification import Notification
from jetbridge.model.ports import DomainEvent
from jetbridge.partners.smartrecruiters import notified_persons
from jetbridge.partners.smartrecruiters.api import PARTNER

IDS: Final = {NameKind.CANDIDATE: "candidateId", NameKind.APPLICATION: "applicationId"}
"""By which names a candidate is found, and what each is called."""
_OBJECT: Final = {"object_id": "id"}
"""What a notification calls otherwise than the event that it is passed on as."""


def named_in(event: DomainEvent, company: str) -> frozenset[Name]:
    """Return the names in the notification that the event was."""
    detail = {name: value for name, value in event.detail.items() if isinstance(value, str)}
    passed_on = Notification(
        partner=PARTNER,
        event_id=event.id,
        event_type=event.type.removeprefix("hiring."),
        tenant=event.tenant,
        connection_id=detail.get("connectionId", ""),
        received_at=event.at,
        facts={_OBJECT.get(name, name): value for name, value in detail.items()},
    )
    return notified_persons.named(passed_on, company)
