"""The benches that `make bench` runs, in this order.

Each is a module here with a function `results() -> list[Result]`. `python -m bench.NAME` prints
more than the report has.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench: its module, what it measures, and after how many seconds it is ended."""

    name: str
    about: str
    limit: int = 120

    @property
    def module(self) -> str:
        """The module's full name."""
        return f"bench.{self.name}"


BENCHES: Final = (
    Bench(
        "cold_starts",
        "From a fresh process to the first response, under AWS's runtime interface client, with"
        " what `make build` built. bare: a handler that does nothing. stock: Powertools resolver,"
        " boto3, requests and pydantic as plain `sam build` ships them, without bytecode.",
        limit=240,
    ),
    Bench(
        "memory",
        "Memory and CPU time of each function, and its cold start with each memory setting: under"
        " a CPU quota of the kernel, which is how Lambda gives CPU time by memory (1,769 MB: one"
        " vCPU). Without root the last is left out.",
        limit=180,
    ),
    Bench(
        "warm",
        "One request of a function that is warm, in one process, without HTTP in front: over"
        " DynamoDB (dynalite, in another process), and over a dictionary beside npm's oidc-provider"
        " with its store in memory. stock: as above, with bytecode.",
    ),
    Bench(
        "broker",
        "Cost of a token and of a call to a partner, as a ratio to one GetItem of the same run"
        " (dynalite), and how often a partner is asked where 50 processes need one token.",
    ),
    Bench(
        "due_index",
        "Reads and writes of a run of each schedule with 100 connections due, in tables of two"
        " sizes (dynalite, which counts capacity units as DynamoDB does).",
    ),
    Bench(
        "fairness",
        "How long a tenant's webhooks wait while another tenant's endpoint does not answer"
        " (simulated queue, the worker's own code).",
    ),
    Bench(
        "journeys",
        "Whole journeys on the local stack, all at the same moment: calls to AWS and to partners.",
        limit=240,
    ),
    Bench(
        "tasks",
        "The twelve tasks of a tenant's backend, done by a program that runs what [their"
        " page](tasks.md) says and knows nothing else, on the local stack.",
    ),
    Bench(
        "bill",
        "What everything costs a month, from a model: [cost.md](cost.md) has its parts.",
    ),
    Bench(
        "scale",
        "Calls in tables of several sizes, counted; an ordinary hour, the hours after an outage of"
        " a day and a company that hires 10,000 people, simulated: [scaling.md](scaling.md).",
        limit=240,
    ),
    Bench("retries", "Retries of the system, and those without a stated end."),
    Bench(
        "footprint",
        "Sizes of what `make build` made: the layer, zipped and not, and the functions.",
    ),
    Bench(
        "deadlines", "How long each function may take, and how long its caller waits at the most."
    ),
    Bench(
        "structure",
        "Size of the code, and the files that one invocation runs through (the demo, traced).",
        limit=180,
    ),
)
