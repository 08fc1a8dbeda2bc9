"""`jetbridge policy dry-run`: a rehearsal, printed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from jetbridge.dry_run import play
from jetbridge.dry_run.partners import TOKEN
from jetbridge.dry_run.play import Rehearsal
from jetbridge.dry_run.shown import account, shown
from jetbridge.dry_run.shown import hire as hire_of
from jetbridge.model.dry_run import Call, Verdict
from jetbridge.model.journey import Entry
from jetbridge.model.policy import Start
from jetbridge.partners.smartrecruiters.customer import READY
from jetbridge.partners.smartrecruiters.ids import read_id
from jetbridge.web import journey_status, journey_words
from jetbridge_cli.assuming import assumed
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import say, show_json
from jetbridge_cli.rehearsal_options import Wanted

_HOUR: Final = 3_600
_DAY: Final = 24 * _HOUR
_MARGIN: Final = " " * 15


def run(
    document: Mapping[str, Any],
    hire: Mapping[str, Any],
    verdict: Verdict,
    wanted: Wanted,
    *,
    as_json: bool,
) -> None:
    """Rehearse a policy that was checked, and print what is sent and told.

    Raises:
        CommandError: the hire is none, or what is assumed does not hold together.
    """
    candidate, application = hire.get("candidate"), hire.get("application")
    if not isinstance(candidate, dict) or not isinstance(application, dict):
        raise CommandError("the sample must have a candidate and an application, each an object")
    status = hire.get("onboardingStatus", READY)
    if not isinstance(status, str):
        raise CommandError("the sample's onboardingStatus must be a text")
    played = play.rehearse(
        document,
        replace(assumed(wanted), onboarding_status=status),
        candidate=candidate,
        application=application,
        verdict=verdict,
        at=Deployment(wanted.stack_name or "", wanted.endpoint).clock().now(),
    )
    if as_json:
        # Where there is none, programs have read an empty text here since 0.1.0.
        reason = str(played.journey.reason) if played.journey else None
        show_json({**shown(played), "reason": reason})
        return
    for line in told(played):
        say(line)


def told(played: Rehearsal) -> Iterator[str]:
    """Yield a rehearsal for people, line by line. Days and hours count from the hire."""
    yield "Assumed:"
    yield "  " + ", ".join(f"{name} {value}" for name, value in hire_of(played).items())
    yield f"  Enboarder: {account(played) or 'not connected'}"
    if played.policy.start is Start.READY:
        yield f"  onboarding status at the hire: {played.assumed.onboarding_status or 'none'}"
    for name, value in played.settings.items():
        yield f"  {name}={value}"
    yield ""
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
        yield f"No journey begins. {_why_none(played)}"
        return
    yield f"The journey is {played.journey.status}. {_next(played)}"


def _why_none(played: Rehearsal) -> str:
    if not read_id(played.candidate_id) or not read_id(played.job_id):
        return (
            "The ids of candidate and job must each be 1 to 128 visible ASCII characters without "
            "a slash: notifications and the poll pass by what names another."
        )
    if any(
        isinstance(line, Call) and line.path.endswith("/onboardingStatus") for line in played.lines
    ):
        return f"It waits until the onboarding status is {READY}."
    return "SmartRecruiters' answers cannot be read: they are too long."


def _sentence(line: Call | Entry) -> str:
    if isinstance(line, Entry):
        return f"{line.step + ': ' if line.step else ''}{journey_words.sentence(line)}"
    word = f"  {TOKEN}" if line.body == TOKEN else ""
    return f"→ {line.method} {line.host}{line.path}{word}"


def _next(played: Rehearsal) -> str:
    if played.journey is None:
        return ""
    timeline = [line for line in played.lines if isinstance(line, Entry)]
    problem = journey_status.problem(played.policy, played.journey, timeline)
    return problem.advice if problem else journey_words.STATUSES[played.journey.status]
