"""What was typed into a form is not lost: by what cannot be taken, nor by what does not answer."""

import json
from typing import Final, override

import pytest

from jetbridge.flows.self_service import policies as own
from jetbridge.model.metrics import Metric
from jetbridge.store.table import Item, Key, TableUnavailableError, Write
from tests.fakes.passing import PassingTable
from tests.support.browser import ORIGIN, Browser
from tests.support.console import HOME, Console, submit
from tests.support.journeys.policies import policy

CHANGE: Final = f"{HOME}/policy/change"
TYPED_WELL: Final = json.dumps({**policy(), "timeZone": "Asia/Tokyo"})
TYPED: Final = '{"schema": "jetbridge.policy/1", "note": "typed for an hour"}'


class Silent(PassingTable):
    """A table that takes no write, and reads no policy where `reads` is false."""

    reads = True
    error: Exception = TableUnavailableError()

    @override
    def get(self, key: Key) -> Item | None:
        """Read what is no policy."""
        if not self.reads and key.pk.startswith("POLICY#"):
            raise TableUnavailableError
        return super().get(key)

    @override
    def write(self, *writes: Write) -> None:
        """Take nothing."""
        raise self.error


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def in_force(console: Console) -> int:
    """Return the version in force."""
    return own.in_force(console.world.table, "demo").known.version


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e"])
def test_a_pasted_control_character_loses_nothing(
    console: Console, admin: Browser, character: str
) -> None:
    """The page shows where it stood, and names the field and the rule."""
    # WHEN a form is sent with a character in it that is taken nowhere
    answer = submit(admin, CHANGE, document=TYPED.replace("hour", f"ho{character}ur"))
    # THEN the text is there again, the character marked
    assert answer.status == 400
    assert "typed for an ho\ufffdur" in answer.body
    assert character not in answer.body
    # AND the field and the rule are named
    assert "<strong>The document:</strong> Must not hold" in answer.body
    # AND nothing was begun
    assert in_force(console) == 1
    assert console.recorded() == []


def test_a_field_that_no_page_has_is_no_form(admin: Browser) -> None:
    """What names a field is ours: a browser sends it as it is."""
    answer = submit(admin, CHANGE, **{"docu\x00ment": TYPED})
    assert answer.status == 400
    assert "This form cannot be read" in answer.body


@pytest.mark.parametrize("reads", [True, False])
def test_what_does_not_answer_while_saving_loses_nothing(
    console: Console, admin: Browser, *, reads: bool
) -> None:
    """The page can be sent once more, even where nothing can be read for it."""
    # GIVEN the form, filled in
    form = {**admin.get(CHANGE).decision, "document": TYPED_WELL}
    # WHEN the table takes nothing
    table = console.world.table
    console.world.table = silent = Silent(table)
    silent.reads = reads
    meanwhile = console.browser()
    meanwhile.cookies = admin.cookies
    answer = meanwhile.post(CHANGE, form, origin=ORIGIN)
    # THEN the page says so, and holds what was filled in
    assert answer.status == 503
    assert answer.headers["retry-after"] == "5"
    assert "Not available right now" in answer.body
    assert "Asia/Tokyo" in answer.body
    # AND it is counted like every other answer of this kind
    assert console.world.meter.counted[Metric.STORE_UNAVAILABLE] == 1
    # AND once the table answers, the button of that page sends the same
    console.world.table = table
    typed = {} if "document" in answer.decision else {"document": TYPED_WELL}
    assert admin.post(CHANGE, {**answer.decision, **typed}, origin=ORIGIN).status == 303
    assert in_force(console) == 2


def test_what_does_not_answer_while_a_draft_is_tried_loses_nothing(console: Console) -> None:
    """It changes nothing, and is pressed again."""
    viewer, url = console.person("viewer"), f"{HOME}/policy/dry-run"
    form = {**viewer.get(url).asks, "document": TYPED_WELL, "verdict": "verified"}
    # WHEN the table takes nothing, the note of the quota neither
    console.world.table = Silent(console.world.table)
    meanwhile = console.browser()
    meanwhile.cookies = viewer.cookies
    answer = meanwhile.post(url, form, origin=ORIGIN)
    # THEN the page says so, and holds what was filled in
    assert answer.status == 503
    assert answer.headers["retry-after"] == "5"
    assert "Asia/Tokyo" in answer.body


def test_a_fault_of_ours_loses_nothing(console: Console, admin: Browser) -> None:
    """What was typed is there again, and what to tell the operator."""
    # GIVEN a form, and a table in which something breaks
    form = {**admin.get(CHANGE).decision, "document": TYPED_WELL}
    console.world.table = silent = Silent(console.world.table)
    silent.error = RuntimeError("canary")
    meanwhile = console.browser()
    meanwhile.cookies = admin.cookies
    # WHEN the form is sent
    answer = meanwhile.post(CHANGE, form, origin=ORIGIN)
    # THEN the page holds what was filled in, and names the request
    assert answer.status == 500
    assert "Something went wrong on our side" in answer.body
    assert "Request id: request-1" in answer.body
    assert "Asia/Tokyo" in answer.body
    assert "canary" not in answer.body
    assert console.world.meter.counted[Metric.UNEXPECTED_ERROR] == 1
