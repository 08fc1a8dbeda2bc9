"""Setting the brand of the pages, and serving its logo."""

import pytest

from jetbridge.flows import brand
from jetbridge.model.brand import Brand, BrandFaultError, Logo, LogoKind
from jetbridge.model.errors import PageError
from jetbridge.model.record import replace
from jetbridge.store import brands
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError
from tests.fakes import FrozenClock

SVG = Logo(f"{'a' * 32}.svg", LogoKind.SVG, b"<svg/>")
PNG = Logo(f"{'b' * 32}.png", LogoKind.PNG, b"\x89PNG\xff")


def test_a_brand_is_kept_with_its_logo() -> None:
    """The next change begins with it, and another logo takes the first one's place."""
    # GIVEN a brand with a logo
    table, clock = MemoryTable(), FrozenClock()
    first = brand.put(table, clock, Brand(name="Acme"), SVG)
    assert brands.get(table) == first
    assert (first.logo, first.version, first.updated_at) == (SVG.name, 1, clock.now())
    # WHEN the name is changed, THEN the logo stays
    second = brand.put(table, clock, replace(first, name="Acme Hiring"), None)
    assert brands.get(table) == second
    assert brands.logo(table) == SVG
    # AND another one takes its place, or none
    third = brand.put(table, clock, second, PNG)
    assert brands.logo(table) == PNG
    brand.put(table, clock, replace(third, logo=""), None)
    assert brands.logo(table) is None


def test_a_brand_that_breaks_a_rule_is_not_stored() -> None:
    """Nor is its logo."""
    # GIVEN nothing
    table = MemoryTable()
    # WHEN a colour that cannot be read is set, THEN nothing is stored
    with pytest.raises(BrandFaultError):
        brand.put(table, FrozenClock(), Brand(colour="#ffff00"), SVG)
    assert brands.get(table) == Brand()
    assert brands.logo(table) is None


def test_a_change_of_what_was_changed_meanwhile_is_refused() -> None:
    """Two operators do not undo each other unseen."""
    # GIVEN a brand that two read
    table, clock = MemoryTable(), FrozenClock()
    read = brands.get(table)
    brand.put(table, clock, replace(read, name="One"), None)
    # WHEN the second writes, THEN it is refused with its logo
    with pytest.raises(ConditionFailedError):
        brand.put(table, clock, replace(read, name="Two"), SVG)
    assert brands.get(table).name == "One"
    assert brands.logo(table) is None


@pytest.mark.parametrize(("logo", "kind"), [(SVG, "image/svg+xml"), (PNG, "image/png")])
def test_a_logo_is_served_under_its_name(logo: Logo, kind: str) -> None:
    """Browsers keep it, and run nothing in it where it is opened by itself."""
    # GIVEN a logo
    table = MemoryTable()
    brand.put(table, FrozenClock(), Brand(name="Acme"), logo)
    # WHEN it is asked for
    answer = brand.logo(table, logo.name)
    # THEN it is there
    assert (answer.status, answer.data, answer.headers["Content-Type"]) == (200, logo.data, kind)
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["", "BRAND", f"{'c' * 32}.svg", f"{'a' * 32}.png"])
def test_no_other_name_serves_it(name: str) -> None:
    """One that was replaced is not there."""
    # GIVEN a logo
    table = MemoryTable()
    brand.put(table, FrozenClock(), Brand(name="Acme"), SVG)
    # WHEN another is asked for, THEN there is none
    with pytest.raises(PageError) as refused:
        brand.logo(table, name)
    assert refused.value.status == 404
