"""Notifications of SmartRecruiters, and what is stored of them."""

import json
import threading
from collections.abc import Callable
from typing import Any, Final

import boto3
import requests
from typer.testing import CliRunner

from jetbridge_cli.app import app
from jetbridge_cli.local_stack import account
from tests.e2e.flows.tenant import Json, Tenant

_TIMEOUT: Final = 60
_EVENT: Final = "application.status.updated"


def operator(tenant: Tenant, *command: str) -> str:
    """Run an operator's command on the stack, and return what it prints."""
    result = CliRunner().invoke(app, [*command, *tenant.where])
    assert result.exit_code == 0, result.output
    return result.output


def until[Found](look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds: the worker works beside us, and looking takes time from it."""
    pause = threading.Event()
    for times in range(90):
        found = look()
        if found:
            return found
        pause.wait(min(0.05 * 1.25**times, 0.5))
    raise AssertionError("nothing was found")


def events(tenant: Tenant, partner: str, about: str) -> list[Json]:
    """Return a partner's stored events that have `about` among their facts or as connection."""
    rows: list[Json] = json.loads(
        operator(tenant, "notifications", "list", "--partner", partner, "--json")
    )
    return [row for row in rows if about in (*row["facts"].values(), row["connection_id"])]


def settled(tenant: Tenant, partner: str, about: str, count: int = 1) -> list[Json]:
    """Return the stored events once so many of them are settled."""

    def look() -> list[Json] | None:
        found = events(tenant, partner, about)
        done = [row for row in found if row["status"] != "received"]
        return done if len(done) >= count else None

    return until(look)


class Queues:
    """The stack's queues, as the operator sees them."""

    def __init__(self, tenant: Tenant) -> None:
        """Find them."""
        self.sqs: Final = boto3.client(
            "sqs",
            endpoint_url=tenant.stack.ready.aws_endpoint_url,
            aws_access_key_id=account.ACCESS_KEY_ID,
            aws_secret_access_key=account.SECRET_ACCESS_KEY,
            region_name=account.REGION,
        )
        urls = self.sqs.list_queues()["QueueUrls"]
        (self.dead,) = [url for url in urls if "DeadLetters" in url]
        (self.webhooks,) = [url for url in urls if "WebhookQueue" in url]
        (self.slow,) = [url for url in urls if "SlowQueue" in url]
        (self.work,) = {*urls} - {self.dead, self.webhooks, self.slow}

    def waiting(self) -> int:
        """Return how many dead letters wait."""
        held = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["All"])
        return int(held["Attributes"]["ApproximateNumberOfMessages"])


def can_send(tenant: Tenant) -> bool:
    """Return whether the company has an active subscription; nothing is sent."""
    url = f"{tenant.stack.ready.partners['smartrecruiters']}/_sandbox/events/{tenant.company}"
    return requests.post(url, json={"event": _EVENT, "hold": True}, timeout=_TIMEOUT).ok


def send(tenant: Tenant, **order: Any) -> list[Json]:  # noqa: ANN401 - any JSON value
    """Have SmartRecruiters send an event of the company; return its deliveries."""
    route = f"events/{tenant.company}"
    deliveries: list[Json] = tenant.sandbox("smartrecruiters", route, **{"event": _EVENT, **order})[
        "deliveries"
    ]
    return deliveries
