"""The first event of each function, and what AWS holds when it comes.

The plain ones go as far as they can without items: a page, a job that finds nothing, or a refusal
that the table has to be read for. The items of the others are made by the flows themselves, over
ports in memory.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from bench.caller import a_caller
from bench.runtime_api import Document
from jetbridge.model import work
from jetbridge.store.dynamodb.wire import from_wire, to_wire
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Key, Table
from tests.fakes.context import SECRETS
from tests.support.connect import a_function_env
from tests.support.consent import WITH_REDIRECT
from tests.support.journeys.env import a_simulation
from tests.support.journeys.policies import policy
from tests.unit.runtime.events import an_event, sample

_UNKNOWN: Final = {
    "rawQueryString": "onboarding=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "queryStringParameters": {"onboarding": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
}
"""The query of a link that there is not."""
_SAME: Final[Mapping[str, Document]] = {
    "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "PutEvents": {"FailedEntryCount": 0, "Entries": []},
}
"""Answers that are the same whatever is asked."""


@dataclass(frozen=True, slots=True)
class Aws:
    """Services of AWS that answer at once, with the items of some tables, and store nothing."""

    tables: Sequence[Table]

    def answer(self, operation: str, request: Document) -> Document:
        """Return the answer to a request."""
        match operation:
            case "GetItem":
                item = self._item(request["Key"])
                return {} if item is None else {"Item": item}
            case "BatchGetItem":
                [(name, asked)] = request["RequestItems"].items()
                items = [item for key in asked["Keys"] if (item := self._item(key))]
                return {"Responses": {name: items}, "UnprocessedKeys": {}}
            case "GetSecretValue":
                return {"SecretString": json.dumps(SECRETS["keyring"])}
            case "GetQueueAttributes":
                return {"Attributes": dict.fromkeys(request["AttributeNames"], "0")}
            case _:
                return _SAME.get(operation, {})

    def _item(self, key: Document) -> Document | None:
        place = Key(**{name: str(value) for name, value in from_wire(key).items()})
        found = (table.get(place) for table in self.tables)
        return next((to_wire(item) for item in found if item), None)


@dataclass(frozen=True, slots=True)
class First:
    """A first event: its name, the folder of its function, and the status of its answer."""

    name: str
    function: str
    event: Document
    status: int = 200


def firsts() -> tuple[Aws, list[First]]:
    """Return the services, and the first events: that of a token request first."""
    logging.disable()  # the output is the bench's
    parts = (_tokens(), _pages(), _work())
    logging.disable(logging.NOTSET)
    delivery = an_event("POST", "/smartrecruiters/webhooks/con_AAAAAAAAAAAAAAAA")
    return Aws([table for table, _ in parts]), [
        *(first for _, firsts in parts for first in firsts),
        First("consent", "consent", _in_a_frame(sample("consent"))),
        First("connect", "connect", an_event("GET", "/connect/onboarder", **_UNKNOWN), 400),
        First("receive", "receive", delivery, 404),
        First("onboarding", "onboarding", sample("onboarding"), 502),  # without credentials
        First("manage", "manage", sample("manage")),
        First("console", "console", sample("console"), 403),  # switched off by default
        First("rehearse", "rehearse", sample("rehearse")),
        First("worker", "worker", sample("worker")),
        First("scheduled", "scheduled", {"job": "tasks"}),
    ]


def _in_a_frame(event: Document) -> Document:
    """Return the request for consent as a frame of SmartRecruiters makes it."""
    return event | {
        "headers": event["headers"] | {"sec-fetch-dest": "iframe"},
        "rawQueryString": "companyId=acme",
        "queryStringParameters": {"companyId": "acme"},
    }


def _tokens() -> tuple[Table, list[First]]:
    table, caller = MemoryTable(), a_caller()
    caller.store(table)
    return table, [
        First("token", "token", caller.asks),
        First("authorizer", "authorizer", caller.bears),
    ]


def _pages() -> tuple[Table, list[First]]:
    """Have a person open a link, and an administrator come to the consent page, signed in."""
    env = a_function_env()
    env.world.clock.advance(int(time.time()) - env.world.clock.now())
    seen: list[Document] = []
    browser = env.browser()
    serve = browser.handler

    def noted(event: Document, context: object) -> Document:
        seen.append(event)
        return serve(event, context)

    browser.handler = noted
    browser.get(env.link())
    asked = env.signed_in(browser, WITH_REDIRECT)
    if asked.status != HTTPStatus.OK:
        raise RuntimeError("the consent page was not shown")
    return env.world.table, [
        First("consent, signed in", "consent", seen[-1]),
        First("connect, a link", "connect", seen[0]),
    ]


def _work() -> tuple[Table, list[First]]:
    """Have a hire wait for the person, and its journey looked at once more."""
    simulation = a_simulation(policy())
    world = simulation.world
    world.clock.advance(int(time.time()) - world.clock.now())
    simulation.hire()
    simulation.work_off()
    batch = sample("worker")
    batch["Records"][0]["body"] = json.dumps(work.journey(simulation.journey.id))
    return world.table, [First("worker, a journey", "worker", batch)]
