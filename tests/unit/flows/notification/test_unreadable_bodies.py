"""What partners' webhooks and callbacks may not hold: 400, and nothing is stored."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model import text
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.partners.smartrecruiters import disable
from jetbridge.web import notification_body
from tests.fakes.context import World
from tests.support.incode import onboarded, tell
from tests.support.incode import stored as incodes
from tests.support.smartrecruiters import connected
from tests.support.smartrecruiters import kept as callbacks
from tests.support.smartrecruiters import stored as smartrecruiters
from tests.unit.partners.smartrecruiters.subscriptions import (
    a_delivery,
    deliver,
    subscribed,
    work_off,
)


@dataclass(frozen=True)
class Receiver:
    """One route for bodies: what takes one, and what is stored of those so far."""

    world: World
    take: Callable[[bytes], object]
    stored: Callable[[], Sequence[object]]


def at_smartrecruiters() -> Receiver:
    """Return the webhook of a subscription; bodies are signed."""
    world, partner = subscribed()

    def take(body: bytes) -> None:
        deliver(world, a_delivery(world, partner.keys[0], body=body, link=""), body)

    return Receiver(world, take, lambda: smartrecruiters(world))


def at_incode() -> Receiver:
    """Return Incode's webhook."""
    world = onboarded()
    return Receiver(
        world,
        lambda body: tell(world, dict(notification_body.json_object(body))),
        lambda: incodes(world),
    )


def at_the_callback() -> Receiver:
    """Return SmartRecruiters' callback."""
    world, identity = connected()
    context = world.context()
    return Receiver(
        world,
        lambda body: disable.handle_callback(context, identity, body),
        lambda: callbacks(world),
    )


ROUTES = [at_smartrecruiters, at_incode, at_the_callback]
GOOD = {
    "candidate_id": "can-1",
    "job_id": "job-1",
    "interviewId": "iv-1",
    "onboardingStatus": "SESSION_STARTED",
    "eventType": "PAINTED",
}
BAD = {
    "half a character": (b'{"a": "\\ud800"}', "/a", "unicode"),
    "half a character, raw": (b'{"a": "\xed\xa0\x80"}', "/a", "unicode"),
    "nul": (b'{"a": ["\\u0000"]}', "/a/0", "no_control_characters"),
    "C1": (b'{"a": "\\u0085"}', "/a", "no_control_characters"),
    "an override": (b'{"a": "\\u202e"}', "/a", "no_reordering"),
    "a name twice": (b'{"a": 1, "a": 1}', "", "repeated_name"),
    "NaN": (b'{"a": NaN}', "/a", "number"),
    "a million digits": (b'{"a": ' + b"1" * 60_000 + b"}", "/a", "number"),
    "forty levels": (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "/a" + "/0" * 31, "too_deep"),
}


def beside_what_is_good(bad: bytes) -> bytes:
    """Return a body that would be taken without its fault."""
    return json.dumps(GOOD).encode()[:-1] + b", " + bad[1:]


@pytest.mark.parametrize("receiver", ROUTES)
@pytest.mark.parametrize(("bad", "pointer", "rule"), BAD.values(), ids=BAD)
def test_every_route_refuses_it_in_the_same_words(
    receiver: Callable[[], Receiver], bad: bytes, pointer: str, rule: str
) -> None:
    """With a pointer to it, and before anything is stored."""
    # GIVEN a partner that may send
    opened = receiver()
    # WHEN it sends such a body
    with pytest.raises(ApiProblem) as raised:
        opened.take(beside_what_is_good(bad))
    # THEN it is told what is wrong
    problem = raised.value
    assert (problem.status, problem.slug) == (400, "invalid-json")
    assert [(each.pointer, each.rule) for each in problem.errors] == [(pointer, rule)]
    # AND nothing is stored
    assert not opened.stored()


@pytest.mark.parametrize("receiver", ROUTES)
def test_every_route_takes_what_is_good(receiver: Callable[[], Receiver]) -> None:
    """The bodies above differ from this one by their fault only."""
    opened = receiver()
    opened.take(json.dumps(GOOD).encode())
    assert len(opened.stored()) == 1


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from(ROUTES),
    st.binary()
    | st.dictionaries(
        st.sampled_from([*GOOD, "externalCustomerId", "id"]),
        st.text(st.characters(exclude_categories=[])) | st.integers() | st.none(),
    ).map(lambda document: json.dumps(document).encode()),
)
def test_any_body_is_taken_or_refused_and_what_is_stored_is_text(
    receiver: Callable[[], Receiver], body: bytes
) -> None:
    """Never a fault of ours, now or when the worker acts on it."""
    opened = receiver()
    try:
        opened.take(body)
    except ApiProblem as problem:
        assert problem.status == 400  # noqa: PT017 - either outcome is good
    assert all(text.fault(str(each)) is None for each in opened.stored())
    work_off(opened.world)
    assert Metric.UNEXPECTED_ERROR not in opened.world.meter.counted
