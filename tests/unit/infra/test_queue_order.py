"""The local queues' order is that of a fair queue."""

from jetbridge.model import work
from jetbridge_local.stack.turns import in_turn
from tests.fakes.turns import Moments, TimedQueue

type Message = tuple[str | None, int]


def group(message: Message) -> str | None:
    """Return whose a message is."""
    return message[0]


def test_whose_messages_are_worked_on_the_least_comes_first() -> None:
    """Then it is the oldest that comes first."""
    # GIVEN a tenant with much that waits, one with a message behind it, and one in between
    waiting: list[Message] = [("much", 1), ("much", 2), ("some", 3), ("one", 4), ("one", 5)]
    taken: list[Message] = [("much", -1), ("much", 0), ("some", 0)]
    # THEN they are served by what is under way for them
    order = in_turn(waiting, taken, group)
    assert order == [("one", 4), ("one", 5), ("some", 3), ("much", 1), ("much", 2)]


def test_a_message_without_a_group_waits_for_none() -> None:
    """It is a group by itself, and so is the next one."""
    # GIVEN messages of which some are no tenant's
    waiting: list[Message] = [("one", 1), (None, 2), (None, 3)]
    # THEN those do not count against each other
    order = in_turn(waiting, [("one", 0), (None, 0)], group)
    assert order == [(None, 2), (None, 3), ("one", 1)]


def test_one_hire_does_not_wait_for_another_tenants_thousands() -> None:
    """It waits for a worker that is done with what it has."""
    # GIVEN workers, and a queue with the hires of one tenant
    clock = Moments()
    queue = TimedQueue(clock, is_fair=True)
    seconds, waited = 2.0, list[float]()
    queue.send([work.of_tenant("large", work.journey(f"jny_{n}")) for n in range(10_000)])

    def worker() -> None:
        while not waited:
            taken = queue.take()
            assert taken
            if taken[1]["tenant"] == "small":
                waited.append(clock.seconds - taken[0])
            clock.sleep(seconds)
            queue.settle(taken)

    def hires() -> None:
        clock.sleep(5)
        queue.send([work.of_tenant("small", work.journey("jny_small"))])

    # WHEN another tenant hires one person
    clock.run(*[worker] * 10, hires)
    # THEN that waits for one message, not for thousands
    assert waited[0] <= seconds
