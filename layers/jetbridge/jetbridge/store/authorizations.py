"""Links by which a person begins, and authorizations under way: their items."""

from jetbridge.model.transaction import LINK_MEMORY, VERIFIER_FIELD, Authorization, Kind
from jetbridge.store import expiring, keys
from jetbridge.store.mapper import from_item, member, to_attributes
from jetbridge.store.table import Key, Put, Table, Update, Value, absent, exists


def authorization_key(state: str) -> Key:
    """Return the key of the authorization that went out with `state`."""
    return keys.transaction(Kind.AUTHORIZATION, state)


def new_start(token: str, onboarding_id: str, *, ends_at: int) -> Put:
    """Return the write of a new link, which carries `token` and is good until `ends_at`.

    The end itself is the onboarding's: this is how long the item is kept.
    """
    key = keys.transaction(Kind.START, token)
    fields: dict[str, Value] = {"onboarding_id": onboarding_id}
    return expiring.new(key, fields, ends_at, kept_until=ends_at + LINK_MEMORY)


def onboarding_of(table: Table, token: str) -> str | None:
    """Return which onboarding the link leads to, whether or not it is still good, or None."""
    item = expiring.recall(table, keys.transaction(Kind.START, token))
    return member(item, "onboarding_id", str) if item else None


def new_authorization(state: str, authorization: Authorization) -> Put:
    """Return the write of an authorization that is about to leave with `state`."""
    later = ("used", "outcome") if authorization.link_id else ("used", "outcome", "link_id")
    return expiring.new(
        authorization_key(state),
        to_attributes(authorization, without=later),
        authorization.expires_at,
        kept_until=authorization.kept_until,
    )


def get_authorization(table: Table, state: str) -> Authorization | None:
    """Return the authorization that went out with `state`: under way, used or expired."""
    item = expiring.recall(table, authorization_key(state))
    return None if item is None else from_item(Authorization, item)


def use_up(state: str) -> Update:
    """Return the write after which `state` counts no more. Its condition holds once."""
    key = authorization_key(state)
    when = (exists("pk"), absent("used"))
    return Update(key, set={"used": True, VERIFIER_FIELD: ""}, when=when)


def use_authorization(table: Table, state: str) -> bool:
    """Use the authorization up. False where that has happened before: every `state` counts once."""
    return expiring.happens(table, use_up(state))


def conclude(table: Table, state: str, outcome: str) -> None:
    """Keep how the visit ended, for a browser that comes back with the same `state` again."""
    key = authorization_key(state)
    table.write(Update(key, set={"outcome": outcome}, when=(exists("used"),)))
