"""The brand of the pages: set by an operator, checked before it is stored; its logo, served."""

from jetbridge.model.brand import Brand, Logo, is_logo_name, require_valid
from jetbridge.model.errors import PageError
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.model.system import Clock
from jetbridge.store import brands
from jetbridge.store.table import Table
from jetbridge.web import branding
from jetbridge.web.response import Response


def logo(table: Table, name: str) -> Response:
    """Serve the logo to a page that shows it.

    Raises:
        PageError: 404, it is not, or no longer, the one of that name.
    """
    found = brands.logo(table) if is_logo_name(name) else None
    if found is None or found.name != name:
        raise PageError(404, say("There is no such page"), say("The address may be incomplete."))
    return branding.image(found)


def put(table: Table, clock: Clock, brand: Brand, logo: Logo | None) -> Brand:
    """Store a brand that was read and changed, and its logo with it.

    `logo` is a new one; without it, the stored one stays while `brand` names it.

    Raises:
        BrandFaultError: a part of it breaks its rule. Nothing is stored.
        ConditionFailedError: it was changed meanwhile. Nothing is stored.
    """
    after = replace(brand, updated_at=clock.now(), logo=logo.name if logo else brand.logo)
    require_valid(after)
    if logo:
        table.write(brands.save(after), brands.put_logo(logo))
    elif after.logo:
        table.write(brands.save(after))
    else:
        table.write(brands.save(after), brands.remove_logo())
    return replace(after, version=after.version + 1)
