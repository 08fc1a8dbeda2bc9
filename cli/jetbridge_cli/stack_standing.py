"""What `jetbridge doctor` finds of the stack itself: outputs, parameters, addresses, routes."""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Final

from jetbridge_cli.findings import Finding, Result, listed
from jetbridge_cli.output import moment

FILE: Final = resources.files("jetbridge_cli") / "template.json"
_DEPLOY: Final = "Deploy the template of this tool's release: `sam deploy`."
_CLEAN: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
RESTORABLE: Final = 36
"""Days of which a restore needs the functions' logs: backups reach back 35 days."""
_UNRESERVED: Final = 100
"""Executions that Lambda keeps unreserved."""

type Facts = Mapping[str, Any]


def facts() -> Facts:
    """Return what the template of this release promises."""
    found: Facts = json.loads(FILE.read_text())
    return found


def state(status: str, changed: int) -> Iterator[Finding]:
    """Yield whether the last deployment went through. `changed` is in Unix seconds."""
    about = f"{status}, last changed {moment(changed)}"
    if status in _CLEAN:
        yield Finding(Result.FINE, "stack", about)
    elif status.endswith("_IN_PROGRESS"):
        yield Finding(Result.NOTE, "stack", about, "Look again once the deployment has ended.")
    else:
        do = "Read the stack's events in CloudFormation, mend the cause, deploy again."
        yield Finding(Result.ACT, "stack", about, do)


def outputs(known: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield whether the stack has the outputs that the commands read."""
    missing = [name for name in template["outputs"] if name not in known]
    if missing:
        yield Finding(Result.ACT, "outputs", f"the stack lacks {', '.join(missing)}", _DEPLOY)
    else:
        yield Finding(Result.FINE, "outputs", f"all {len(template['outputs'])} are there")


def parameters(given: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield the parameters that differ from the template's defaults, and other releases' ones."""
    defaults: Mapping[str, str | None] = template["parameters"]
    changed = [
        f"{name}={value}"
        for name, value in given.items()
        if name in defaults and value != defaults[name]
    ]
    about = f"not the default: {', '.join(changed) or 'none'}"
    yield Finding(Result.NOTE, "parameters", about, "Nothing, if these are meant.")
    other = [*sorted(given.keys() - defaults.keys()), *sorted(defaults.keys() - given.keys())]
    if other:
        about = f"in one of stack and template only: {', '.join(other)}"
        do = f"The stack is of another release. {_DEPLOY}"
        yield Finding(Result.NOTE, "parameters", about, do)


def logs(given: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield whether logs are kept for as long as a backup that may be restored."""
    days = int({**template["parameters"], **given}["LogRetentionDays"])
    about = f"kept for {days} days"
    if days < RESTORABLE:
        about += f"; a restore needs those of {RESTORABLE} days"
        do = "Set LogRetentionDays=60 or more, and deploy: docs/restore.md."
        yield Finding(Result.NOTE, "logs", about, do)
    else:
        yield Finding(Result.FINE, "logs", about)


def addresses(known: Mapping[str, tuple[str, str]], *, is_local: bool) -> Iterator[Finding]:
    """Yield the URLs to hand out. `known` has each output's value and description."""
    origin = known["ApiUrl"][0]
    if not (is_local or origin.startswith("https://")):
        do = "Set PublicUrl to an https origin, and deploy again."
        yield Finding(Result.ACT, "ApiUrl", f"{origin} is not https", do)
    for name, (value, description) in known.items():
        if value.startswith(f"{origin}/"):
            yield Finding(Result.NOTE, name, value, description)


def routes(known: Mapping[str, bool], template: Facts) -> Iterator[Finding]:
    """Yield whether the API has every route, and an authorizer where it should."""
    expected: Mapping[str, bool] = template["routes"]
    missing = [route for route in expected if route not in known]
    open_ = [route for route, closed in expected.items() if closed and known.get(route) is False]
    if missing:
        yield Finding(Result.ACT, "routes", f"missing: {listed(missing)}", _DEPLOY)
    if open_:
        about = f"without the authorizer: {listed(open_)}"
        yield Finding(Result.ACT, "routes", about, _DEPLOY)
    if not (missing or open_):
        yield Finding(Result.FINE, "routes", f"all {len(expected)} are there")


def concurrency(limit: int, given: Mapping[str, str], template: Facts) -> Iterator[Finding]:
    """Yield whether the account's executions suffice for the queues, and what they leave."""
    known = {**template["parameters"], **given}
    names = ("WorkConcurrency", "WebhookConcurrency", "SlowWorkConcurrency")
    queues = sum(int(known[name]) for name in names)
    reserved = len(template["reserved"]) * int(known["ReservedConcurrency"])
    about = f"{limit} executions; the queues may take {queues}, reserved are {reserved}"
    if queues < limit - reserved and (not reserved or reserved + _UNRESERVED <= limit):
        yield Finding(Result.FINE, "concurrency", about)
    else:
        do = "Lower the parameters, or ask AWS for more: docs/operations.md, Concurrency."
        yield Finding(Result.ACT, "concurrency", about, do)


def invoked(times: int) -> Iterator[Finding]:
    """Yield whether the schedules have invoked their function in the last quarter of an hour."""
    if times:
        yield Finding(Result.FINE, "clock", "the schedules invoke their function")
    else:
        about = "the schedules' function was not invoked for a quarter of an hour"
        do = f"Look whether its EventBridge rules are enabled. {_DEPLOY}"
        yield Finding(Result.ACT, "clock", about, do)
