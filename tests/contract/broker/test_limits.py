"""Many processes, one credential, one partner with limits."""

from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from jetbridge.broker.dialect import Dialect, Limits
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from tests.contract.broker.many_processes import CONTEXT, process_group
from tests.contract.broker.orders import Address
from tests.contract.broker.process import Shared, make_calls
from tests.contract.broker.traffic import LIST, ONE, TOKEN, Partner

SIZE = 24
CALLS = 4
VICTIMS = 8
LIMITS = smartrecruiters.dialect("https://partner.test").limits


def pass_through(address: Address, limits: Limits) -> Partner:
    """Let the processes make their calls, and return what the partner saw."""
    dialect = Dialect("smartrecruiters", TOKEN, 300, limits=limits)

    def start(line: Connection, clock: Shared) -> ForkServerProcess:
        return CONTEXT.Process(target=make_calls, args=(line, clock, address, dialect))

    with process_group(SIZE, start) as standing:
        partner = Partner(standing, CALLS, VICTIMS)
        standing.run(ONE, partner.decide)
        return partner


def in_any_second(partner: Partner) -> int:
    """Return the most starts in any stretch of one second, which may touch two of the clock's."""
    return max(partner.starts[second] + partner.starts[second + 1] for second in partner.starts)


def test_processes_keep_a_partners_limits_together(address: Address) -> None:
    """SmartRecruiters': ten a second, eight at a time, one list of candidates at a time."""
    # GIVEN two dozen processes with one credential, WHEN each makes several calls at once
    partner = pass_through(address, LIMITS)
    # THEN no limit was ever passed, and each was reached
    assert in_any_second(partner) <= 10
    assert partner.most[""] == 8
    assert partner.most[LIST] == 1
    # AND the places of those who were killed were filled again: all others made their calls
    finished = [member for member in partner.made if member.resting]
    assert [partner.made[member] for member in finished] == [CALLS] * (SIZE - VICTIMS)


def test_without_the_gate_the_same_processes_pass_every_limit(address: Address) -> None:
    """The negative control: the traffic is dense enough to tell."""
    # GIVEN the same processes with a partner that has no limits, WHEN they make their calls
    partner = pass_through(address, Limits())
    # THEN they would have passed SmartRecruiters'
    assert in_any_second(partner) > 10
    assert partner.most[""] > 8
    assert partner.most[LIST] > 1
