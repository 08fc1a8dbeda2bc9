"""What the API shows of an onboarding and of a connection: every field is named here."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, cast, overload

from jetbridge.model import company_settings, poll, registry
from jetbridge.model.connection import Change, Connection
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.health import Verdict
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.partner import Capability
from jetbridge.model.person import Person
from jetbridge.model.problem_types import url
from jetbridge.model.secret import Secret
from jetbridge.web import shapes, who
from jetbridge.web.request import Request
from jetbridge.web.request_rules import malformed
from jetbridge.web.who import Who

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 100
CANDIDATE: Final = "candidateId"
PAGING: Final = frozenset({"limit", "cursor"})
"""The query parameters of a list."""
ONBOARDINGS: Final = PAGING | {"status", "partner", "externalCustomerId", "updatedAfter"}
JOURNEYS: Final = PAGING | {"status", CANDIDATE, "applicationId", "updatedAfter"}
CONNECTIONS: Final = PAGING | {"status", "partner", "updatedAfter"}
EVENTS: Final = PAGING | {"after"}
"""Those of each list that has filters, which `jetbridge.web.list_filters` reads."""
DELIVERIES: Final = PAGING | {"status"}
"""Those of an endpoint's deliveries, which `jetbridge.web.webhook_lists` reads."""
_LIMIT: Final = re.compile(r"[0-9]{1,9}")


def onboarding(shown: Onboarding) -> shapes.Onboarding:
    """Show an onboarding to its tenant, without the link."""
    return {
        "id": shown.id,
        "partner": shown.partner,
        "status": shown.status,
        "expiresAt": moment(shown.expires_at),
        "externalCustomerId": shown.external_customer_id,
        "createdAt": moment(shown.created_at),
        "updatedAt": moment(shown.updated_at),
        **_workflow(shown),
    }


def person(shown: Person | None) -> shapes.Person | None:
    """Show what is kept of a verified person, and each verification."""
    if shown is None:
        return None
    proofs = [
        {
            "type": proof.type,
            "verified": proof.verified,
            "verifiedAt": proof.verified_at or None,
            **_camel(proof.details),
        }
        for proof in shown.verifications
    ]
    return cast("shapes.Person", {**_camel(shown.facts), "verifications": proofs})


def requested_onboarding(
    shown: Onboarding, link: Secret | None, warning: str = ""
) -> shapes.RequestedOnboarding:
    """Show an onboarding to the caller who requested it, with the link and any warning."""
    said: shapes.Warned = {"warning": warning} if warning else {}
    return {
        "id": shown.id,
        "partner": shown.partner,
        "status": shown.status,
        "url": link.reveal() if link else None,
        "expiresAt": moment(shown.expires_at),
        "externalCustomerId": shown.external_customer_id,
        "createdAt": moment(shown.created_at),
        **_workflow(shown),
        **said,
    }


def queued_onboardings(
    taken: Sequence[Onboarding | ApiProblem], base_url: str
) -> shapes.QueuedOnboardings:
    """Show what became of each item of a bulk request, in its order.

    `base_url` is our own origin, where the types of problems are explained.
    """
    return {"items": [_queued(each, base_url) for each in taken]}


def _queued(
    taken: Onboarding | ApiProblem, base_url: str
) -> shapes.Onboarding | shapes.RefusedItem:
    if isinstance(taken, Onboarding):
        return onboarding(taken)
    told = {
        "type": url(base_url, taken.slug),
        "code": taken.slug,
        "title": taken.title,
        "status": taken.status,
        "detail": taken.detail,
        **taken.extensions,
    }
    return {"problem": cast("shapes.ItemProblem", told)}


def _workflow(shown: Onboarding) -> shapes.Workflow:
    """Show how Enboarder knows an onboarding, where it does."""
    if "externalId" not in shown.settings:
        return {}
    return {
        "kind": shown.settings["kind"],
        "externalId": shown.settings["externalId"],
        "reference": shown.settings.get("reference"),
    }


def connection(shown: Connection, now: int) -> shapes.Connection:
    """Show a connection to its tenant. No credential, sealed or not, is part of it.

    `now` is in Unix seconds: a wait that is over is not shown.
    """
    return {
        "id": shown.id,
        "partner": shown.partner,
        "companyId": shown.account if _has(shown, Capability.HIRING_SYSTEM) else None,
        "integrationId": shown.settings.get("integrationId"),
        "region": shown.settings.get("region"),
        "notifications": _notifications(shown),
        "poll": _poll(shown),
        "scopes": list(shown.scopes),
        "expiresAt": moment(shown.expires_at),
        "status": shown.status,
        "reason": shown.reason,
        "health": {
            "failures": shown.health.failures,
            "failingSince": moment(shown.health.failing_since),
            "lastError": shown.health.last_error or None,
            "succeededAt": moment(shown.health.succeeded_at),
            "lastStatus": shown.health.last_status,
            "calls": shown.health.calls,
        },
        "retryAt": moment(shown.asked_to_wait(now)),
        "createdAt": moment(shown.created_at),
        "updatedAt": moment(shown.updated_at),
    }


def _notifications(shown: Connection) -> shapes.Notifications | None:
    """Show whether the partner's notifications reach us, and why not; None: it sends none."""
    if not _has(shown, Capability.NOTIFIES):
        return None
    return {
        "subscription": shown.settings.get(company_settings.SUBSCRIPTION),
        "problem": shown.settings.get(company_settings.SUBSCRIPTION_TROUBLE),
    }


def _poll(shown: Connection) -> shapes.Poll | None:
    """Show until when the partner was polled, and what stops that; None: it is not polled."""
    if not _has(shown, Capability.POLLED):
        return None
    until = shown.settings.get(company_settings.POLLED_UNTIL)
    since = shown.settings.get(company_settings.POLL_TROUBLE_SINCE)
    size = shown.settings.get(company_settings.POLL_SIZE)
    return {
        "completeUntil": moment(int(until)) if until else None,
        "problem": shown.settings.get(company_settings.POLL_TROUBLE),
        "problemSince": moment(int(since)) if since else None,
        "pageSize": int(size) if size else poll.MAX_SIZE,
    }


def _has(shown: Connection, capability: Capability) -> bool:
    """Return whether a connection's partner has a capability."""
    found = registry.known(shown.partner)
    return found is not None and found.has(capability)


def checked_connection(shown: Connection, verdict: Verdict, now: int) -> shapes.CheckedConnection:
    """Show what a test of a connection found, and how the connection stands after it."""
    return {
        "works": verdict.works,
        "error": verdict.error or None,
        "connection": connection(shown, now),
    }


def change(shown: Change, told: Who = who.of_history) -> shapes.Change:
    """Show one line of a connection's history; `told` is what is shown of who made the change."""
    return {
        "at": moment(shown.at),
        "status": shown.status,
        "reason": shown.reason,
        "by": told(shown.by),
    }


def page[Item](items: list[Item], cursor: str | None) -> shapes.Page[Item]:
    """Show one page of a list and the cursor that asks for the next, null where there is none."""
    return {"items": items, "nextCursor": cursor}


def limit(request: Request) -> int:
    """Read `limit`: how many items a page has at most.

    Raises:
        ApiProblem: 422, naming the parameter.
    """
    value = request.parameter("limit")
    if value is None:
        return DEFAULT_LIMIT
    if not _LIMIT.fullmatch(value) or not 1 <= int(value) <= MAX_LIMIT:
        rule = f"Must be a whole number from 1 to {MAX_LIMIT}."
        raise malformed(Violation("limit", "query_parameter", rule))
    return int(value)


def _camel(members: Mapping[str, object]) -> dict[str, object]:
    def camel(name: str) -> str:
        head, *humps = name.split("_")
        return head + "".join(map(str.capitalize, humps))

    return {camel(name): value for name, value in members.items()}


@overload
def moment(seconds: int) -> str: ...
@overload
def moment(seconds: None) -> None: ...
@overload
def moment(seconds: int | None) -> str | None: ...
def moment(seconds: int | None) -> str | None:
    """Write Unix seconds as RFC 3339 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
