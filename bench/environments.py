"""Execution environments as Lambda starts them: AWS's runtime interface client and a function.

From a fresh process, with the layer that `make build` made, read-only. AWS is a server here that
answers at once.
"""

import compileall
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import awslambdaric

from bench.runtime_api import Answered, Aws, Document, World, cpu_seconds, served
from jetbridge.runtime.awsjson.tls import AMAZON_ROOTS
from tests.support.certificates import self_signed
from tests.unit.infra.templates import ROOT

BUILT: Final = ROOT / ".aws-sam" / "build"
_PYTHON: Final = Path(sys.executable).resolve()
"""The interpreter itself, without the packages of the virtual environment."""
_VARIABLES: Final = {
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_LAMBDA_LOG_FORMAT": "JSON",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_SESSION_TOKEN": "made-up",
    "PYTHONDONTWRITEBYTECODE": "1",  # /var/task and /opt are read-only
    "TABLE_NAME": "bench",
    "ACCESS_TOKEN_LIFETIME": "3600",
}
_CLIENT_PACKAGES: Final = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A function, the folder of its `app.py`, its layer, and its first event.

    `aws` answers for the services. `status` is that of the response that is expected.
    """

    name: str
    folder: Path
    layer: Path | None
    event: Document
    aws: Aws
    status: int = 200
    variables: Mapping[str, str] = field(default_factory=dict)
    authorities: str = AMAZON_ROOTS

    def check(self, answered: Answered) -> None:
        """Raise a RuntimeError where an answer is a failure."""
        status = answered.answer.get("statusCode", self.status)
        refused = "error" in answered.answer.get("context", {})
        failed = answered.answer.get("batchItemFailures")
        if not answered.succeeded or status != self.status or refused or failed:
            raise RuntimeError(f"{self.name}: {str(answered.answer)[:400]}")


@dataclass(frozen=True, slots=True)
class Running:
    """A subject's environment. It began at `began` by the monotonic clock, in seconds."""

    subject: Subject
    world: World
    process_id: int
    began: float

    def answered(self) -> Answered:
        """Wait for the next answer.

        Raises:
            RuntimeError: there is none for a minute, or it is a failure.
        """
        answered = self.world.wait()
        self.subject.check(answered)
        return answered

    @property
    def cpu(self) -> float:
        """The CPU time so far, in milliseconds."""
        return 1_000 * cpu_seconds(self.process_id)


@dataclass(frozen=True, slots=True)
class Host:
    """Starts environments. `folder` is for its files."""

    folder: Path

    @contextmanager
    def environment(
        self,
        subject: Subject,
        *,
        times: int = 1,
        secure: bool = False,
        launcher: Sequence[str] = (),
    ) -> Iterator[Running]:
        """Start a subject's environment, invoke it some `times`, and end it afterwards.

        AWS is reached over HTTPS where `secure`. `launcher` is a command that starts the
        command that follows it.
        """
        world = World(subject.aws, subject.event, times=times)
        tls = self_signed(self.folder) if secure else None
        with served(world) as runtime, served(world, tls) as dynamodb:
            environ = {
                **subject.variables,
                **_VARIABLES,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": self._path(subject),
                "LAMBDA_TASK_ROOT": str(subject.folder),
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime}",
                "AWS_ENDPOINT_URL": f"http{'s' if secure else ''}://127.0.0.1:{dynamodb}",
                "AWS_CA_BUNDLE": self._bundle(subject, secure=secure),
            }
            began = time.monotonic()
            with subprocess.Popen(
                [*launcher, str(_PYTHON), "-S", "-m", "awslambdaric", "app.handler"],
                cwd=subject.folder,
                env=environ,
                stdout=subprocess.DEVNULL,
            ) as process:
                try:
                    yield Running(subject, world, process.pid, began)
                finally:
                    process.kill()

    def _path(self, subject: Subject) -> str:
        folders = (subject.folder, subject.layer, self._runtime_client())
        return os.pathsep.join(str(each) for each in folders if each)

    def _bundle(self, subject: Subject, *, secure: bool) -> str:
        """Return the file of the authorities that a subject trusts, with ours where `secure`."""
        bundle, own = self.folder / "bundle.pem", self.folder / "server.pem"
        trusted = Path(subject.authorities).read_bytes()
        bundle.write_bytes(trusted + own.read_bytes() if secure else trusted)
        return str(bundle)

    def _runtime_client(self) -> Path:
        """Return a folder with the runtime interface client, which Lambda's image has, compiled."""
        found, linked = Path(awslambdaric.__file__).parents[1], self.folder / "client"
        if not linked.exists():
            copy_packages(found, linked, _CLIENT_PACKAGES)
            compileall.compile_dir(linked, quiet=1)
        return linked


def copy_packages(installed: Path, folder: Path, names: Collection[str]) -> None:
    """Make a folder with some of the packages and modules that are installed in another one."""
    folder.mkdir()
    for package in installed.iterdir():
        if package.name.partition(".")[0] in names:
            copy = shutil.copytree if package.is_dir() else shutil.copy
            copy(package, folder / package.name)


def layer() -> Path:
    """Return the folder of the layer that was built."""
    built = BUILT / "JetbridgeLayer" / "python"
    if not built.is_dir():
        sys.exit("There is no layer: run `make bench`, which builds it.")
    return built
