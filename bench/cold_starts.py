"""Cold starts of the lean functions as they are packaged, beside a bare one and a stock one.

Each runs under AWS's runtime interface client, from a fresh process to its first answer, with the
layer that `make build` made, read-only. DynamoDB is a server here that answers at once. CPU time
is the least of several rounds, in which the functions take turns: other load only adds to it.
"""

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import awslambdaric
import certifi
from rich.console import Console
from rich.table import Table

from bench.result import Result
from bench.runtime_api import Answered, Document, World, cpu_seconds, served
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.runtime.awsjson.tls import AMAZON_ROOTS
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb.wire import to_wire
from tests.support.certificates import self_signed
from tests.unit.infra.templates import ROOT
from tests.unit.runtime.events import sample

HERE: Final = Path(__file__).parent
TABLE: Final = "bench"
PYTHON: Final = Path(sys.executable).resolve()
"""The interpreter itself, without the packages of the virtual environment."""
FUNCTION: Final = {
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_SESSION_TOKEN": "made-up",
}
BUILT: Final = ROOT / ".aws-sam" / "build"
ROUNDS: Final = 9
TARGETS: Final = {"bare": 2.3, "stock": 12.0}
"""At the most so many times the CPU of the bare function, and at least so many times less than
stock's."""
LEAN: Final = frozenset({"token", "authorizer"})
"""Those that have the targets."""
_CLIENT_PACKAGES: Final = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")


@dataclass(frozen=True, slots=True)
class Subject:
    """A function, the folder of its `app.py`, its layer, and its first event."""

    name: str
    folder: Path
    layer: Path | None
    event: Document
    authorities: str = AMAZON_ROOTS


@dataclass(frozen=True, slots=True)
class Start:
    """What a cold start took, in milliseconds."""

    wall: float
    cpu: float


def main() -> None:
    """Print a line a function, for plain HTTP and for HTTPS."""
    for scheme, starts in _by_scheme():
        Console().print(_told(starts, scheme))


def results() -> list[Result]:
    """Return what each cold start costs, as ratios to the bare function and to stock's."""
    return [
        figure
        for scheme, starts in _by_scheme()
        for name, start in starts.items()
        for figure in _figures(f"{name}, {scheme}", start, starts)
    ]


def _figures(name: str, start: Start, starts: Mapping[str, Start]) -> Iterator[Result]:
    lean = name.partition(",")[0] in LEAN
    yield Result(f"{name}: CPU", start.cpu, "ms")
    yield Result(f"{name}: wall, median", start.wall, "ms")
    yield Result(
        f"{name}: CPU ÷ bare",
        start.cpu / starts["bare"].cpu,
        at_most=TARGETS["bare"] if lean else None,
    )
    yield Result(
        f"{name}: stock ÷ CPU",
        starts["stock, as built"].cpu / start.cpu,
        at_least=TARGETS["stock"] if lean else None,
    )


def _by_scheme() -> Iterator[tuple[str, dict[str, Start]]]:
    """Measure over plain HTTP, then over HTTPS."""
    layer = BUILT / "JetbridgeLayer" / "python"
    if not layer.is_dir():
        sys.exit("There is no layer: run `make bench`, which builds it.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tables, subjects = _subjects(folder, layer)
        for secure in (False, True):
            starts = measure(folder, tables, subjects, secure=secure)
            yield "HTTPS" if secure else "HTTP", starts


def measure(
    folder: Path, tables: Mapping[str, Document], subjects: list[Subject], *, secure: bool
) -> dict[str, Start]:
    """Return what each subject's cold start took: the least CPU, the median of the wall times."""
    found: dict[str, list[Start]] = {subject.name: [] for subject in subjects}
    client = _runtime_client(folder)
    for _ in range(ROUNDS):
        for subject in subjects:
            found[subject.name].append(_started(client, folder, tables, subject, secure=secure))
    return {
        name: Start(
            statistics.median(start.wall for start in starts), min(start.cpu for start in starts)
        )
        for name, starts in found.items()
    }


def _subjects(folder: Path, layer: Path) -> tuple[dict[str, Document], list[Subject]]:
    ids, clock = RandomIds(), SystemClock()
    client, secret = clients.new_client(
        ids, clock, kind=ClientKind.API, tenant="bench", name="bench", scopes=["onboardings:write"]
    )
    token = credentials.mint_access_token(ids, client.client_id)
    issued = access_tokens.put(
        client.client_id, token, list(client.scopes), now=clock.now(), lifetime=3600
    )
    items = [to_wire(put.item) for put in (clients.put(client), issued)]
    tables: dict[str, Document] = {
        "GetItem": {"Item": items[0]},
        "PutItem": {},
        "BatchGetItem": {"Responses": {TABLE: items}, "UnprocessedKeys": {}},
    }
    pair = f"{client.client_id}:{secret.reveal()}".encode()
    asks = sample("token")
    asks["headers"]["authorization"] = f"Basic {b64encode(pair).decode()}"
    asks |= {"body": "grant_type=client_credentials", "isBase64Encoded": False}
    bears = sample("authorizer") | {"headers": {"authorization": f"Bearer {token.reveal()}"}}
    stock, everybodys = HERE / "stock", certifi.where()
    return tables, [
        Subject("bare", HERE / "bare", None, asks),
        Subject("token", BUILT / "TokenFunction", layer, asks),
        Subject("authorizer", BUILT / "AuthorizerFunction", layer, bears),
        Subject("stock, with bytecode", stock, layer, asks, everybodys),
        Subject("stock, as built", stock, _without_bytecode(folder, layer), asks, everybodys),
    ]


def _without_bytecode(folder: Path, layer: Path) -> Path:
    """Return a copy of a layer as plain `sam build` makes it."""
    copied = folder / "layer"
    shutil.copytree(
        layer, copied, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__")
    )
    return copied


def _runtime_client(folder: Path) -> Path:
    """Return a folder with AWS's runtime interface client, which Lambda's image has, compiled."""
    found, linked = Path(awslambdaric.__file__).parents[1], folder / "client"
    if not linked.exists():
        linked.mkdir()
        for package in found.iterdir():
            if package.name.partition(".")[0] in _CLIENT_PACKAGES:
                copy = shutil.copytree if package.is_dir() else shutil.copy
                copy(package, linked / package.name)
        compileall.compile_dir(linked, quiet=1)
    return linked


def _started(
    client: Path, folder: Path, tables: Mapping[str, Document], subject: Subject, *, secure: bool
) -> Start:
    """Start a subject's environment, and return what it took up to its first answer."""
    world = World(tables, subject.event)
    tls = self_signed(folder) if secure else None
    with served(world) as runtime, served(world, tls) as dynamodb:
        bundle = folder / "bundle.pem"
        bundle.write_bytes(Path(subject.authorities).read_bytes())
        if secure:
            bundle.write_bytes(bundle.read_bytes() + (folder / "server.pem").read_bytes())
        path = [str(each) for each in (subject.folder, subject.layer, client) if each]
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONDONTWRITEBYTECODE": "1",  # /var/task and /opt are read-only
            "LAMBDA_TASK_ROOT": str(subject.folder),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime}",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_ENDPOINT_URL": f"http{'s' if secure else ''}://127.0.0.1:{dynamodb}",
            "AWS_CA_BUNDLE": str(bundle),
            "TABLE_NAME": TABLE,
            "ACCESS_TOKEN_LIFETIME": "3600",
            **FUNCTION,
        }
        began = time.monotonic()
        with subprocess.Popen(
            [str(PYTHON), "-S", "-m", "awslambdaric", "app.handler"],
            cwd=subject.folder,
            env=environ,
            stdout=subprocess.DEVNULL,
        ) as process:
            answered = world.wait()
            cpu = cpu_seconds(process.pid)
            process.kill()
    _check(subject, answered)
    return Start(1_000 * (answered.at - began), 1_000 * cpu)


def _check(subject: Subject, answered: Answered) -> None:
    status = answered.answer.get("statusCode", 200)
    refused = "error" in answered.answer.get("context", {})
    if not answered.succeeded or status != 200 or refused:  # noqa: PLR2004 - HTTP's own number
        raise RuntimeError(f"{subject.name}: {answered.answer}")


def _told(starts: Mapping[str, Start], scheme: str) -> Table:
    table = Table(title=f"Cold starts, DynamoDB over {scheme}, {ROUNDS} rounds")
    for column in ("function", "wall, ms", "CPU, ms", "CPU ÷ bare", "stock ÷ CPU", "target met"):
        table.add_column(column, justify="left" if column == "function" else "right")
    bare, stock = starts["bare"], starts["stock, as built"]
    for name, start in starts.items():
        costs, saves = start.cpu / bare.cpu, stock.cpu / start.cpu
        met = "yes" if costs <= TARGETS["bare"] and saves >= TARGETS["stock"] else "no"
        table.add_row(
            name,
            f"{start.wall:.0f}",
            f"{start.cpu:.0f}",
            f"{costs:.2f}",
            f"{saves:.1f}",
            met if name in LEAN else "",
        )
    return table


if __name__ == "__main__":
    main()
