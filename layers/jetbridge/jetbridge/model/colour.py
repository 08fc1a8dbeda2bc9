"""Colours of pages: how well one can be read on another.

Source: WCAG 2.2, "relative luminance" and "contrast ratio", and success criterion 1.4.3.
"""

import re
from typing import Final

NEEDED: Final = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""
LIGHT: Final = ("#ffffff", "#f5f8fa", "#eef1f4")
"""The backgrounds of the pages, and of the text on them, where a reader prefers light ones."""
DARK: Final = ("#192027", "#202932", "#0f1419")
"""The same where they prefer dark ones."""

_HEX: Final = r"#[0-9a-f]{6}"
_STEPS: Final = 100


def is_colour(text: str) -> bool:
    """Return whether a text is a colour: `#` and six hexadecimal digits, lower-case."""
    return re.fullmatch(_HEX, text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def worst(colour: str, backgrounds: tuple[str, ...]) -> tuple[float, str]:
    """Return the lowest contrast of a colour with some backgrounds, and with which of them."""
    return min((contrast(colour, each), each) for each in backgrounds)


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share (0 to 1) of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def for_dark(colour: str) -> str:
    """Return a colour as light as it has to be on the dark backgrounds."""
    shades = (mixed(colour, "#ffffff", step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in shades if worst(each, DARK)[0] >= NEEDED)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
