"""Which dead letters are put back: none whose endpoint is told nothing at present."""

import json

import pytest

from jetbridge.model import pause, webhook, work
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints, keys
from jetbridge.store.listing import left_out
from jetbridge.store.table import Item, Put, Update
from jetbridge_cli import dead_letters
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support import webhooks
from tests.support.damage import CANARY


@pytest.fixture
def world() -> World:
    """Return a tenant that has an endpoint, at which something was given up."""
    made = World()
    webhooks.registered(made)
    webhooks.delivery(made)
    return made


def letter() -> work.Message:
    """Return the dead letter of what was given up."""
    return work.of_tenant("demo", work.delivery(BEGUN.id, webhooks.delivered(0)))


def test_what_an_endpoint_takes_is_put_back(world: World) -> None:
    """So is what is no webhook, and what no delivery is left of."""
    assert dead_letters.why_kept(world.table, letter()) == ""
    assert dead_letters.why_kept(world.table, work.journey("jny_1")) == ""
    assert dead_letters.why_kept(world.table, work.delivery("jny_1", "gone")) == ""


def test_what_no_endpoint_takes_now_is_kept_and_says_where(world: World) -> None:
    """It would be given up once more."""

    def stored(after: Endpoint) -> str:
        world.table.write(endpoints.save(after))
        return dead_letters.why_kept(world.table, letter())

    # WHEN the endpoint is paused, or disabled, THEN its letter is kept
    found, now = webhooks.the_endpoint(world), world.clock.now()
    assert (
        stored(pause.paused(found, now)) == "demo default: the endpoint is paused: resume it first"
    )
    disabled = webhook.disabled(pause.resumed(webhooks.the_endpoint(world), now))
    assert stored(disabled) == "demo default: the endpoint is disabled: set it again first"
    # AND where it cannot be read
    world.table.write(Update(keys.endpoint("demo"), set={"types": CANARY}))
    assert "ENDPOINT: Endpoint.types" in dead_letters.why_kept(world.table, letter())


def test_a_notification_that_cannot_be_read_is_kept_and_named() -> None:
    """It would fail again; and the letters behind it are put back without it."""
    # GIVEN a notification in which someone has changed the status
    world = World()
    key = keys.event("incode", "evt_1")
    broken: Item = {"pk": key.pk, "sk": key.sk, "status": CANARY}
    world.table.write(Put(broken))
    # THEN its letter stays, and the value is not shown
    why = dead_letters.why_kept(world.table, work.notification("incode", "evt_1"))
    assert why.startswith("incode evt_1: EVENT: ")
    assert CANARY not in why
    # AND one that is gone is put back: nothing comes of it
    assert dead_letters.why_kept(world.table, work.notification("incode", "gone")) == ""


def test_what_is_stored_of_a_letter_hides_no_other_where_it_cannot_be_read(world: World) -> None:
    """Where it ended because its delivery is broken, the list is what tells the operator."""
    # GIVEN the letter of a delivery that cannot be read
    key = keys.delivery(BEGUN.id, webhooks.delivered(0))
    world.table.write(Update(key, set={"status": CANARY}))
    found = dead_letters.Letter("1", json.dumps(letter()), "receipt", 0)
    # WHEN it is listed
    with left_out() as broken:
        row = dead_letters.row(world.table, found)
    # THEN it is in the list, and the delivery is named beside it
    assert (row["error"], row["failed_at"]) == ("what is stored of it cannot be read", None)
    assert [*broken] == [key]


def test_what_a_tenant_is_told_has_a_queue_of_its_own() -> None:
    """A look at an endpoint wakes what was held for it: other work does not wait for that."""
    assert dead_letters.queue_of(work.endpoint("demo")) == "WebhookQueueUrl"
    assert dead_letters.queue_of(letter()) == "WebhookQueueUrl"
    assert dead_letters.queue_of(work.journey("jny_1")) == "QueueUrl"
    assert dead_letters.queue_of(work.exchange("con_1")) == "SlowQueueUrl"
