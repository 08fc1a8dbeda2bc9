"""`jetbridge policy dry-run`: a rehearsal, printed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jetbridge.model.journey import Entry
from jetbridge.runtime.clock import SystemClock
from jetbridge.web import journey_story, journey_words
from jetbridge_local.cli.failure import Failed
from jetbridge_local.cli.output import moment, show_json
from jetbridge_local.rehearsal import play, published
from jetbridge_local.rehearsal.partners import TOKEN, Call
from jetbridge_local.rehearsal.play import Rehearsal
from jetbridge_local.rehearsal.verdict import Verdict
from jetbridge_local.stack.options import PROJECT

_HOUR: Final = 3_600
_DAY: Final = 24 * _HOUR
_MARGIN: Final = " " * 15


def run(
    document: Mapping[str, Any], hire: Mapping[str, Any], verdict: Verdict, *, as_json: bool
) -> None:
    """Rehearse a policy that was checked, and print what is sent and told.

    Raises:
        Failed: the hire is none.
    """
    candidate, application = hire.get("candidate"), hire.get("application")
    if not isinstance(candidate, dict) or not isinstance(application, dict):
        raise Failed("the sample must have a candidate and an application, each an object")
    played = play.rehearse(
        document,
        published.variables(PROJECT / "template.yaml"),
        candidate=candidate,
        application=application,
        verdict=verdict,
        at=SystemClock().now(),
    )
    if as_json:
        show_json(shown(played))
        return
    for line in told(played):
        print(line)


def shown(played: Rehearsal) -> dict[str, object]:
    """Return a rehearsal for programs."""
    return {
        "timeZone": played.policy.time_zone or None,
        "lines": [
            {
                "at": moment(line.at),
                "method": line.method,
                "host": line.host,
                "path": line.path,
                "body": line.body,
            }
            if isinstance(line, Call)
            else {
                "at": moment(line.at),
                "what": str(line.what),
                "step": line.step,
                "partner": line.partner,
                "facts": dict(line.facts),
            }
            for line in played.lines
        ],
        "status": str(played.journey.status) if played.journey else None,
        "reason": str(played.journey.reason) if played.journey else None,
    }


def told(played: Rehearsal) -> Iterator[str]:
    """Yield a rehearsal for people, line by line. Days and hours count from the hire."""
    if played.policy.time_zone:
        yield f"Days are those of {played.policy.time_zone}."
    for line in played.lines:
        days, seconds = divmod(line.at - played.began, _DAY)
        when = f"day {days} {seconds // _HOUR:02d}:{seconds % _HOUR // 60:02d}"
        yield f"{when:<{len(_MARGIN)}}{_sentence(line)}"
        if isinstance(line, Call) and line.body not in (None, TOKEN):
            yield from (
                f"{_MARGIN}  {each}" for each in json.dumps(line.body, indent=2).split("\n")
            )
    yield ""
    if played.journey is None:
        yield "No journey begins."
        return
    yield f"The journey is {played.journey.status}. {_next(played)}"


def _sentence(line: Call | Entry) -> str:
    if isinstance(line, Entry):
        return f"{line.step + ': ' if line.step else ''}{journey_words.sentence(line)}"
    word = f"  {TOKEN}" if line.body == TOKEN else ""
    return f"→ {line.method} {line.host}{line.path}{word}"


def _next(played: Rehearsal) -> str:
    if played.journey is None:
        return ""
    timeline = [line for line in played.lines if isinstance(line, Entry)]
    problem = journey_story.problem(played.policy, played.journey, timeline)
    return problem.advice if problem else journey_words.STATUSES[played.journey.status]
