"""docs/journeys.md lists every wait of the system, with the figures of the code."""

import ast
import importlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pytest

from jetbridge.model import connection, journey, notification, onboarding, webhook
from jetbridge.model.metrics import Metric
from tests.unit.infra.limits import IN_UNITS
from tests.unit.infra.templates import ROOT

LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"
SECTION: Final = (ROOT / "docs" / "journeys.md").read_text().split("\n## Every wait\n")[1]
TABLE: Final = SECTION.split("\n## ")[0]

UNITS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "time": 1}
"""Seconds of a unit; what is counted in times counts by itself. Constants in other units stand
below."""

NO_WAITS: Final = {
    "broker.calls._MAX_WAIT": "within one call",
    "broker.retries._LONG": "which calls are repeated",
    "broker.rate_limiter.MARGIN": "a holder that died, within seconds",
    "broker.waits.LONG": "from which length a wait is shown",
    "broker.tokens.LOOK_AGAIN": "how long the process trusts what it has read",
    "broker.tokens.MARGIN": "part of the lease of one request",
    "flows.audit._MAX_PAUSE": "tries of one write",
    "flows.browser.verification._TRIES": "tries of one write",
    "partners.enboarder.connection_refusals._RETRY": "what a caller is told",
    "partners.smartrecruiters.consent_progress._LOOKS": "within one request",
    "flows.connection.exchanges._MOMENT": "within one exchange",
    "flows.connection.exchanges._PAUSES": "within one exchange",
    "flows.schedule.dispatch.BUDGET": "the life of one run",
    "flows.browser.identify._RETRY": "what a caller is told",
    "flows.journey.decide._TRIES": "tries of one write",
    "flows.journey.engine._TRIES": "tries of one write",
    "flows.journey.messages._TRIES": "tries of one write",
    "model.console.FRESH": "what a person may do in the console",
    "model.console.SEEN_EVERY": "when a session is written",
    "store.console_sessions.PRESS_LASTS": "within which a press is a repeat",
    "oauth.quotas.WINDOW": "what a caller is told",
    "partners.smartrecruiters.poll.BUDGET": "the life of one run",
    "partners.smartrecruiters.poll.OVERLAP": "what is read twice",
    "flows.event.outbox.BUDGET": "the life of one run",
    "flows.journey.offboard._TRIES": "tries of one write",
    "flows.tenant.offboarding._LAG": "an operator's command, at the terminal",
    "flows.tenant.offboarding._TOLD_WITHIN": "how far an operator's command looks back",
    "flows.patience.PATIENCE": "an operator's command, at the terminal",
    "flows.people.wiping._ROUNDS": "an operator's command, at the terminal",
    "flows.schedule.reconcile.BUDGET": "the life of one run",
    "flows.sealing.reseal.BUDGET": "the life of one message",
    "flows.event.webhooks.pauses.BUDGET": "the life of one message",
    "flows.onboarding.refusals.RETRY": "what a caller is told",
    "flows.self_service.clients._ON_ITS_WAY": "how long an old secret counts",
    "flows.self_service.clients._PRESSED_AGAIN": "within which a press is a repeat",
    "partners.smartrecruiters.subscription_end._FAREWELL": "one call",
    "flows.schedule.tasks._CHECK_LASTS": "what counts as obtained for a check",
    "flows.event.webhooks.deliver._SOON": "which of two clocks wakes a webhook",
    "flows.event.webhooks.limiter.LONG": "what counts as an attempt that ran out of time",
    "flows.event.webhooks.limiter.SHORT": "one call",
    "flows.event.webhooks.limiter._ENTERING": "tries of one write",
    "flows.event.webhooks.signing.OVERLAP": "how long an old secret signs",
    "partners.onboarder.code_flow._PATIENCE": "one call",
    "flows.browser.code_exchange._TRIES": "tries of one write",
    "partners.onboarder.code_flow._WAITS": "within one request",
    "partners.smartrecruiters.notification_keys.OVERLAP": "how long an old key counts",
    "model.transaction.BROWSER_LIFETIME": "the life of a cookie",
    "web.reader.LIFETIME": "the life of a cookie",
    "model.transaction.LINK_MEMORY": "how long an ended link is explained",
    "model.transaction.RECALL": "how long an ended record is explained",
    "model.backlog.STOPPED": "what a page calls late",
    "model.webhook.RETENTION": "how long a record is kept",
    "partners.smartrecruiters.subscription_api.LAST_REDELIVERY": "the partner's, not ours",
    "partners.smartrecruiters.subscription_api.REDELIVERIES": "the partner's, not ours",
    "broker.rate_limiter._MOMENT": "how long what was written is tried before it is read",
    "runtime.readers._MAX_AGE": "how long a process keeps what pages look like",
    "runtime.connections._CONNECT_TIMEOUT": "one call",
    "runtime.deadline.ANSWER": "part of one invocation",
    "runtime.deadline.LEAST": "part of one invocation",
    "runtime.deadline.RESERVE": "part of one invocation",
    "store.applications.RETENTION": "how long a record is kept",
    "store.companies.LINE_RETENTION": "how long a record is kept",
    "store.company_attempts.RETENTION": "how long a record is kept",
    "store.due.MAX_LETTERS": "what is given up already, and its dead letter",
    "store.deliveries.PATIENCE": "which of two clocks wakes a webhook",
    "store.failures.RETENTION": "how long a record is kept",
    "store.person_requests._KEPT": "how long a record is kept",
    "store.messages._KEPT": "how long a record is kept",
    "flows.self_service.webhooks._TRIES": "tries of one write",
    "store.quotas.WINDOW": "what a caller is told",
    "store.quotas._KEPT": "how long a record is kept",
    "flows.retention.named.AGAIN": "how long a record is kept",
    "store.applications.MEMORY": "how long a record is kept",
    "oauth.access_tokens.USE_KEPT": "how long a record is kept",
    "oauth.clients.SHOWN": "how long a record is kept",
    "store.onboardings.KEY_RETENTION": "how long a record is kept",
    "web.id_token.LEEWAY": "a bound of what is read",
    "partners.smartrecruiters.pages._LOOK_AGAIN": "a page that reloads",
    "web.provider.LOOK_AGAIN": "how long the process trusts what it has read",
    "web.provider.MAX_AGE": "how long the process trusts what it has read",
    "web.provider.MAX_STALE": "how long the process trusts what it has read",
}
"""Constants of seconds and of tries in which nothing of a journey waits, and why."""
_MEANS_TIME: Final = re.compile(r"(Seconds|Minutes|Times that|Tries that)\b")


def _rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def _named() -> dict[str, list[tuple[str, str]]]:
    """Return each constant that the table names, with the figures and units before it."""
    found: dict[str, list[tuple[str, str]]] = {}
    pattern = r"([\d, ]*\d) (second|minute|hour|day|time)s? \(`([\w.]+)`\)"
    for figures, unit, name in re.findall(pattern, TABLE):
        found.setdefault(name, []).append((figures, unit))
    return found


def _value(name: str) -> object:
    module, _, constant = name.rpartition(".")
    return getattr(importlib.import_module(f"jetbridge.{module}"), constant)


def _documented(module: str) -> Iterator[tuple[str, str]]:
    """Yield the constants of a module with what stands beneath them."""
    body = ast.parse((LAYER / f"{module.replace('.', '/')}.py").read_text()).body
    for here, below in pairwise(body):
        if isinstance(here, ast.AnnAssign) and isinstance(here.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(told))):
                    yield f"{module}.{here.target.id}", told


def _waits() -> set[str]:
    """Return the constants of the code that are a number of seconds, or of tries."""
    modules = [str(path.relative_to(LAYER))[:-3].replace("/", ".") for path in LAYER.rglob("*.py")]
    return {
        name
        for module in modules
        for name, told in _documented(module)
        if _MEANS_TIME.match(told) and isinstance(_value(name), int | float | tuple)
    }


@pytest.mark.parametrize("name", sorted(_named()))
def test_each_figure_is_the_codes(name: str) -> None:
    """However often the table names it."""
    value = _value(name)
    for figures, unit in _named()[name]:
        factor = 1 if name in IN_UNITS else UNITS[unit]
        told = tuple(float(each) * factor for each in figures.split(","))
        assert told == (value if isinstance(value, tuple) else (value,))


def test_every_wait_of_the_code_has_a_row() -> None:
    """A new constant of seconds belongs into the table, or among those that are no wait."""
    named = set(_named())
    assert named.isdisjoint(NO_WAITS)
    assert _waits() - named - set(NO_WAITS) == set()
    assert set(NO_WAITS) - _waits() == set(), "no such constant any more"


def test_every_constant_in_the_table_is_found() -> None:
    """A figure that is written in another way is not compared."""
    mentioned = set(
        re.findall(r"\(`((?:model|flows|partners|store|broker|web|runtime)\.[\w.]+)`\)", TABLE)
    )
    assert mentioned == set(_named())


def test_whoever_is_told_is_told_by_something_that_there_is() -> None:
    """Metrics are named as CloudWatch has them."""
    told = " ".join(row[-1] for row in _rows())
    assert set(re.findall(r"`([A-Z]\w+)`", told)) <= set(Metric)


def test_every_state_that_waits_has_a_row() -> None:
    """Those from which something still goes on."""
    states = " ".join(row[0] for row in _rows())
    named = set(re.findall(r"`(\w+)`", states))
    ended = {journey.StepStatus.DONE, journey.StepStatus.SKIPPED, journey.StepStatus.FAILED}
    waits = {*journey.StepStatus} - ended
    verdicts = {
        onboarding.Status.LAUNCHED,
        onboarding.Status.CANCELLED,
        onboarding.Status.VERIFIED,
        onboarding.Status.REJECTED,
        onboarding.Status.EXPIRED,
        onboarding.Status.REFUSED,
        onboarding.Status.NOT_PERFORMED,
    }
    needed = {
        *map(str, waits),
        *map(str, {*onboarding.Status} - verdicts),
        *map(str, {*connection.Status} - {connection.Status.DISABLED}),
        str(notification.NotificationStatus.RECEIVED),
        str(webhook.DeliveryStatus.WAITING),
        str(journey.Status.ENDING),
    }
    assert needed <= named, needed - named


def test_every_row_says_what_ends_it_and_after_how_long() -> None:
    """Four cells; the last may be empty, where it need not be known."""
    for row in _rows():
        state, ends, after, *told = row
        assert state
        assert ends
        assert after
        assert len(told) <= 1
