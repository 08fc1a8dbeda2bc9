"""What a brand adds to a page: its colours as a style sheet, its logo, its links."""

import base64
import functools
import hashlib
from collections.abc import Mapping
from typing import Final

from jetbridge.model import colour
from jetbridge.model.brand import Brand, Logo
from jetbridge.model.errors import Link
from jetbridge.model.sentence import say
from jetbridge.web.response import Response

LOGO_PATH: Final = "/brand"
"""Below it the logo is served, under its name."""
_YEAR: Final = 365 * 24 * 3600


def styles(brand: Brand) -> str:
    """Return the style sheet of a brand, empty where it sets no colour."""
    return _styles(brand.colour, brand.dark_colour)


def source(sheet: str) -> str:
    """Return the source expression that lets in one style sheet (CSP Level 3, §2.3.1)."""
    digest = hashlib.sha256(sheet.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def logo_url(brand: Brand) -> str:
    """Return where the logo of a brand is, empty where it has none."""
    return f"{LOGO_PATH}/{brand.logo}" if brand.logo else ""


def links(brand: Brand, *, with_help: bool) -> tuple[Link, ...]:
    """Return the links that stand under a page; it may name by itself where help is."""
    help_url = contact_url(brand.support) if brand.support and with_help else ""
    named = (
        (help_url, say("Help")),
        (brand.privacy_url, say("Privacy")),
        (brand.terms_url, say("Terms of use")),
    )
    return tuple(Link(url, text) for url, text in named if url)


def contact_url(contact: str) -> str:
    """Return the link to a contact: a page, or an e-mail address."""
    return contact if contact.startswith("https://") else f"mailto:{contact}"


def image(logo: Logo) -> Response:
    """Return a logo as a browser loads it into a page: for ever, its name follows from its bytes.

    Opened by itself it is no page of ours: nothing in it runs or is loaded.
    """
    headers: Mapping[str, str] = {
        "Content-Type": logo.kind.media_type,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(200, headers, data=logo.data)


@functools.lru_cache(maxsize=4)
def _styles(light: str, dark: str) -> str:
    dark = dark or (colour.for_dark(light) if light else "")
    rules = []
    if light:
        rules.append(f":root{{{_values(light, '#000000', '#ffffff')}}}")
    if dark:
        values = _values(dark, "#ffffff", colour.DARK[-1])
        rules.append(f"@media (prefers-color-scheme:dark){{:root{{{values}}}}}")
    return "".join(rules)


def _values(accent: str, towards: str, on_accent: str) -> str:
    """Return the values of an accent: itself, itself under a pointer, and text on it."""
    strong = colour.mixed(accent, towards, 0.2)
    return f"--accent:{accent};--accent-strong:{strong};--on-accent:{on_accent}"
