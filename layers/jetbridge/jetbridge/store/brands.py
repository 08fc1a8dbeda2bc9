"""The brand of the deployment, and its logo: an item each, in one partition."""

import base64
from typing import Final

from jetbridge.model.brand import Brand, Logo
from jetbridge.model.record import replace
from jetbridge.store import keys
from jetbridge.store.mapper import broken, from_item, member, to_item
from jetbridge.store.table import Delete, Put, Table, absent, equals

_DATA: Final = "data"


def get(table: Table) -> Brand:
    """Return the brand; one in which nothing is set where there is none."""
    item = table.get(keys.brand())
    return Brand() if item is None else from_item(Brand, item)


def logo(table: Table) -> Logo | None:
    """Return the logo, or None."""
    item = table.get(keys.logo())
    if item is None:
        return None
    try:
        data = base64.b64decode(member(item, _DATA, str))
    except ValueError:
        raise broken(item, f"{_DATA} is no base64") from None
    return from_item(Logo, {**item, _DATA: data})


def save(brand: Brand) -> Put:
    """Return the write of a brand, unless it was written since it was read."""
    when = equals("version", brand.version) if brand.version else absent("pk")
    return Put(to_item(keys.brand(), replace(brand, version=brand.version + 1)), when=(when,))


def put_logo(drawn: Logo) -> Put:
    """Return the write of a logo, in the place of another."""
    data = base64.b64encode(drawn.data).decode()
    return Put({**to_item(keys.logo(), drawn, without=(_DATA,)), _DATA: data})


def remove_logo() -> Delete:
    """Return the write that forgets the logo."""
    return Delete(keys.logo())
