"""A rehearsal and a real run of the same journey, in a form that compares."""

import re
from typing import Any, Final

from jetbridge.dry_run import play
from jetbridge.dry_run.play import Rehearsal
from jetbridge.model.dry_run import Call, Verdict
from jetbridge.model.journey import Entry
from tests.unit.dry_run.real_run import Run, assumed, in_earnest

type Json = dict[str, Any]

_OURS: Final = re.compile(r"(onb|jny|con)_[A-Za-z0-9_-]{16}")
READY: Final = "READY_TO_ONBOARD"


def known(text: object, names: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a value in which our own ids are numbered: two runs draw different ones."""
    match text:
        case str():
            return _OURS.sub(lambda found: names.setdefault(found[0], f"<{len(names)}>"), text)
        case dict():
            return {name: known(each, names) for name, each in text.items()}
        case list() | tuple():
            return [known(each, names) for each in text]
    return text


def compared(run: Run) -> Json:
    """Return a run with its ids numbered. Onboarder is asked by the browser flow's own tests."""
    names: dict[str, str] = {}
    asked = [each for each in run.requests if not each[1].endswith("/userinfo")]
    return {
        "timeline": [
            (each.at, each.what, each.step, known(dict(each.facts), names)) for each in run.timeline
        ],
        "requests": known(asked, names),
        "status": run.status,
        "reason": run.reason,
    }


def as_run(played: Rehearsal) -> Run:
    """Return a rehearsal in the form of a real run."""
    calls = [each for each in played.lines if isinstance(each, Call) and each.body != "token"]
    return Run(
        [(each.method, each.path, each.body) for each in calls],
        [each for each in played.lines if isinstance(each, Entry)],
        played.journey.status if played.journey else None,
        str(played.journey.reason) if played.journey else "",
    )


def rehearsed_and_run(  # noqa: PLR0913 - what a rehearsal depends on
    document: Json,
    candidate: Json,
    application: Json,
    *,
    verdict: Verdict = Verdict.VERIFIED,
    variables: dict[str, str] | None = None,
    sequence: int = 1,
    status: str = READY,
) -> tuple[Json, Json]:
    """Return what a rehearsal and a real run of the same came to."""
    taken = assumed(variables or {}, sequence=sequence, status=status)
    real = in_earnest(document, candidate, application, taken, verdict)
    played = play.rehearse(
        document,
        taken,
        candidate=candidate,
        application=application,
        verdict=verdict,
        at=real.simulation.world.clock.now(),
    )
    moments = {line.at for line in played.lines}
    return compared(as_run(played)), compared(real.play(moments))
