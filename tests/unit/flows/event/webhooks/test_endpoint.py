"""Where a tenant may be told, and the secrets that sign."""

import json

import pytest

from jetbridge.flows.event.webhooks import endpoint, signing
from jetbridge.flows.event.webhooks.endpoint import NoEndpointError
from jetbridge.model.ports import NotSentError
from jetbridge.model.settings import Settings
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.tenant import (
    TENANT,
    URL,
    a_receiver,
    a_tenant,
    happens,
    is_signed,
    work_off,
)

DEPLOYED = Settings({"PUBLIC_URL": "https://jetbridge.vendor.example"})
UNNAMED = Settings({})
LOCAL = Settings({"PUBLIC_URL": "http://127.0.0.1:3000"})


def the_endpoint(world: World) -> Endpoint:
    """Return the tenant's endpoint."""
    found = endpoints.get(world.table, TENANT)
    assert found
    return found


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://tenant.example",
        "https://tenant.example:443/hooks?source=jetbridge",
        "https://hooks.xn--bcher-kva.example/a",
        "https://10.tenant.example/",
    ],
)
def test_a_public_name_may_be_told(url: str) -> None:
    """Over https."""
    # THEN nothing speaks against it
    assert not endpoint.fault(url, DEPLOYED)


@pytest.mark.parametrize(
    "url",
    [
        "http://tenant.example/hooks",
        "https://tenant.example:8443/",
        "https://user:password@tenant.example/",
        "https://tenant.example/#part",
        "https://tenant.example\\@10.0.0.1/",
        "ftp://tenant.example/",
        "tenant.example",
        "https://",
        "https://10.0.0.1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.0.1/",
        "https://8.8.8.8/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://127.0.0.0x1/",
        "https://017700000001/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://localhost/",
        "https://jetbridge.localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://router.home.arpa/",
        "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
        "http://localhost:8080/",
        "http://[::1]:8080/",
    ],
)
@pytest.mark.parametrize("settings", [DEPLOYED, UNNAMED], ids=["deployed", "unnamed"])
def test_what_may_be_inside_a_network_is_refused(url: str, settings: Settings) -> None:
    """A tenant chooses the address: it must not lead us to our own machines."""
    # THEN it is refused, and the reason does not repeat it
    why = endpoint.fault(url, settings)
    assert why
    assert url not in why


@pytest.mark.parametrize("url", ["http://127.0.0.1:4000/inbox", "http://localhost:4000/"])
def test_the_local_stack_tells_its_own_machine(url: str) -> None:
    """There and nowhere else, and no other network."""
    # THEN loopback is fine where we are on loopback ourselves
    assert not endpoint.fault(url, LOCAL)
    # AND other addresses are not
    assert endpoint.fault("http://10.0.0.1:4000/", LOCAL)
    assert endpoint.fault("http://127.0.0.1.tenant.example:4000/", LOCAL)


def test_an_endpoint_that_cannot_be_is_not_stored() -> None:
    """Neither with such an address nor for events that there are not."""
    # GIVEN a tenant without an endpoint
    world = World()
    # WHEN it is set wrongly, THEN nothing is stored
    with pytest.raises(NoEndpointError, match="not an address"):
        endpoint.set_(world.context(), TENANT, "https://10.0.0.1/", ())
    with pytest.raises(NoEndpointError, match=r"onboarding\.verified"):
        endpoint.set_(world.context(), TENANT, URL, ["onboarding.verified"])
    assert endpoints.get(world.table, TENANT) is None


def test_a_secret_is_shown_once_and_stored_sealed() -> None:
    """It has the form and the length that the specification asks for."""
    # WHEN an endpoint is set
    world, secret = a_tenant()
    # THEN its secret is in no item
    assert isinstance(world.table, MemoryTable)
    stored = json.dumps([*world.table._items.values()], default=repr)
    shown = secret.reveal()
    assert shown.startswith("whsec_")
    assert len(shown.removeprefix("whsec_")) == 44
    assert shown.removeprefix("whsec_") not in stored
    # AND setting it again, with another address, keeps it
    known = the_endpoint(world)
    again = endpoint.set_(world.context(), TENANT, "https://new.tenant.example/", (), known=known)
    assert again.secret is None
    happens(world)
    work_off(world)
    (request,) = a_receiver(world).requests
    assert request.url == "https://new.tenant.example/"
    assert is_signed(request, secret)


def test_a_secret_is_replaced_without_a_gap() -> None:
    """For a day both sign, and the tenant takes whichever it has."""
    # GIVEN an endpoint whose secret is replaced
    world, old = a_tenant()
    new, until = endpoint.rotate(world.context(), the_endpoint(world))
    assert until == world.clock.now() + signing.OVERLAP
    # WHEN something is sent, THEN both sign
    happens(world)
    work_off(world)
    assert is_signed(a_receiver(world).requests[-1], old)
    assert is_signed(a_receiver(world).requests[-1], new)
    # AND a third one is not begun meanwhile
    with pytest.raises(NoEndpointError, match="two secrets"):
        endpoint.rotate(world.context(), the_endpoint(world))
    # WHEN the day is over, THEN only the new one signs
    world.clock.advance(signing.OVERLAP)
    happens(world, number=1)
    work_off(world)
    assert not is_signed(a_receiver(world).requests[-1], old)
    assert is_signed(a_receiver(world).requests[-1], new)
    # AND it can be replaced again
    assert endpoint.rotate(world.context(), the_endpoint(world)) != new


def test_a_secret_that_was_stolen_ends_at_once() -> None:
    """With it whatever was to end by itself."""
    # GIVEN an endpoint with two secrets
    world, first = a_tenant()
    second, _ = endpoint.rotate(world.context(), the_endpoint(world))
    # WHEN they are ended
    third, _ = endpoint.rotate(world.context(), the_endpoint(world), overlap=0)
    # THEN only the new one signs
    happens(world)
    work_off(world)
    signed = [is_signed(a_receiver(world).requests[-1], each) for each in (first, second, third)]
    assert signed == [False, False, True]


def test_two_operators_do_not_overwrite_each_other() -> None:
    """One of them is told."""
    # GIVEN an endpoint that two have read
    world, _ = a_tenant()
    seen = the_endpoint(world)
    endpoint.rotate(world.context(), seen)
    # WHEN the second one writes, THEN it is refused
    with pytest.raises(ConditionFailedError):
        endpoint.rotate(world.context(), seen, overlap=0)
    # AND so is who read one that was removed and set anew since
    seen = the_endpoint(world)
    world.table.write(endpoints.remove(the_endpoint(world)))
    world.clock.advance(1)
    endpoint.set_(world.context(), TENANT, URL, ())
    endpoint.rotate(world.context(), the_endpoint(world))
    with pytest.raises(ConditionFailedError):
        endpoint.rotate(world.context(), seen, overlap=0)


def test_an_endpoint_is_tried_out() -> None:
    """With a signed event that tells nothing, once."""
    # GIVEN an endpoint
    world, secret = a_tenant()
    # WHEN it is tried out
    assert endpoint.send_test(world.context(), the_endpoint(world)) == ("http_204", True)
    # THEN it got a signed event
    (request,) = a_receiver(world).requests
    assert is_signed(request, secret)
    (says,) = a_receiver(world).bodies
    assert says["type"] == "webhook.test"
    assert says["data"] == {
        "schemaVersion": 1,
        "id": request.headers["webhook-id"],
        "tenant": TENANT,
        "traceparent": says["data"]["traceparent"],
    }
    # AND what is not there is named
    a_receiver(world).fails(NotSentError("refused"))
    assert endpoint.send_test(world.context(), the_endpoint(world)) == ("unreachable", False)


def test_an_endpoint_does_not_show_its_address() -> None:
    """Some put a password into it."""
    # THEN neither it nor a request shows it
    world, _ = a_tenant()
    assert "/jetbridge" not in repr(the_endpoint(world))


def test_an_endpoint_is_replaced_and_removed_as_it_was_seen() -> None:
    """Of two operators who looked at the same one, the second is refused."""
    # GIVEN two operators who saw the same endpoint
    world, _ = a_tenant()
    seen = the_endpoint(world)
    # WHEN one has set another address
    endpoint.set_(world.context(), TENANT, "https://new.tenant.example/", (), known=seen)
    # THEN neither a removal nor another address of the other's takes effect
    with pytest.raises(ConditionFailedError):
        world.table.write(endpoints.remove(seen))
    with pytest.raises(ConditionFailedError):
        endpoint.set_(world.context(), TENANT, URL, (), known=seen)
    with pytest.raises(ConditionFailedError):
        endpoint.set_(world.context(), TENANT, URL, ())
    assert the_endpoint(world).url == "https://new.tenant.example/"


def test_what_was_set_is_shown_as_it_is_stored() -> None:
    """A script names the version that it was shown when it changes the endpoint again."""
    # GIVEN a tenant's endpoint, new and replaced
    world = World()
    first = endpoint.set_(world.context(), TENANT, URL, ())
    assert first.endpoint == endpoints.get(world.table, TENANT)
    # WHEN it is replaced as it was shown
    second = endpoint.set_(world.context(), TENANT, URL, ["journey.failed"], known=first.endpoint)
    # THEN that is shown as it is stored, too
    assert second.endpoint == endpoints.get(world.table, TENANT)
