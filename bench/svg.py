"""Drawings as SVG: the same text for the same figures."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring


def blank(title: str, width: int, height: int) -> Element:
    """Return a white drawing with a title, so many pixels wide and high."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "font-family": "sans-serif",
            "font-size": "11",
        },
    )
    SubElement(svg, "title").text = title
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    return svg


def write(svg: Element, x: float, y: float, text: str, anchor: str, **attributes: str) -> None:
    """Write a text that starts, ends or has its middle at a place, as `anchor` says."""
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    SubElement(svg, "text", place, **attributes).text = text


def document(svg: Element) -> str:
    """Return the text of a drawing."""
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"
