"""Logos that an operator brings: what is taken, and what is left of it."""

import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from jetbridge.model.brand import LogoKind, is_logo_name
from jetbridge_cli import logos
from jetbridge_cli.logos import LogoFaultError

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GOOD = (
    f'<?xml version="1.0"?>{OPEN} viewBox="0 0 10 10"><defs><linearGradient id="g">'
    '<stop offset="0" stop-color="#123456"/></linearGradient></defs>'
    '<rect width="10" height="10" fill="url(#g)"/><use xlink:href="#g"/></svg>'
)


def png(size: tuple[int, int] = (8, 4), note: str = "") -> bytes:
    """Return a PNG, with a text beside its pixels."""
    written, info = io.BytesIO(), PngImagePlugin.PngInfo()
    if note:
        info.add_text("Comment", note)
    Image.new("RGBA", size, (10, 20, 30, 40)).save(written, "PNG", pnginfo=info)
    return written.getvalue()


def write(folder: Path, data: bytes | str) -> Path:
    """Write a file."""
    file = folder / "logo"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def test_an_svg_keeps_its_drawing(tmp_path: Path) -> None:
    """Its name follows from its bytes."""
    # WHEN a harmless SVG is read
    logo = logos.read(write(tmp_path, GOOD))
    # THEN it is drawn as before
    assert logo.kind is LogoKind.SVG
    assert is_logo_name(logo.name)
    for part in (b'viewBox="0 0 10 10"', b'fill="url(#g)"', b"#123456", b'"#g"'):
        assert part in logo.data
    # AND another file has another name
    assert logos.read(write(tmp_path, GOOD.replace("123456", "654321"))).name != logo.name


@pytest.mark.parametrize(
    "part",
    [
        "<script>canary()</script>",
        '<rect onclick="canary()" width="1" height="1"/>',
        '<a href="javascript:canary()"><text>x</text></a>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">canary</p></foreignObject>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="canary"/>',
        '<image href="data:text/html,canary"/>',
        "<style>@import 'canary.css';</style>",
    ],
)
def test_what_runs_is_left_out(tmp_path: Path, part: str) -> None:
    """Whatever way it is written; the rest stays."""
    # WHEN an SVG with something in it that runs is read
    logo = logos.read(write(tmp_path, GOOD.replace("</svg>", f"{part}</svg>")))
    # THEN it is gone
    assert b"canary" not in logo.data
    assert b"#123456" in logo.data


@pytest.mark.parametrize(
    "part",
    [
        '<image href="https://evil.example/x.png"/>',
        '<image xlink:href="//evil.example/x.png"/>',
        '<image href="logo.png"/>',
        '<use href="other.svg#a"/>',
        "<style>@import url(https://evil.example/x.css);</style>",
        "<style>.a{fill:url(https://evil.example/y)}</style>",
        '<style>.a{background:url( "y.png" )}</style>',
    ],
)
def test_what_refers_to_the_outside_is_refused(tmp_path: Path, part: str) -> None:
    """It would be missing on the page: the operator is told so."""
    # WHEN an SVG that loads something is read, THEN it is refused
    with pytest.raises(LogoFaultError, match="refers to something outside of it"):
        logos.read(write(tmp_path, GOOD.replace("</svg>", f"{part}</svg>")))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """Neither to what a file holds nor to more than was sent."""
    # GIVEN an SVG with an entity that names a file
    entity = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    sent = GOOD.replace("?>", f"?>{entity}", 1).replace("</svg>", "<text>&x;</text></svg>")
    # WHEN it is read, THEN nothing of the file is in it
    try:
        data = logos.read(write(tmp_path, sent)).data
    except LogoFaultError:
        data = b""
    assert b"root" not in data
    assert b"ENTITY" not in data


def test_a_png_keeps_its_pixels_and_nothing_else(tmp_path: Path) -> None:
    """Comments and what stands behind its end are gone."""
    # WHEN a PNG that carries more than pixels is read
    logo = logos.read(write(tmp_path, png(note="canary") + b"canary"))
    # THEN the pixels are the same
    assert logo.kind is LogoKind.PNG
    with Image.open(io.BytesIO(logo.data)) as drawn:
        assert (drawn.size, drawn.getpixel((0, 0))) == ((8, 4), (10, 20, 30, 40))
    assert b"canary" not in logo.data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "neither an SVG nor a PNG"),
        (b"GIF89a", "neither an SVG nor a PNG"),
        ("<html><body/></html>", "neither an SVG nor a PNG"),
        ("<svg", "neither an SVG nor a PNG"),
        (png()[:50], "no PNG that can be read to its end"),
        (b"\x89PNG\r\n\x1a\nx", "no PNG that can be read to its end"),
        (png((1_025, 1)), "at most 1024 pixels a side"),
        (GOOD + " " * 65_536, "at most 64 KB"),
    ],
    ids=["nothing", "gif", "html", "cut svg", "cut png", "broken png", "wide", "large"],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, data: bytes | str, says: str) -> None:
    """With the reason."""
    with pytest.raises(LogoFaultError, match=says):
        logos.read(write(tmp_path, data))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By the system's own word for it."""
    with pytest.raises(LogoFaultError, match="cannot be read: No such file"):
        logos.read(tmp_path / "none.svg")
