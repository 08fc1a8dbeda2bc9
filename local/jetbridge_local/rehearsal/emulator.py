"""The emulated AWS account: ministack, in a process of its own, which enforces IAM."""

import os
from pathlib import Path
from typing import Final

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.aws import AwsServices
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.options import PROJECT
from jetbridge_local.stack.ports import LOOPBACK, free_port

_PROGRAM: Final = PROJECT / ".venv-rehearse" / "bin" / "ministack"
"""In an environment of its own: it pins botocore."""


def start(children: Children, log: Path, folder: Path) -> AwsServices:
    """Start the account, and do not wait for it. All but the log is written to `folder`.

    Raises:
        StackError: it is not installed.
    """
    if not _PROGRAM.exists():
        raise StackError(f"{_PROGRAM} is missing: `make rehearse` installs it")
    port = free_port()
    with log.open("wb") as output:
        process = children.start(
            [str(_PROGRAM)], env=_environment(port, folder), output=output, directory=folder
        )
    return AwsServices(f"http://{LOOPBACK}:{port}", process, log, "/_ministack/health")


def _environment(port: int, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "AUTH": "true",
        "LAMBDA_EXECUTOR": "local",
        # With these the operator is the account's root.
        "AWS_ACCESS_KEY_ID": account.ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": account.SECRET_ACCESS_KEY,
    }
