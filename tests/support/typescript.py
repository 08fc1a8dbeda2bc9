"""The TypeScript client, built where it is older than its sources."""

import fcntl
import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Final

from jetbridge_local.clients.typescript import PACKAGE

type Json = Any

BIN: Final = PACKAGE / "node_modules" / ".bin"
_BUILT: Final = PACKAGE / "dist" / "index.js"


@cache
def built() -> Path:
    """Return the package's folder, with `dist`. Of several processes one builds it."""
    assert BIN.exists(), "npm ci --prefix clients/typescript"
    sources = [PACKAGE / "tsconfig.json", *(PACKAGE / "src").glob("*.ts")]
    with (PACKAGE / "node_modules" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(each.stat().st_mtime for each in sources)
        if not _BUILT.exists() or _BUILT.stat().st_mtime < newest:
            compiled()
    return PACKAGE


def compiled(*options: str) -> None:
    """Run the compiler."""
    done = run(str(BIN / "tsc"), *options)
    assert done.returncode == 0, done.stdout


def run(
    *command: str, read: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program in the package's folder."""
    return subprocess.run(
        command,
        cwd=PACKAGE,
        input=read,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def told(script: str, **said: Json) -> Json:
    """Run a script of the package's tests: JSON in, JSON out."""
    done = run("node", str(built() / "test" / script), read=json.dumps(said))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
