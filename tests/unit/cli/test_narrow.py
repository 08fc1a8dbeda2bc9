"""What commands print where there is little room: nothing that an operator needs is cut off."""

from io import StringIO

import pytest
from rich.console import Console

from jetbridge_local import story
from jetbridge_local.cli import output

ID = "jny_S2gmEWBoao8S8H7-"
ROW = {
    "id": ID,
    "status": "needs_attention",
    "step": "welcome-to-the-company",
    "reason": "deadline_passed",
}
LINE = {
    "at": "2026-11-22T14:13:20Z",
    "step": "welcome-to-the-company",
    "partner": "enboarder",
    "sentence": "An operator must decide. Enboarder was asked.",
}
JOURNEY = {
    "id": ID,
    "status": "needs_attention",
    "meaning": "An operator must decide.",
    "companyId": "acme",
    "candidateId": "3f1c2b9a-1111-2222-3333-444455556666",
    "jobId": "3f1c2b9a-1111-2222-3333-444455556666",
    "round": 1,
    "policyVersion": 1,
    "version": 12,
    "timeline": [{**LINE, "step": "", "partner": ""}, LINE],
    "awaits": {"what": "A decision.", "until": None},
    "problem": None,
}


def paper(width: int) -> Console:
    """Return a console that keeps what is printed."""
    return Console(file=StringIO(), width=width)


def printed(on: Console) -> str:
    """Return what was printed."""
    assert isinstance(on.file, StringIO)
    return on.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_list_shows_each_value_whole(width: int) -> None:
    """An id that is cut off cannot be given to the next command."""
    on = paper(width)
    output.show([ROW], [*ROW], as_json=False, to=on)
    assert all(value in printed(on) for value in ROW.values())


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_story_shows_each_moment_step_and_sentence(width: int) -> None:
    """Beside moment and step a sentence may have no room: then it stands below them."""
    on = paper(width)
    story.tell(on, JOURNEY)
    words = " ".join(printed(on).split())
    assert "…" not in words
    assert words.count("2026-11-22 14:13:20") == len(JOURNEY["timeline"])  # type: ignore[arg-type]  # a list, as written above
    assert "welcome-to-the-company (enboarder)" in words
    sentence_fits = width in (40, 60, 200)
    assert not sentence_fits or words.count(str(LINE["sentence"])) == len(JOURNEY["timeline"])  # type: ignore[arg-type]  # the same
