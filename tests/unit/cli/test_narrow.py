"""What commands print where there is little room: nothing that an operator needs is cut off."""

from typing import Any

import pytest

from jetbridge.flows.journey import show
from jetbridge.web import journey_resources
from jetbridge_cli import journey_view, output, printing
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import TENANT, a_simulation
from tests.support.journeys.policies import LAUNCH, policy
from tests.unit.cli.consoles import pipe, printed, terminal

ID = "jny_S2gmEWBoao8S8H7-"
SECRET = "jb_cs_" + "x" * 43
ROW = {
    "id": ID,
    "status": "needs_attention",
    "step": "welcome-to-the-company",
    "reason": "deadline_passed",
}
NOTE = "Enboarder was asked, and an operator must decide what becomes of it."
WIDTHS = [20, 40, 60, 80, 200]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("last", [*ROW])
def test_a_list_shows_each_value_whole(width: int, last: str) -> None:
    """An id that is cut off cannot be given to the next command, wherever it stands."""
    on = terminal(width)
    order = [*ROW.keys() - {last}, last]
    output.show([ROW], order, as_json=False, to=on)
    assert all(value in printed(on) for value in ROW.values())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("last", [ID, SECRET, NOTE])
def test_rows_without_names_show_each_value_whole(width: int, last: str) -> None:
    """What an erasure finds: its kind, when and how it stands, and its id."""
    on = terminal(width)
    output.show_lines([("smartrecruiters", "candidateId", last)], to=on)
    shown = printed(on)
    assert "smartrecruiters" in shown
    assert "candidateId" in shown
    assert last in (" ".join(shown.split()) if last == NOTE else shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_thing_shows_each_value_whole(width: int) -> None:
    """A secret that is shown once is copied as it stands; a sentence is broken between words."""
    on = terminal(width)
    output.show_one(
        {"client_secret": SECRET, "scopes": [ID, "b"], "note": NOTE}, as_json=False, to=on
    )
    assert SECRET in printed(on)
    assert ID in printed(on)
    assert NOTE in " ".join(printed(on).split())


@pytest.fixture(scope="module")
def journey() -> dict[str, Any]:
    """Return a journey that waits for an operator, as the API shows it."""
    simulation = a_simulation(policy({**LAUNCH, "name": "welcome-to-the-company"}))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.hire()
    simulation.work_off()
    told = show.find(simulation.world.context().table, TENANT, simulation.journey.id)
    return {**journey_resources.journey(*told)}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_story_shows_each_moment_step_and_sentence(width: int, journey: dict[str, Any]) -> None:
    """Beside moment and step a sentence may have no room: then it stands below them."""
    on = terminal(width)
    journey_view.show(on, journey)
    words = printed(on).split()
    assert not [word for word in words if "…" in word]
    lines = journey["timeline"]
    assert words.count(lines[0]["at"][:10]) >= len(lines)
    assert "welcome-to-the-company" in words
    sentences = [line["sentence"] for line in lines] + [journey["problem"]["advice"]]
    assert {word for each in sentences for word in each.split()} <= {*words}
    assert journey["id"] in words
    assert journey["candidateId"] in words


def test_elsewhere_a_record_is_a_line() -> None:
    """With its members apart by tabs, below the names, whatever the width."""
    on = pipe()
    row = {**ROW, "reason": "a long note\tof many unbroken words"}
    output.show([row, {**ROW, "step": None, "reason": ["a", "b"]}], [*ROW], as_json=False, to=on)
    assert printed(on).split("\n") == [
        "id\tstatus\tstep\treason",
        f"{ID}\tneeds_attention\twelcome-to-the-company\ta long note\\tof many unbroken words",
        f"{ID}\tneeds_attention\t\ta,b",
        "",
    ]


def test_elsewhere_a_member_is_a_line() -> None:
    """A member that holds several has a line for each."""
    on = pipe()
    thing = {"id": ID, "scopes": ["a", "b"], "note": None, "history": [{"at": "1", "by": "x"}]}
    output.show_one({**thing, "none": []}, as_json=False, to=on)
    assert printed(on) == f"id\t{ID}\nscopes\ta\nscopes\tb\nnote\t\nhistory\t1\tx\nnone\t\n"


def test_an_empty_list_is_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    """A program that reads lines takes no sentence for a record."""
    output.show([], [*ROW], as_json=False, empty="There are none.")
    captured = capsys.readouterr()
    assert captured.out == "id\tstatus\tstep\treason\n"
    assert captured.err == "There are none.\n"
    # AND a person reads the sentence
    on = terminal(80)
    output.show([], [*ROW], as_json=False, empty="There are none.", to=on)
    assert printed(on) == "There are none.\n"


def test_colours_that_are_forced_do_not_make_a_pipe_a_terminal(
    monkeypatch: pytest.MonkeyPatch, journey: dict[str, Any]
) -> None:
    """Build servers set such a variable."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    on = pipe()
    printing.say(on, NOTE, "red")
    journey_view.show(on, journey)
    assert printed(on).startswith(f"{NOTE}\n")
    assert "\x1b" not in printed(on)
