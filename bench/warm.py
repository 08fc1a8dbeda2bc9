"""What a request costs once its function is warm: `python -m bench.warm`.

Each subject answers the same request many times in a process of its own, without HTTP: a function
is given API Gateway's event, npm's oidc-provider a request and a response of Node's. The subjects
take turns. CPU time is the least of all rounds, which other load only adds to; p50 and p99 are of
the wall-clock times of every request.

The functions use a dynalite on this machine, in a process whose CPU time does not count. `make
build` is not needed.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.caller import a_caller
from bench.result import Result
from jetbridge.runtime.awsjson import DYNAMODB, AwsJson
from jetbridge.runtime.limits import LEAN_TABLE
from jetbridge.store.dynamodb import DynamoTable
from tests.contract.store import engines
from tests.unit.infra.templates import ROOT

HERE: Final = Path(__file__).parent
ROUNDS: Final = 12
WARMING: Final = 3
"""Rounds before those, which are not counted: Node compiles what runs often."""
REQUESTS: Final = 150
"""Of one round, over DynamoDB."""
IN_MEMORY: Final = 2_000
"""Of one round, in memory."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What answers requests, the command that starts it, and how many of one round.

    `variables` are those of its environment that others do not have.
    """

    name: str
    command: tuple[str, ...]
    requests: int
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request costs, in milliseconds.

    `cpu` is CPU time, `first` that of a process's first round, `p50` and `p99` are percentiles of
    its duration.
    """

    cpu: float
    first: float
    p50: float
    p99: float


class Running:
    """A subject's process."""

    def __init__(self, subject: Subject, environ: Mapping[str, str]) -> None:
        """Start it."""
        self._subject = subject
        self._process = subprocess.Popen(
            subject.command,
            cwd=ROOT,
            env={**environ, **subject.variables},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._answers: list[dict[str, Any]] = []

    def round(self) -> None:
        """Let it answer one round.

        Raises:
            RuntimeError: it did not.
        """
        given, answers = self._process.stdin, self._process.stdout
        print(self._subject.requests, file=given, flush=True)
        line = answers.readline() if answers else ""
        if not line:
            raise RuntimeError(f"{self._subject.name} stopped")
        self._answers.append(json.loads(line))

    def cost(self) -> Cost:
        """Return what a request cost."""
        counted = self._answers[WARMING:]
        parts = statistics.quantiles((each for one in counted for each in one["taken"]), n=100)
        least = min(answer["cpu"] for answer in counted)
        cpu, first = (
            1_000 * each / self._subject.requests for each in (least, self._answers[0]["cpu"])
        )
        return Cost(cpu, first, parts[49], parts[98])

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Print a line a subject."""
    table = Table(title=f"Warm requests, least CPU of {ROUNDS} rounds, ms")
    for column in ("subject", "CPU", "CPU, first round", "p50", "p99"):
        table.add_column(column, justify="left" if column == "subject" else "right")
    for name, cost in measure().items():
        figures = (cost.cpu, cost.first, cost.p50, cost.p99)
        table.add_row(name, *(f"{each:.3f}" for each in figures))
    Console().print(table)


def results() -> list[Result]:
    """Return the costs, and theirs in proportion to ours."""
    costs = measure()
    token, stock = costs["token"], costs["token, stock"]
    logged, silent = costs["token, in memory"], costs["token, in memory, requests not logged"]
    theirs = costs["oidc-provider, in memory"]
    found = [
        Result("stock ÷ token, CPU", stock.cpu / token.cpu, at_least=3),
        # It writes no line for a request either.
        Result(
            "oidc-provider ÷ token, in memory, requests not logged, CPU",
            theirs.cpu / silent.cpu,
            at_least=1,
        ),
        Result("oidc-provider ÷ token, in memory, CPU", theirs.cpu / logged.cpu),
        Result(
            f"oidc-provider ÷ token, in memory, CPU of a process's first {IN_MEMORY:,} requests",
            theirs.first / logged.first,
        ),
    ]
    for name, cost in costs.items():
        found += [
            Result(f"{name}: CPU", cost.cpu, "ms"),
            Result(f"{name}: p50", cost.p50, "ms"),
            Result(f"{name}: p99", cost.p99, "ms"),
        ]
    return found


def measure() -> dict[str, Cost]:
    """Return what a request costs each subject, by the subject's name."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = stack.enter_context(_world(scratch))
        running = {each.name: Running(each, environ) for each in _subjects(scratch)}
        for each in running.values():
            stack.callback(each.stop)
        for _ in range(WARMING + ROUNDS):
            for each in running.values():
                each.round()
        return {name: each.cost() for name, each in running.items()}


def _subjects(scratch: Path) -> Iterator[Subject]:
    def function(
        name: str, folder: Path, requests: int, event: str = "token", **variables: str
    ) -> Subject:
        worker = (sys.executable, "-m", "bench.warm_worker", str(folder))
        return Subject(name, (*worker, str(scratch / f"{event}.json")), requests, variables)

    functions, in_memory = ROOT / "functions", HERE / "in_memory"
    yield function("token", functions / "token", REQUESTS)
    yield function("token, stock", HERE / "stock", REQUESTS)
    yield function("authorizer", functions / "authorizer", REQUESTS, "authorizer")
    yield function("token, in memory", in_memory, IN_MEMORY)
    silent = "token, in memory, requests not logged"
    yield function(silent, in_memory, IN_MEMORY, POWERTOOLS_LOG_LEVEL="ERROR")
    peer = ("node", str(HERE / "warm_peer.mjs"))
    yield Subject("oidc-provider, in memory", peer, IN_MEMORY)


@contextmanager
def _world(scratch: Path) -> Iterator[dict[str, str]]:
    """Serve a table with a client and a token, write the events, yield the environment."""
    caller = a_caller()
    for name, event in (("token", caller.asks), ("authorizer", caller.bears)):
        (scratch / f"{name}.json").write_text(json.dumps(event))
    with engines.bare_dynalite() as url:
        name = engines.new_table_name(engines.client(url))
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "local"))),
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",  # logs as in Lambda; nothing calls it
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_SESSION_TOKEN": "made-up" * 100,
            "AWS_ENDPOINT_URL": url,
            "TABLE_NAME": name,
            "ACCESS_TOKEN_LIFETIME": "3600",
            "POWERTOOLS_SERVICE_NAME": "bench",
            "BENCH_CLIENT_ID": caller.client.client_id,
            "BENCH_CLIENT_SECRET": caller.secret.reveal(),
        }
        caller.store(DynamoTable(AwsJson(DYNAMODB, LEAN_TABLE, environ=environ), name))
        yield environ


if __name__ == "__main__":
    main()
