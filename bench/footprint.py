"""What is deployed, in bytes: `python -m bench.footprint`. Run `make build` first."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.environments import BUILT, layer
from bench.result import Result

LIMIT: Final = 250
"""Megabytes, unzipped, that a function and its layers may have (Lambda quotas)."""
TARGET: Final = 53
"""Megabytes of the layer that loaded the AWS SDK, without the 25 of the SDK's data."""
_MEGABYTE: Final = 1_000_000
_MAX_SHOWN: Final = 8


def results() -> list[Result]:
    """Return the sizes of the layer, of its largest packages and of the functions."""
    every = size(layer().parent)
    return [
        Result("layer", every, "MB", at_most=TARGET),
        Result("layer, zipped", zipped(layer().parent), "MB"),
        Result(
            "layer and the largest function, of Lambda's limit", _full(every), "MB", at_most=LIMIT
        ),
        *(Result(f"of the layer: {name}", much, "MB") for name, much in packages()[:_MAX_SHOWN]),
        *(
            Result(f"{folder.name}, zipped", 1_000 * zipped(folder), "KB")
            for folder in sorted(BUILT.glob("*Function"))
        ),
    ]


def packages() -> list[tuple[str, float]]:
    """Return what is in the layer at its top, and the megabytes of each, largest first."""
    found = ((each.name, size(each)) for each in layer().iterdir())
    return sorted(found, key=lambda each: each[1], reverse=True)


def size(path: Path) -> float:
    """Return the megabytes of a file, or of all files in a folder."""
    return sum(each.stat().st_size for each in _files(path)) / _MEGABYTE


def zipped(folder: Path) -> float:
    """Return the megabytes of a folder's archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in _files(folder):
            archive.write(each, each.relative_to(folder))
    return written.tell() / _MEGABYTE


def _full(every: float) -> float:
    return every + max(size(folder) for folder in BUILT.glob("*Function"))


def _files(path: Path) -> Iterator[Path]:
    return iter([path]) if path.is_file() else filter(Path.is_file, path.rglob("*"))


def main() -> None:
    """Print a line a figure."""
    table = Table("what", "size")
    for each in results():
        table.add_row(each.name, f"{each.value:.2f} {each.unit}")
    Console().print(table)


if __name__ == "__main__":
    main()
