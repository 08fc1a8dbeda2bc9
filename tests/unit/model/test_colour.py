"""Colours are held to the contrast that WCAG asks for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import colour
from tests.unit.infra.templates import ROOT

STYLES = ROOT / "layers" / "jetbridge" / "jetbridge" / "web" / "templates" / "styles.css"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0a665c", "#0a665c", 1.0),
    ],
)
def test_the_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    """Known values, in either order."""
    # WHEN two colours are compared, THEN their ratio is the published one
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast(other, one) == colour.contrast(one, other)


def test_the_backgrounds_are_those_of_the_style_sheet() -> None:
    """What is checked is what is shown."""
    # GIVEN the variables of both schemes
    sheet = STYLES.read_text()
    found = [re.findall(rf"--{name}: (#\w+);", sheet) for name in ("card", "tint", "ground")]
    # THEN they are the backgrounds that colours are compared with
    assert tuple(light for light, _ in found) == colour.LIGHT
    assert tuple(dark for _, dark in found) == colour.DARK


def test_the_pages_own_colours_pass() -> None:
    """Text, links and marks on every background of their scheme."""
    sheet = STYLES.read_text()
    for name in ("ink", "quiet", "accent", "accent-strong", "good", "bad"):
        light, dark = re.findall(rf"--{name}: (#\w+);", sheet)
        assert colour.worst(light, colour.LIGHT)[0] >= colour.NEEDED, name
        assert colour.worst(dark, colour.DARK)[0] >= colour.NEEDED, name


@given(colours)
def test_every_colour_has_a_shade_for_dark_pages(given_colour: str) -> None:
    """One that can be read on all of them; a colour that can is left alone."""
    # WHEN a shade is chosen
    shade = colour.for_dark(given_colour)
    # THEN it can be read
    assert colour.worst(shade, colour.DARK)[0] >= colour.NEEDED
    assert colour.for_dark(shade) == shade


@pytest.mark.parametrize("text", ["", "#fff", "0a665c", "#0A665C", "#0a665g", "#0a665c ", "red"])
def test_a_colour_is_written_in_one_way(text: str) -> None:
    """In a style sheet nothing else may stand in its place."""
    assert not colour.is_colour(text)
    assert colour.is_colour("#0a665c")
