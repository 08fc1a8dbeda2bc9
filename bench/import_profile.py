"""What an import consists of, by package: the profile of a cold start."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from bench.tables import table

_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")
_SHOWN: Final = 10


def by_package(folder: Path, layer: Path | None) -> Counter[str]:
    """Return the microseconds that the import of a function's `app` spends in each package.

    As `python -X importtime` measures them, which itself takes time: the shares are what counts.
    """
    ran = subprocess.run(
        [sys.executable, "-S", "-X", "importtime", "-c", "import app"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(layer or "")},
        capture_output=True,
        check=True,
        text=True,
    )
    spent: Counter[str] = Counter()
    for microseconds, module in _LINE.findall(ran.stderr):
        package = module.partition(".")[0]
        spent["Python" if package in sys.stdlib_module_names else package] += int(microseconds)
    return spent


def shown(spent: Counter[str]) -> str:
    """Return the packages that take the longest, as a table."""
    whole = spent.total()
    rows = (
        (f"`{package}`", f"{microseconds / 1_000:.1f} ms", f"{microseconds / whole:.0%}")
        for package, microseconds in spent.most_common(_SHOWN)
    )
    return table(("Package", "Import", "Share"), rows)
