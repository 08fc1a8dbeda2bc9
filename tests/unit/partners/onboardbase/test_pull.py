"""Reading secrets through a connection: what comes out, and what may stand in the way."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection.credentials import seal
from jetbridge.model.connection import Connection, Status
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase import pull
from jetbridge.partners.onboardbase.pull import NothingPulledError, Obstacle
from jetbridge.store import connections
from jetbridge_local.sandbox.onboardbase.cryptojs import encrypt
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ONBOARDBASE_API, World
from tests.fakes.http import Answer
from tests.fakes.unsealable import spoil

PROJECTS: Final = f"{ONBOARDBASE_API}/api/v1/projects"
SECRETS: Final = f"{ONBOARDBASE_API}/api/v1/secrets"
KEY: Final = "key-canary"
PASSPHRASE: Final = "passphrase-canary"
ITEM: Final = {
    "key": encrypt("SMTP_PASSWORD", PASSPHRASE),
    "value": encrypt("value-canary", PASSPHRASE),
}
FOUND: Final = answer({"data": {"secrets": [ITEM]}, "message": "", "status": "success"})


def a_world(*answers: Answer, status: Status = Status.ACTIVE) -> World:
    """Return a world whose demo tenant is connected, and whose Onboardbase gives `answers`."""
    http = FakeHttp()
    http.on("GET", SECRETS, *answers)
    world = World(http=http)
    now = world.clock.now()
    connection = Connection("con_1", "demo", "onboardbase", "demo", status, "connected", now, now)
    secrets = {"api_key": KEY, "passphrase": PASSPHRASE}
    sealed = {
        name: seal(world.context().vault, "con_1", name, Secret(value))
        for name, value in secrets.items()
    }
    connected = replace(connection, sealed=sealed)
    world.table.write(
        *connections.save(None, connected, by="test"), connections.claim(None, connected)
    )
    return world


def pulled(world: World, tenant: str = "demo") -> dict[str, str]:
    """Pull production of the project jetbridge."""
    context = world.context()
    found = pull.secrets(context, tenant, project="jetbridge", environment="production")
    return {secret.name: secret.value.reveal() for secret in found}


def obstacle(world: World, tenant: str = "demo") -> NothingPulledError:
    """Pull, expecting an obstacle, and return it."""
    with pytest.raises(NothingPulledError) as raised:
        pulled(world, tenant)
    return raised.value


def test_the_secrets_come_out_in_the_clear() -> None:
    """The key opens the door, the passphrase the secrets."""
    # GIVEN a connected tenant
    world = a_world(FOUND)
    # THEN its secrets are read
    assert pulled(world) == {"SMTP_PASSWORD": "value-canary"}
    # AND they were asked for with the key, by name
    assert isinstance(world.http, FakeHttp)
    (sent,) = world.http.requests
    assert sent.headers["API_KEY"] == KEY
    assert sent.url.endswith("/secrets?project=jetbridge&environment=production")


def test_the_projects_are_listed() -> None:
    """By their titles."""
    # GIVEN a connected tenant with two projects
    world = a_world()
    assert isinstance(world.http, FakeHttp)
    world.http.on("GET", PROJECTS, answer({"data": [{"title": "a"}, {"title": "b"}]}))
    # THEN both are listed
    assert pull.projects(world.context(), "demo") == ("a", "b")


def test_a_busy_partner_is_asked_again() -> None:
    """Reading changes nothing."""
    # GIVEN an Onboardbase that is busy once, THEN it is asked again
    assert pulled(a_world(answer(status=503), FOUND)) == {"SMTP_PASSWORD": "value-canary"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer(status=401)], Obstacle.KEY_REFUSED),
        ([answer(status=403)], Obstacle.KEY_REFUSED),
        ([answer(status=404)], Obstacle.NOT_FOUND),
        ([answer(status=500)], Obstacle.UNAVAILABLE),
        ([NotSentError("x")] * 3, Obstacle.UNAVAILABLE),
        ([NoAnswerError("x")] * 3, Obstacle.UNAVAILABLE),
        ([answer({"data": []})], Obstacle.UNREADABLE),
        ([answer({"data": {"secrets": ["garbage"]}})], Obstacle.UNDECIPHERABLE),
        ([answer({"data": {"secrets": [encrypt("{}", "other")]}})], Obstacle.UNDECIPHERABLE),
    ],
)
def test_each_obstacle_is_told_from_the_others(answers: list[Answer], expected: Obstacle) -> None:
    """In the operator's words, without a word of what was there."""
    # GIVEN an Onboardbase that answers like this, THEN this is the obstacle
    failure = obstacle(a_world(*answers))
    assert failure.obstacle is expected
    assert "canary" not in str(failure)
    assert failure.__cause__ is None


def test_a_connection_that_is_over_reads_nothing() -> None:
    """Nothing is asked."""
    # GIVEN a connection that was disabled, or another's, THEN nothing is sent
    assert obstacle(a_world(status=Status.DISABLED)).obstacle is Obstacle.NOT_CONNECTED
    assert obstacle(a_world(), tenant="other").obstacle is Obstacle.NOT_CONNECTED


def test_a_key_that_does_not_open_is_one_to_connect_anew() -> None:
    """It is not shown to any user, and the operator reads what to do."""
    # GIVEN a connection whose key does not open
    world = a_world(FOUND)
    spoil(world, "onboardbase")
    # WHEN secrets are read, THEN the obstacle is the key
    assert obstacle(world).obstacle is Obstacle.KEY_REFUSED
    assert isinstance(world.http, FakeHttp)
    assert world.http.requests == []
