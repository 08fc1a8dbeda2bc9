"""A dry run as programs read it: what it assumed, what would be sent and told, and how it ended."""

from collections.abc import Container

from jetbridge.dry_run import shapes
from jetbridge.dry_run.play import Rehearsal
from jetbridge.dry_run.world import Line
from jetbridge.model.dry_run import Call
from jetbridge.web.resources import moment


def shown(played: Rehearsal, told: Container[str] | None = None) -> shapes.DryRun:
    """Return a dry run as JSON shows it, with the settings `told`; None: all that were read."""
    return {
        "assumed": {
            "tenant": played.assumed.tenant,
            "company": played.assumed.company,
            "candidate": played.candidate_id,
            "job": played.job_id,
            "round": played.assumed.sequence,
            "enboarder": account(played),
            "onboardingStatus": played.assumed.onboarding_status,
            "settings": {
                name: value
                for name, value in played.settings.items()
                if told is None or name in told
            },
        },
        "timeZone": played.policy.time_zone or None,
        "lines": [*map(_line, played.lines)],
        "status": played.journey.status if played.journey else None,
        "reason": (played.journey.reason or None) if played.journey else None,
    }


def _line(line: Line) -> shapes.PlayedCall | shapes.PlayedLine:
    if isinstance(line, Call):
        return {
            "at": moment(line.at),
            "method": line.method,
            "host": line.host,
            "path": line.path,
            "body": line.body,
        }
    return {
        "at": moment(line.at),
        "what": line.what,
        "step": line.step,
        "partner": line.partner,
        "facts": dict(line.facts),
    }


def hire(played: Rehearsal) -> dict[str, object]:
    """Return whose hire was played, and which."""
    return {
        "tenant": played.assumed.tenant,
        "company": played.assumed.company,
        "candidate": played.candidate_id,
        "job": played.job_id,
        "round": played.assumed.sequence,
    }


def account(played: Rehearsal) -> str | None:
    """Return what the tenant's account for workflows was taken to be; None: not connected."""
    assumed = played.assumed.account
    if assumed is None:
        return None
    return f"{assumed.region}, by {'OAuth' if assumed.client_id else 'API key'}"
