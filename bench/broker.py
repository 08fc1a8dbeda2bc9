"""What the broker costs and saves: `python -m bench.broker`.

The table is a dynalite on this machine. Costs are ratios to a bare GetItem of the same run, since
milliseconds are the machine's; the partner answers in no time, so that only the broker shows.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.result import Result
from jetbridge.broker.broker import Broker, BrokerContext
from jetbridge.broker.dialect import ClientCredentials, Dialect, Limits
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.runtime.clock import SystemClock, SystemPause
from jetbridge.runtime.ids import RandomIds
from jetbridge.store import keys
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from jetbridge_cli.boto import BotoCalls
from tests.contract.broker.expiry import Trouble
from tests.contract.broker.orders import Address
from tests.contract.broker.stampede import SIZE, go_through
from tests.contract.store import engines
from tests.fakes import CountingMeter, answer
from tests.fakes.context import SECRETS

CALLS: Final = 300
URL: Final = "https://partner.test/token"
ROOMY: Final = Limits(concurrent=8)
"""Makes every call take a permit, and none wait."""


class Partner:
    """Answers at once."""

    def send(self, _: HttpRequest) -> HttpResponse:
        """Answer a token request and any other."""
        return answer({"access_token": "token", "expires_in": 3_600})


class Source:
    """A credential in memory."""

    connection_id = ""
    tenant = ""

    def __init__(self, name: str, limits: Limits) -> None:
        """Name it, with the partner's `limits`."""
        self.name = name
        self.dialect = Dialect("partner", URL, 300, limits=limits)

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, the same if `fresh`."""
        return ClientCredentials("id", Secret(str(fresh)))


def call(_: Secret) -> HttpRequest:
    """Build a call."""
    return HttpRequest("GET", "https://partner.test/thing")


def cost(act: Callable[[], object]) -> float:
    """Return the median time of an act, in microseconds."""
    runs = []
    for _ in range(CALLS):
        began = time.perf_counter()
        act()
        runs.append(time.perf_counter() - began)
    return 1_000_000 * statistics.median(runs)


def means(table: DynamoTable) -> BrokerContext:
    """Return what a broker needs, with a partner that answers at once."""
    return BrokerContext(
        http=Partner(),
        table=table,
        vault=Vault(MemorySecrets(SECRETS), "keyring"),
        clock=SystemClock(),
        ids=RandomIds(),
        pause=SystemPause(),
        meter=CountingMeter(),
        timeout=10,
    )


def costs(address: Address) -> dict[str, float]:
    """Return what each way to a token and to an answer costs, as a ratio to a bare GetItem."""
    table = DynamoTable(BotoCalls(engines.client(address.url)), address.table)
    ports = means(table)
    warm = Broker(ports)
    free, limited = Source("free", Limits()), Source("limited", ROOMY)
    warm.access_token(free)
    warm.access_token(limited)
    bare = cost(lambda: table.get(keys.broker_token("free")))
    acts: dict[str, Callable[[], object]] = {
        "a token from the process": lambda: warm.access_token(free),
        "a token from the table": lambda: Broker(ports).access_token(free),
        "a token from the partner": lambda: warm.access_token(free, fresh=True),
        "a call without limits": lambda: warm.send(free, call),
        "a call through a limiter": lambda: warm.send(limited, call),
    }
    return {name: cost(act) / bare for name, act in acts.items()}


def stampedes(url: str) -> dict[str, dict[Trouble, int]]:
    """Return how often a partner is asked when many processes need one token, by trouble.

    By the broker, and by one with an unsafe lock.
    """
    counts: dict[str, dict[Trouble, int]] = {}
    for name, safe in (("the broker", True), ("an unsafe lock", False)):
        address = Address(url, engines.new_table_name(engines.client(url)))
        expiries = go_through(address, lambda: 0, safe=safe)
        counts[name] = {expiry.trouble: expiry.asked for expiry in expiries}
    return counts


def results() -> list[Result]:
    """Return costs, and the token requests under each trouble."""
    with engines.bare_dynalite() as url:
        paid = costs(Address(url, engines.new_table_name(engines.client(url))))
        counts = stampedes(url)
    return [
        *(Result(name, value, "GetItem") for name, value in paid.items()),
        *(
            Result(f"token requests of {SIZE} processes: {trouble}, {name}", asked)
            for name, count in counts.items()
            for trouble, asked in count.items()
        ),
    ]


def show_costs(console: Console, paid: Mapping[str, float]) -> None:
    """Print a line for each way to a token and to an answer."""
    shown = Table("what", "x GetItem", title=f"Median of {CALLS}")
    for name, ratio in paid.items():
        shown.add_row(name, f"{ratio:.2f}")
    console.print(shown)


def show_stampedes(console: Console, counts: Mapping[str, Mapping[Trouble, int]]) -> None:
    """Print how often a partner is asked when many processes need one token."""
    shown = Table(
        "trouble", *counts, title=f"Token requests of {SIZE} processes, one expired token"
    )
    for trouble in counts["the broker"]:
        shown.add_row(str(trouble), *(str(count[trouble]) for count in counts.values()))
    console.print(shown)


def main() -> None:
    """Print both tables."""
    console = Console()
    with engines.bare_dynalite() as url:
        show_costs(console, costs(Address(url, engines.new_table_name(engines.client(url)))))
        show_stampedes(console, stampedes(url))


if __name__ == "__main__":
    main()
