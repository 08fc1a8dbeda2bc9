"""What the pages of a deployment look like: whose name, mark and colour they carry."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from jetbridge.model import colour, text
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record
from jetbridge.model.sentence import SERVICE
from jetbridge.model.settings import contact

MAX_NAME: Final = 60
"""Characters of the name: it stands beside the languages, on a phone as well."""
MAX_URL: Final = 500
MAX_LOGO: Final = 65_536
"""Bytes of a logo: a page is not to wait for it."""

# Compiled where they are used: no page needs them, and compiling one takes half a millisecond.
_HTTPS: Final = r"https://[^\s/?#@\\\"<>]+([/?#][^\s\"<>\\]*)?"
_LOGO_NAME: Final = r"[0-9a-f]{32}\.(svg|png)"


class LogoKind(StrEnum):
    """The form of a logo, as its file's name ends."""

    SVG = "svg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """The media type that it is served with."""
        return "image/svg+xml" if self is LogoKind.SVG else "image/png"


@record
class Logo:
    """A logo that was checked. `name` is what its address ends with, and follows from its bytes."""

    name: str
    kind: LogoKind
    data: bytes = field(repr=False)


@record
class Brand:
    """What the operator has set; what is empty is as the pages bring it.

    Colours are `#rrggbb`, `dark_colour` for readers who prefer dark pages. `support` is an e-mail
    address or an https URL, `logo` the name of the stored one. `version` grows with every change.
    """

    name: str = ""
    colour: str = ""
    dark_colour: str = ""
    support: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    logo: str = ""
    updated_at: int = 0
    version: int = 0

    @property
    def service(self) -> str:
        """What the pages call this service."""
        return self.name or SERVICE


class BrandFaultError(JetbridgeError):
    """A part of a brand breaks its rule. Names the part and the rule."""


def is_logo_name(name: str) -> bool:
    """Return whether a text can name a logo."""
    return re.fullmatch(_LOGO_NAME, name) is not None


def require_valid(brand: Brand) -> None:
    """Refuse a brand that pages could not carry.

    Raises:
        BrandFaultError: it breaks a rule; every one that it breaks is named.
    """
    faults = tuple(_faults(brand))
    if faults:
        raise BrandFaultError("; ".join(faults))


def _faults(brand: Brand) -> Iterator[str]:
    if why := text.name_fault(brand.name, MAX_NAME):
        yield f"name: {why}"
    elif brand.logo and not brand.name:
        yield "name: must be set with a logo, which is read out by it"
    yield from _colour_faults("colour", brand.colour, colour.LIGHT, "light")
    yield from _colour_faults("dark colour", brand.dark_colour, colour.DARK, "dark")
    try:
        contact(brand.support)
    except ValueError as rule:
        yield f"support: {rule}"
    links = {"privacy": brand.privacy_url, "terms": brand.terms_url, "support": brand.support}
    for part, url in links.items():
        if len(url) > MAX_URL:
            yield f"{part}: must have at most {MAX_URL} characters"
        elif url and part != "support" and not re.fullmatch(_HTTPS, url):
            yield f"{part}: must be an https URL"


def _colour_faults(part: str, given: str, backgrounds: tuple[str, ...], kind: str) -> Iterator[str]:
    if not given:
        return
    if not colour.is_colour(given):
        yield f"{part}: must be written #rrggbb, with six hexadecimal digits"
        return
    ratio, background = colour.worst(given, backgrounds)
    if ratio < colour.NEEDED:
        yield (
            f"{part}: {given} has a contrast of {_shown(ratio)}:1 on the {kind} background"
            f" {background}, and text needs at least {colour.NEEDED}:1 (WCAG 2.2, 1.4.3)"
        )


def _shown(ratio: float) -> str:
    """Return a ratio with two digits, cut and not rounded: one that is too low looks too low."""
    return f"{int(ratio * 100) / 100:.2f}"
