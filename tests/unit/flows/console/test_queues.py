"""The operator sees how the queues stand, and what to do about them."""

import re
from typing import Final

import pytest

from jetbridge.flows.schedule import queues
from jetbridge.model.backlog import STOPPED
from jetbridge.model.ports import DEAD_LETTERS, QUEUE, SLOW_QUEUE
from jetbridge.store import keys
from jetbridge.store.table import Put
from tests.support.browser import Browser
from tests.support.console import Console

START: Final = "/console"


@pytest.fixture
def operator(console: Console) -> Browser:
    """Return the browser of an operator."""
    return console.person("operator", tenant=None)


def queue(page: str, name: str) -> str:
    """Return the words of a page about one queue."""
    row = re.search(rf'<tr>\s*<td data-name="Queue">(?:<a [^>]*>)?{name}<.*?</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", row[0]).split()) if row else ""


def test_an_operator_sees_what_waits(console: Console, operator: Browser) -> None:
    """Dead letters lead to the page that names the commands, and each fault to its runbook."""
    # GIVEN dead letters, a queue that is not worked off, and one that holds something new
    queues.note(console.world.context())
    console.world.backlog.messages |= {QUEUE: 7, DEAD_LETTERS: 2, SLOW_QUEUE: 1}
    console.world.clock.advance(660)
    queues.note(console.world.context())
    # WHEN the operator opens the console
    page = operator.get(START).body
    # THEN each is there, with what is wrong
    assert queue(page, "Work") == "Work 7 11 minutes perhaps late Runbook: queue-old"
    assert queue(page, "Slow work") == "Slow work 1 11 minutes fine"
    assert queue(page, "Webhooks") == "Webhooks 0 none fine"
    assert (
        queue(page, "Dead letters")
        == "Dead letters 2 until it is put back needs you Runbook: dead-letters"
    )
    assert '<a href="/console/notifications">Dead letters</a>' in page
    assert "the schedules do not run" not in page
    # AND no other role sees them
    other = console.person("admin").get(START)
    assert "Dead letters" not in console.person("admin").get(other.location).body


def test_an_old_note_says_that_the_schedules_do_not_run(
    console: Console, operator: Browser
) -> None:
    """What was fine then may be anything now."""
    # GIVEN a note that no other has followed
    queues.note(console.world.context())
    console.world.clock.advance(STOPPED + 1)
    # THEN the page says so
    page = operator.get(START).body
    assert "the schedules do not run" in page
    assert "<code>clock-stopped</code>" in page


@pytest.mark.parametrize("item", [{}, {"messages": "many"}])
def test_what_is_not_known_is_not_called_fine(
    console: Console, operator: Browser, item: dict[str, str]
) -> None:
    """Before the first note, and where the note is broken."""
    # GIVEN no note that can be read
    if item:
        console.world.table.write(Put({"pk": keys.backlog().pk, "sk": keys.backlog().sk, **item}))
    # THEN the page says that nothing is known
    page = operator.get(START).body
    assert "Nothing is known of them yet" in page
    assert queue(page, "Work") == ""
