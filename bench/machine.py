"""What a figure depends on beside the code: the machine and the versions."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

_PACKAGES: Final = ("awslambdaric", "boto3", "cryptography", "moto", "pydantic")
_GIGABYTE: Final = 1 << 30
_ROOT: Final = Path(__file__).parents[1]


def described() -> dict[str, str]:
    """Return what the machine and the versions are, by name."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / _GIGABYTE:.0f} GB",
        "load when it began": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
        "Node.js": _output("node", "--version"),
        **{name: _version(name) for name in _PACKAGES},
    }


def version_now() -> str:
    """Return the commit of the project, and today's date (UTC)."""
    today = datetime.now(UTC).date()
    return f"{_output('git', 'describe', '--always', '--dirty')}, {today.isoformat()}"


def _processor() -> str:
    """Return the processor's name (x86 names it in /proc/cpuinfo)."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _output(*command: str) -> str:
    try:
        ran = subprocess.run(command, cwd=_ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "-"
    return ran.stdout.strip()
