"""The local queues' order is that of a fair queue."""

from jetbridge_local.stack.turns import in_turn

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
