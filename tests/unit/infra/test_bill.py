"""The page on costs, and the model behind it."""

from datetime import date

import pytest

from bench import bill, workloads
from bench.bills import Bill, alternatives, bills
from bench.charges import INPUTS, month, total
from bench.metered import (
    HALF_READ_UNITS,
    INVOCATIONS,
    PARTNER_CALLS,
    TABLE_CALLS,
    WRITE_UNITS,
)
from tests.unit.infra.templates import ROOT


def test_the_page_is_what_the_model_says() -> None:
    """`make cost` writes it: counts of the code, prices, and what was measured."""
    is_current = (ROOT / "docs" / "cost.md").read_text() == bill.page()
    assert is_current, "run `make cost`"


@pytest.mark.parametrize("name", INPUTS["price"])
def test_every_price_has_a_source(name: str) -> None:
    """And a day on which it was read."""
    price = INPUTS["price"][name]
    assert price["usd"] > 0
    assert price["source"]
    assert date.fromisoformat(price["read"]).isoformat() == price["read"]


def test_a_bill_is_the_sum_of_its_parts() -> None:
    """What has no price is an error, and not free."""
    # GIVEN amounts that are added up
    amounts = total({"write_unit": 1_000_000, "secret": 1}, {"secret": 1})
    # THEN they cost what the prices say
    prices = INPUTS["price"]
    expected = 1_000_000 * prices["write_unit"]["usd"] + 2 * prices["secret"]["usd"]
    assert Bill("something", amounts).usd == pytest.approx(expected)
    # AND what has no price is found
    with pytest.raises(KeyError):
        _ = Bill("something", {"gold": 1}).usd


def test_messages_pay_for_their_group() -> None:
    """SQS charges for fair queues in addition. Polls that find nothing have no group."""
    journey = month(workloads.journey(), 1)
    assert journey["fair_request"] == journey["queue_request"] > 0
    idle, *_ = bills()
    assert idle.amounts["fair_request"] < idle.amounts["queue_request"] / 100


def test_servers_cost_as_much_as_the_requests_that_are_said() -> None:
    """Metrics and keys are paid once a month, and not for each million requests."""
    # GIVEN the bills of a stack with so many token requests, and of servers
    millions = bill.millions_for_servers()
    requests = month(workloads.token_call(), millions * 1_000_000, routes=1)
    idle, *_ = bills()
    *_, server = alternatives()
    # THEN they are the same
    assert idle.usd + Bill("requests", requests).usd == pytest.approx(server.usd)


def test_a_journey_is_counted_whole() -> None:
    """Three notifications of partners, and each message of the queue."""
    functions = workloads.journey().account.functions
    assert functions["receive"][INVOCATIONS] == 3
    assert functions["authorizer"][INVOCATIONS] == 2
    assert functions["worker"][PARTNER_CALLS] >= 6


def test_a_removal_is_counted_whole() -> None:
    """A journey and its two onboardings are looked at, and removed with their lines."""
    functions = workloads.removal().account.functions
    assert functions["worker"][INVOCATIONS] >= 6
    assert functions["worker"][WRITE_UNITS] >= 30
    # AND no partner is asked for it
    assert functions["worker"][PARTNER_CALLS] == 0


def test_a_token_is_a_read_and_a_write() -> None:
    """The bill counts what the endpoint does."""
    assert workloads.token_call().account.functions["token"][TABLE_CALLS] == 2
    assert workloads.authorized_call().account.functions["authorizer"][TABLE_CALLS] == 1


def test_a_change_costs_two_entries_in_the_audit_trail() -> None:
    """docs/audit.md says how much that is."""
    connect = workloads.recorded_change().account.functions["connect"]
    assert (connect[TABLE_CALLS], connect[WRITE_UNITS], connect[HALF_READ_UNITS]) == (4, 8, 4)
    assert connect[INVOCATIONS] == 0


def test_what_is_prepared_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """The page is a command's output."""
    workloads.journey.__wrapped__()
    assert capfd.readouterr().out == ""
