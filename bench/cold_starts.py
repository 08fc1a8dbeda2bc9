"""Cold starts of the lean functions as they are packaged, beside a bare one and a stock one.

Each runs under AWS's runtime interface client, from a fresh process to its first answer. CPU time
is the least of several rounds, in which the functions take turns: other load only adds to it.
"""

import os
import shutil
import statistics
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import certifi
from rich.console import Console
from rich.table import Table

from bench.environments import BUILT, TABLE, Host, Subject, layer
from bench.result import Result
from bench.runtime_api import Document
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb.wire import to_wire
from tests.unit.runtime.events import sample

HERE: Final = Path(__file__).parent
ROUNDS: Final = 9
TARGETS: Final = {"bare": 2.3, "stock": 12.0}
"""At the most so many times the CPU of the bare function, and at least so many times less than
stock's."""
LEAN: Final = frozenset({"token", "authorizer"})
"""Those that have the targets."""


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
    with tempfile.TemporaryDirectory() as scratch:
        tables, subjects = subjects_in(Path(scratch))
        for secure in (False, True):
            starts = measure(Host(Path(scratch), tables), subjects, secure=secure)
            yield "HTTPS" if secure else "HTTP", starts


def measure(host: Host, subjects: list[Subject], *, secure: bool) -> dict[str, Start]:
    """Return what each subject's cold start took: the least CPU, the median of the wall times."""
    found: dict[str, list[Start]] = {subject.name: [] for subject in subjects}
    for _ in range(ROUNDS):
        for subject in subjects:
            with host.environment(subject, secure=secure) as running:
                wall = 1_000 * (running.answered().at - running.began)
                found[subject.name].append(Start(wall, running.cpu))
    return {
        name: Start(
            statistics.median(start.wall for start in starts), min(start.cpu for start in starts)
        )
        for name, starts in found.items()
    }


def subjects_in(folder: Path) -> tuple[dict[str, Document], list[Subject]]:
    """Return DynamoDB's answers, and the functions to start, which may put files into `folder`."""
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
        Subject("token", BUILT / "TokenFunction", layer(), asks),
        Subject("authorizer", BUILT / "AuthorizerFunction", layer(), bears),
        Subject("stock, with bytecode", stock, layer(), asks, everybodys),
        Subject("stock, as built", stock, _without_bytecode(folder), asks, everybodys),
    ]


def _without_bytecode(folder: Path) -> Path:
    """Return a copy of the layer as plain `sam build` makes it."""
    copied = folder / "layer"
    shutil.copytree(
        layer(), copied, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__")
    )
    return copied


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
