"""What an import consists of, by package: the profile of a cold start."""

import os
import re
import subprocess
import sys
from collections import Counter
from typing import Final

from bench.environments import Subject
from bench.tables import table

_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")
_SHOWN: Final = 10


def of(subject: Subject) -> str:
    """Return the packages in which the import of a function spends the longest, as a table.

    As `python -X importtime` measures them, which itself takes time: the shares are what counts.
    """
    spent = _by_package(subject)
    whole = spent.total()
    rows = (
        (f"`{package}`", f"{microseconds / 1_000:.1f} ms", f"{microseconds / whole:.0%}")
        for package, microseconds in spent.most_common(_SHOWN)
    )
    return table(("Package", "Import", "Share"), rows)


def _by_package(subject: Subject) -> Counter[str]:
    folders = (str(each) for each in (subject.folder, subject.layer) if each)
    ran = subprocess.run(
        [sys.executable, "-S", "-X", "importtime", "-c", "import app"],
        cwd=subject.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(folders)},
        capture_output=True,
        check=True,
        text=True,
    )
    spent: Counter[str] = Counter()
    for microseconds, module in _LINE.findall(ran.stderr):
        package = module.partition(".")[0]
        spent["Python" if package in sys.stdlib_module_names else package] += int(microseconds)
    return spent
