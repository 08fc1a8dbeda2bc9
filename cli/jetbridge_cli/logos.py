"""Logos that an operator brings: checked, and rid of what a page must not load or run."""

import hashlib
import io
import re
from pathlib import Path
from typing import Final

from PIL import Image
from py_svg_hush import filter_svg

from jetbridge.model.brand import MAX_LOGO, Logo, LogoKind

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MAX_SIDE: Final = 1_024
"""Pixels. A logo is shown 40 pixels high, on the densest screens 160."""
_REFERENCE: Final = re.compile(
    rb"""(?:href|src)\s*=\s*["']\s*(?!\#|data:image/(?:png|jpeg);)[^"'\s]"""
    rb"""|url\(\s*["']?\s*(?!\#|["']?\))[^)\s]|@import|://""",
    re.IGNORECASE,
)
"""What leads out of an SVG, once its namespaces are left out."""
_NAMESPACE: Final = re.compile(rb"""\sxmlns(?::\w+)?\s*=\s*(?:"[^"]*"|'[^']*')""")
_EMBEDDED: Final = {"image": ["png", "jpeg"]}


class LogoFaultError(ValueError):
    """A file cannot be the logo. Says why."""


def read(path: Path) -> Logo:
    """Read and check a logo.

    Raises:
        LogoFaultError: it cannot be read, is too large, neither SVG nor PNG, or refers to
            something outside of it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_LOGO + 1)
    except OSError as error:
        raise LogoFaultError(f"cannot be read: {error.strerror or error}") from None
    _require_size(data)
    kind = LogoKind.PNG if data.startswith(_PNG) else LogoKind.SVG
    clean = _png(data) if kind is LogoKind.PNG else _svg(data)
    _require_size(clean)
    return Logo(f"{hashlib.sha256(clean).hexdigest()[:32]}.{kind}", kind, clean)


def _require_size(data: bytes) -> None:
    if len(data) > MAX_LOGO:
        raise LogoFaultError(f"must have at most {MAX_LOGO // 1024} KB")


def _png(data: bytes) -> bytes:
    """Write a PNG again: its pixels, and nothing that stands beside them."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > _MAX_SIDE:
                raise LogoFaultError(f"must have at most {_MAX_SIDE} pixels a side")
            image.load()
            # As a browser shows it: colours of a palette, and what is transparent, stay.
            pixels = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, LogoFaultError):
            raise
        raise LogoFaultError("is no PNG that can be read to its end") from None
    written = io.BytesIO()
    pixels.save(written, "PNG", optimize=True)
    return written.getvalue()


def _svg(data: bytes) -> bytes:
    """Leave out of an SVG all that runs; refuse it where something leads out of it."""
    try:
        clean = filter_svg(data, _EMBEDDED)
    except ValueError:
        raise LogoFaultError("is neither an SVG nor a PNG") from None
    if not re.search(rb"<svg[\s>]", clean):
        raise LogoFaultError("is neither an SVG nor a PNG")
    if _REFERENCE.search(_NAMESPACE.sub(b"", clean)):
        raise LogoFaultError("refers to something outside of it: embed it, or leave it out")
    return clean
