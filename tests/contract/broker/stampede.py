"""Many processes that need one token at the same time, again and again."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Final

from jetbridge.broker.dialect import Dialect
from tests.contract.broker.expiry import Expiry, Partner, Trouble, expire
from tests.contract.broker.many_processes import CONTEXT, process_group
from tests.contract.broker.orders import Address
from tests.contract.broker.process import Shared, get_tokens

SIZE: Final = 50
_DIALECT: Final = Dialect("partner", "https://partner.test/token", 300)


def go_through(address: Address, stored: Callable[[], int], *, safe: bool) -> list[Expiry]:
    """Let the token expire once under every trouble, and return what came of each.

    `stored` tells the number of the stored token; not `safe` means the negative control.
    """

    def start(line: Connection, clock: Shared) -> ForkServerProcess:
        arguments = (line, clock, address, _DIALECT)
        return CONTEXT.Process(target=get_tokens, args=arguments, kwargs={"safe": safe})

    partner, expiries = Partner(), []
    with process_group(SIZE, start) as standing:
        for trouble in Trouble:
            # Who was killed is replaced.
            standing.grow(SIZE)
            expiries.append(expire(standing, partner, trouble, stored))
    return expiries
