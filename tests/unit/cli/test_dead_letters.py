"""Which dead letters are put back: none whose endpoint is told nothing at present."""

import pytest

from jetbridge.model import pause, webhook, work
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints, keys
from jetbridge.store.table import Update
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
