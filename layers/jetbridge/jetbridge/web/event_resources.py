"""What the API shows of an event."""

from typing import cast

from jetbridge.model.events import message
from jetbridge.model.ports import DomainEvent
from jetbridge.web import webhook_shapes as shapes


def item(shown: DomainEvent) -> shapes.ToldEvent:
    """Show an event as its webhook has it. A link is not opened."""
    return cast("shapes.ToldEvent", {"id": shown.id, **message(shown)})
