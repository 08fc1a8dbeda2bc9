"""A brand is refused with the part and the rule that it breaks."""

import pytest

from jetbridge.model import text
from jetbridge.model.brand import Brand, BrandFaultError, is_logo_name, require_valid
from jetbridge.model.record import replace
from jetbridge.model.tenant import Tenant

WHOLE = Brand(
    name="Acme Hiring",
    colour="#0a665c",
    dark_colour="#63cdbd",
    support="help@acme.example",
    privacy_url="https://acme.example/privacy?a=b",
    terms_url="https://acme.example",
)


def test_a_whole_brand_and_none_are_taken() -> None:
    """What is not set has no rule."""
    # WHEN a brand keeps every rule, or sets nothing, THEN it is taken
    require_valid(WHOLE)
    require_valid(Brand())
    assert Brand().service == "Jetbridge"
    assert WHOLE.service == "Acme Hiring"


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("name", "x" * 61, "name: must have at most 60 characters"),
        ("name", "Ac\u202eme", "name: must not hold characters that reorder text"),
        ("name", "Ac\x1bme", "name: must not hold control characters"),
        ("name", "Ac\nme", "name: must be one line"),
        ("name", " Acme", "name: must not begin or end with a blank"),
        ("colour", "#FFF", "colour: must be written #rrggbb"),
        ("colour", "#0a665c;}", "colour: must be written #rrggbb"),
        ("colour", "#ffcc00", "colour: #ffcc00 has a contrast of 1.33:1 on the light background"),
        ("colour", "#6e6e6e", "has a contrast of 4.49:1 on the light background #eef1f4"),
        ("dark_colour", "#0a665c", "dark colour: #0a665c has a contrast of"),
        ("privacy_url", "http://acme.example", "privacy: must be an https URL"),
        ("privacy_url", "https://user@acme.example", "privacy: must be an https URL"),
        ("privacy_url", 'https://acme.example/"', "privacy: must be an https URL"),
        ("terms_url", "javascript:alert(1)", "terms: must be an https URL"),
        ("terms_url", f"https://acme.example/{'x' * 500}", "terms: must have at most 500"),
        ("support", "acme", "support: must be an e-mail address or an https URL"),
    ],
)
def test_a_fault_names_the_part_and_the_rule(part: str, value: str, says: str) -> None:
    """And a colour's ratio, which is never rounded up to what is needed."""
    # WHEN a part breaks its rule, THEN the error says which
    with pytest.raises(BrandFaultError) as refused:
        require_valid(replace(WHOLE, **{part: value}))
    assert says in str(refused.value)


def test_every_fault_is_named_at_once() -> None:
    """The command need not be run once for each."""
    # WHEN two parts are wrong, THEN both are told
    with pytest.raises(BrandFaultError, match=r"name: .*; terms: "):
        require_valid(replace(WHOLE, name="\n", terms_url="x"))


def test_a_logo_is_read_out_by_the_name() -> None:
    """Without one the pages would call another company's mark ours."""
    # GIVEN a logo, WHEN no name is set, THEN it is refused
    logo = f"{'a1' * 16}.svg"
    require_valid(replace(WHOLE, logo=logo))
    with pytest.raises(BrandFaultError, match="name: must be set with a logo"):
        require_valid(replace(WHOLE, logo=logo, name=""))


@pytest.mark.parametrize("name", ["", "a.svg", f"{'a' * 32}.gif", f"{'A' * 32}.svg", "../x.svg"])
def test_a_logos_name_has_one_form(name: str) -> None:
    """No other is looked up."""
    assert not is_logo_name(name)
    assert is_logo_name(f"{'a1' * 16}.svg")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "acme"),
        ("Acme GmbH & Co. KG", "Acme GmbH & Co. KG"),
        ("\u05d0\u05d1", "\u05d0\u05d1"),
        ("evil\u202etxt", "acme"),
        ("two\nlines", "acme"),
        ("x" * 101, "acme"),
    ],
)
def test_a_tenant_is_shown_by_a_name_that_pages_can_show(name: str, shown: str) -> None:
    """Else by its id: an earlier release took any name."""
    assert Tenant("acme", name).shown == shown


def test_what_is_written_the_other_way_reorders_nothing_around_it() -> None:
    """It is isolated; everything else is left as it is."""
    assert text.isolated("\u05d0\u05d1") == "\u2068\u05d0\u05d1\u2069"
    assert text.isolated("Müller") == "Müller"
