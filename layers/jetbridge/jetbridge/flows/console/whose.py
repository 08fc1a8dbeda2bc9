"""Which tenant is in view: the person's own, for the operator any; and what is not there."""

from urllib.parse import unquote

from jetbridge.flows.context import Context
from jetbridge.model.console import Session
from jetbridge.model.errors import PageError
from jetbridge.model.sentence import say
from jetbridge.model.tenant import Tenant, is_served
from jetbridge.store import tenants
from jetbridge.store.listing import or_else


def tenant(context: Context, session: Session, named: str | None) -> Tenant | None:
    """Return the tenant in view, None where a path names none.

    Raises:
        PageError: 404, there is none of that name for this person.
    """
    if named is None:
        return None
    named = unquote(named)
    own = named == session.tenant
    if not is_served(named) or not (own or session.is_operator):
        raise not_there()
    found = _stored(context, session, named) or (Tenant(named) if own else None)
    if found is None or (found.closed_at is not None and not session.is_operator):
        raise not_there()
    return found


def _stored(context: Context, session: Session, named: str) -> Tenant | None:
    """Return a tenant's item, or None. One that cannot be read hides nothing from the operator.

    Raises:
        UnreadableItemError: it cannot be read: whether it was offboarded is not known.
    """
    if session.is_operator:
        unread: Tenant | None = Tenant(named)
        return or_else(lambda: tenants.get(context.table, named), unread)
    return tenants.get(context.table, named)


def not_there() -> PageError:
    """Return the refusal of what does not exist, or is not this person's to see."""
    return PageError(
        404,
        say("There is no such page"),
        say("It is gone, or it is not yours to see."),
        say("Look for it from the start of the console."),
    )
