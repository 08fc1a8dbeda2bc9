"""Every item with sealed values, found by the lists that there are: tenant by tenant, by pages.

The access tokens that were obtained with the deployment's own credentials are not among them: one
that does not open is obtained again (`jetbridge.broker.token_store`).
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.connection import credentials
from jetbridge.model.record import replace
from jetbridge.model.reseal import Place, Stage
from jetbridge.store import endpoints, keys, sealed
from jetbridge.store.table import Item, Key, Page, Table, key_of

PAGE: Final = 50
"""Items a page: a connection has up to two access tokens, and a request reads up to 100 items."""

type Next = tuple[list[Item], Place | None]
"""Items, and where their list goes on; None: these were the last."""


def page(table: Table, place: Place) -> Next:
    """Return the items at a place. Those from an index may have been written since."""
    match place.stage:
        case Stage.DEPLOYMENT:
            return _held(table, keys.pseudonyms()), Place(Stage.TENANT)
        case Stage.TENANT:
            return _tenant(table, place)
        case Stage.CONNECTIONS:
            found = sealed.connections_after(table, place.tenant, place.after, limit=PAGE)
            items = [*found.items, *_held(table, *_tokens(found))]
            return items, _following(place, found, replace(place, stage=Stage.ONBOARDINGS))
        case Stage.ONBOARDINGS:
            found = sealed.onboardings_after(table, place.tenant, place.after, limit=PAGE)
            then = Place(Stage.TENANT, place.tenant, tenants=place.tenants)
            return [*found.items], _following(place, found, then if place.tenants else None)


def _tenant(table: Table, place: Place) -> Next:
    """Return what is the next tenant's own. There may be no tenant."""
    listed = sealed.tenant_after(table, place.tenants)
    if not listed.items:
        return [], None
    tenant = key_of(listed.items[0]).pk.partition("#")[2]
    then = Place(Stage.CONNECTIONS, tenant, tenants=listed.next or {})
    places = [keys.endpoint(tenant, each) for each in endpoints.further_ids(table, tenant)]
    return _held(table, keys.endpoint(tenant), *places), then


def _tokens(found: Page) -> list[Key]:
    return [
        key
        for item in found.items
        for key in credentials.token_keys(key_of(item).pk.partition("#")[2], _settings(item))
    ]


def _settings(item: Item) -> Mapping[str, object]:
    settings = item.get("settings")
    return settings if isinstance(settings, dict) else {}


def _held(table: Table, *wanted: Key) -> list[Item]:
    return [item for item in table.get_many(wanted) if item]


def _following(place: Place, found: Page, then: Place | None) -> Place | None:
    """Return where a list goes on, or what comes after it."""
    if found.next:
        return replace(place, after=found.next)
    return then and replace(then, after={})
