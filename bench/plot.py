"""The plot of the report: how much of its target each figure uses up, as an SVG."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from bench import svg

_ROW, _LABELS, _WIDTH, _END = 18, 380, 400, 60
"""Pixels: the height of a row, and the widths of labels, bars and values."""
_MAX: Final = 2.0
"""A bar ends here, whatever it stands for: its value is written beside it."""
_MET, _MISSED = "#2f7d5b", "#b4452f"

type Bar = tuple[str, float]
"""A name, and how much of the target is used up."""


def drawn(bars: Sequence[Bar]) -> str:
    """Return a plot with a bar for each name, and a line where the target is (1)."""
    height = _ROW * (len(bars) + 2)
    width = _LABELS + _WIDTH + _END
    drawing = svg.blank("How much of its target each figure uses up", width, height)
    for row, (name, use) in enumerate(bars, 1):
        _bar(drawing, row * _ROW, name, use)
    target = str(_LABELS + _WIDTH / _MAX)
    SubElement(
        drawing,
        "line",
        {"x1": target, "x2": target, "y1": str(_ROW - 4), "y2": str(height - _ROW)},
        stroke="#555",
    )
    svg.write(drawing, _LABELS + _WIDTH / _MAX, _ROW - 7, "target", "middle")
    return svg.document(drawing)


def _bar(drawing: Element, top: int, name: str, use: float) -> None:
    width = min(use, _MAX) / _MAX * _WIDTH
    svg.write(drawing, _LABELS - 8, top + _ROW - 6, name, "end")
    SubElement(
        drawing,
        "rect",
        {
            "x": str(_LABELS),
            "y": str(top + 2),
            "width": f"{width:.1f}",
            "height": str(_ROW - 5),
            "fill": _MET if use <= 1 else _MISSED,
        },
    )
    svg.write(drawing, _LABELS + width + 5, top + _ROW - 6, f"{use:.2f}", "start")
