"""Line plots as SVG: small, and the same for the same figures."""

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from bench import svg

_WIDTH, _HEIGHT, _LEFT, _TOP, _LEGEND = 460, 220, 60, 30, 170
"""Pixels: the area of the lines, and what is beside it."""
_COLOURS: Final = ("#2f5d8b", "#b4452f", "#2f7d5b", "#8b6f2f", "#6b4a8b")

type Point = tuple[float, float]
type Ticks = Sequence[tuple[float, str]]


def lines(
    title: str,
    series: Mapping[str, Sequence[Point]],
    *,
    across: Ticks,
    up: Ticks,
    logarithmic: bool = False,
) -> str:
    """Return a plot of named lines; the ticks say where the axes begin and end."""
    drawing = svg.blank(title, _LEFT + _WIDTH + _LEGEND, _TOP + _HEIGHT + 40)
    _text(drawing, _LEFT, 18, title, "start")
    for at, label in across:
        x = _LEFT + _share(at, across, logarithmic=logarithmic) * _WIDTH
        _grid(drawing, (x, _TOP), (x, _TOP + _HEIGHT))
        _text(drawing, x, _TOP + _HEIGHT + 16, label, "middle")
    for at, label in up:
        y = _TOP + (1 - _share(at, up, logarithmic=logarithmic)) * _HEIGHT
        _grid(drawing, (_LEFT, y), (_LEFT + _WIDTH, y))
        _text(drawing, _LEFT - 6, y + 4, label, "end")
    for number, (name, points) in enumerate(series.items()):
        placed = " ".join(
            f"{_LEFT + _share(x, across, logarithmic=logarithmic) * _WIDTH:.1f},"
            f"{_TOP + (1 - _share(y, up, logarithmic=logarithmic)) * _HEIGHT:.1f}"
            for x, y in points
        )
        colour = _COLOURS[number % len(_COLOURS)]
        line = {"points": placed, "fill": "none", "stroke": colour, "stroke-width": "2"}
        SubElement(drawing, "polyline", line)
        y = _TOP + 12 + number * 16
        _text(drawing, _LEFT + _WIDTH + 12, y, name, "start", colour=colour)
    return svg.document(drawing)


def _share(value: float, ticks: Ticks, *, logarithmic: bool) -> float:
    """Return how far along an axis a value lies, 0 to 1."""
    first, last = ticks[0][0], ticks[-1][0]
    if logarithmic:
        first, last, value = math.log(first), math.log(last), math.log(max(value, first))
    return min(max((value - first) / (last - first), 0.0), 1.0)


def _grid(drawing: Element, start: Point, end: Point) -> None:
    (x1, y1), (x2, y2) = start, end
    places = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    SubElement(drawing, "line", places, stroke="#ddd")


def _text(  # noqa: PLR0913 - where, what and how
    drawing: Element, x: float, y: float, text: str, anchor: str, *, colour: str = "#333"
) -> None:
    svg.write(drawing, x, y, text, anchor, fill=colour)
