"""Requesting an onboarding: each answer of Incode, and each kind of repeat."""

import json
from dataclasses import replace

import pytest

from jetbridge.flows.journey import ask
from jetbridge.flows.onboarding import idempotency, onboard
from jetbridge.flows.schedule import reconcile
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey_events import DidNothing
from jetbridge.model.onboarding import REQUEST_LEASE, Status
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.partners.incode.api import NotificationType
from jetbridge.store import onboardings
from jetbridge.vault.memory import MemorySecrets
from tests.fakes import FakeHttp, answer
from tests.fakes.context import SECRETS, World
from tests.fakes.http import Answer
from tests.support.incode import (
    CALLER,
    LINK,
    ORDER,
    TOKEN,
    a_world,
    an_order,
    calls,
    refused,
    request,
    the_onboarding,
)


def test_returns_the_link_and_stores_it_sealed() -> None:
    """The link goes to the caller; at rest it is sealed, and the person is not there at all."""
    # GIVEN an Incode that starts a session
    world = a_world(answer({"url": LINK, "interviewId": "iv-1"}))
    # WHEN an onboarding is requested
    answered = request(world.context())
    # THEN the caller has the link
    onboarding = the_onboarding(world)
    assert answered.link
    assert answered.link.reveal() == LINK
    assert onboarding == answered.onboarding or onboarding.version == 2
    assert (onboarding.status, onboarding.interview_id) == (Status.REQUESTED, "iv-1")
    assert onboarding.expires_at == world.clock.now() + 3600
    # AND the table holds neither the link nor the person
    item = json.dumps(world.table.query(f"ONBOARDING#{onboarding.id}", limit=1).items)
    assert not any(word in item for word in (LINK, "ana@example.com", "Ana Ruiz"))


def test_the_intent_is_stored_before_incode_is_called() -> None:
    """At the moment of the call the onboarding can be found under its key."""
    # GIVEN an Incode that looks at our table while it answers
    seen: list[Status] = []

    def look(sent: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        seen.append(the_onboarding(world).status)
        return answer({"url": LINK})

    world = a_world(look)
    # WHEN an onboarding is requested
    request(world.context())
    # THEN the intent stood there already
    assert seen == [Status.REQUESTING]


def test_a_repeat_is_answered_as_the_first_time() -> None:
    """The same key gives the same link, without a second call."""
    # GIVEN a request that went through
    world = a_world(answer({"url": LINK}))
    first = request(world.context())
    # WHEN it is repeated by a new process
    second = request(world.context())
    # THEN the answer is the same
    assert second.onboarding.id == first.onboarding.id
    assert second.link == first.link
    assert len(calls(world)) == 1


def test_a_repeat_after_the_link_expired_has_no_link() -> None:
    """An expired link is not handed out, and the reconciler wipes it."""
    # GIVEN a link that has expired
    world = a_world(answer({"url": LINK}))
    request(world.context())
    world.clock.advance(3600)
    # WHEN the request is repeated
    assert request(world.context()).link is None
    # THEN the reconciler wipes what is stored of it
    assert reconcile.run(world.context()).wiped_links == 1
    assert the_onboarding(world).sealed_link == ""
    # AND the onboarding says that no person came, and so does the bus
    assert the_onboarding(world).status is Status.EXPIRED
    assert [event.type for event in world.bus.published] == [
        "onboarding.requested",
        "onboarding.expired",
    ]


def test_the_key_names_one_request() -> None:
    """Another body under the same key is refused."""
    # GIVEN a request that went through
    world = a_world(answer({"url": LINK}))
    request(world.context())
    # WHEN another is made under its key
    problem = refused(world.context(), replace(ORDER, login_hint="bo@example.com"))
    # THEN it is refused
    assert (problem.status, problem.slug) == (422, "idempotency-key-reused")
    assert len(calls(world)) == 1


@pytest.mark.parametrize("api_key", ["api-key\n", "api-key\u200b", " api-key", "api\r\nkey"])
@pytest.mark.parametrize("type_", ["URL", "SMS", "EMAIL"])
def test_an_api_key_that_cannot_be_sent_leaves_nothing_behind(
    type_: NotificationType, api_key: str
) -> None:
    """Nothing left, so no person was messaged; the request may be made once the key is fixed."""
    # GIVEN an API key that fits in no header
    world = a_world(answer({"url": LINK}))
    world.secrets.put("incode", SECRETS["incode"] | {"api_key": api_key})
    # WHEN an onboarding is requested
    problem = refused(world.context(), an_order(type_))
    # THEN the deployment is at fault, and nothing was sent or stored
    assert (problem.status, problem.slug) == (502, "partner-credentials")
    assert calls(world) == []
    assert onboardings.under_key(world.table, "demo", "key-1") is None
    # AND with a key that can be sent the same request goes through
    world.secrets = MemorySecrets(SECRETS)
    assert request(world.context(), an_order(type_)).onboarding.status is Status.REQUESTED


def test_a_key_belongs_to_its_tenant() -> None:
    """Two tenants may use the same key."""
    # GIVEN a request of one tenant
    world = a_world(answer({"url": LINK}), answer({"url": LINK}))
    first = request(world.context())
    # WHEN another tenant uses the same key
    other = replace(CALLER, tenant="other")
    second = onboard.request(world.context(), other, ORDER, idempotency_key="key-1")
    # THEN it is a request of its own
    assert first.onboarding.id != second.onboarding.id


def test_without_a_key_every_request_is_a_new_one() -> None:
    """Idempotency is the caller's choice."""
    # GIVEN a request without a key
    world = a_world(answer({"url": LINK}), answer({"url": LINK}))
    first = request(world.context(), key=None)
    # WHEN it is made again
    second = request(world.context(), key=None)
    # THEN there are two
    assert first.onboarding.id != second.onboarding.id


def test_the_onboarding_is_its_own_correlation_id_where_none_is_given() -> None:
    """Incode is always told an externalCustomerId, since it comes back in webhooks."""
    # GIVEN a request without one
    world = a_world(answer({"url": LINK}))
    # WHEN it is made
    answered = request(world.context(), replace(ORDER, external_customer_id=None))
    # THEN the onboarding's id stands in
    assert calls(world)[0]["externalCustomerId"] == answered.onboarding.id
    assert answered.onboarding.external_customer_id == answered.onboarding.id


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ("Login hint be a non-empty string", "/loginHint"),
        ("Phone must be provided when notification type is SMS", "/notification/phone"),
        ("BadRequestException: New candidate must have name.", "/name"),
        ("Something new", ""),
    ],
)
def test_a_partners_refusal_names_the_field_and_repeats(message: str, pointer: str) -> None:
    """The partner's own words reach the caller, the second time too, without a second call."""
    # GIVEN an Incode that finds fault
    body = {"timestamp": 1, "status": 4005, "error": "Bad Request", "message": message}
    world = a_world(answer(body, status=400))
    # WHEN the request is made, and repeated
    first, second = refused(world.context()), refused(world.context())
    # THEN both problems say the same
    assert [(p.status, p.errors[0].pointer, p.detail) for p in (first, second)] == [
        (422, pointer, message)
    ] * 2
    assert len(calls(world)) == 1
    assert message not in str(world.table.query(f"ONBOARDING#{the_onboarding(world).id}", limit=1))


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (answer(status=403), 502),
        (answer(status=404), 502),
        (answer(status=429, headers={"Retry-After": "7"}), 503),
    ],
)
def test_what_incode_did_not_do_is_asked_again(failure: Answer, status: int) -> None:
    """Nothing happened, so a repeat under the same key is a new attempt at the same onboarding."""
    # GIVEN an Incode that does nothing, then starts a session
    world = a_world(failure, answer({"url": LINK}))
    problem = refused(world.context())
    assert problem.status == status
    assert problem.retry_after in (7, 30)
    before = the_onboarding(world)
    # WHEN the request is repeated
    answered = request(world.context())
    # THEN it is the same onboarding
    assert (before.status, answered.onboarding.id) == (Status.NOT_PERFORMED, before.id)
    assert answered.onboarding.attempts == 2


def test_an_unreachable_incode_is_an_outage_that_may_be_repeated() -> None:
    """Connecting failed twice: nothing was sent."""
    # GIVEN an Incode that is unreachable
    world = a_world(NotSentError("x"), NotSentError("x"))
    # WHEN an onboarding is requested
    problem = refused(world.context())
    # THEN the caller may repeat it
    assert (problem.status, problem.retry_after) == (503, 30)
    assert the_onboarding(world).status is Status.NOT_PERFORMED


def test_an_outage_of_the_secrets_is_no_fault_of_the_set_up() -> None:
    """The operator has nothing to fix: the caller comes back, and a journey waits."""
    # GIVEN a process that has the keyring, and a Secrets Manager that does not answer any more
    world = a_world(answer({"url": LINK}))
    world.context().vault.prepare()
    world.secrets.is_down = True
    # WHEN an onboarding is requested
    problem = refused(world.context())
    # THEN the caller may repeat it
    assert (problem.status, problem.slug, problem.retry_after) == (
        503,
        "temporarily-unavailable",
        30,
    )
    with pytest.raises(OnboardingError) as raised:
        onboard.attempt(world.context(), idempotency.asked(CALLER, "key-1", ORDER), ORDER)
    assert ask.failed("incode", raised.value, "") == DidNothing(retry_after=30)
    # AND it goes through when the secrets can be read again
    world.secrets.is_down = False
    assert request(world.context()).link


def test_a_token_endpoint_that_names_a_time_is_passed_on() -> None:
    """The caller need not come back earlier: Incode would not be asked."""
    # GIVEN a token endpoint that asks for two hours
    http = FakeHttp()
    http.always("POST", TOKEN, answer(status=503, headers={"Retry-After": "7200"}))
    world = World(http=http)
    # WHEN an onboarding is requested, and repeated a second later
    first = refused(world.context())
    world.clock.advance(1)
    again = refused(world.context())
    # THEN both say when the time is over
    assert (first.status, first.retry_after, again.retry_after) == (503, 7_200, 7_199)


def test_a_401_is_answered_with_one_fresh_token_and_one_repeat() -> None:
    """A token that Incode no longer takes is renewed once."""
    # GIVEN an Incode that refuses the first token
    world = a_world(answer(status=401), answer({"url": LINK}))
    # WHEN an onboarding is requested
    answered = request(world.context())
    # THEN it went through, and two tokens were obtained
    assert answered.link
    assert isinstance(world.http, FakeHttp)
    assert len(world.http.sent("POST", TOKEN)) == 2


def test_refused_credentials_store_nothing() -> None:
    """A fault of the set-up is the operator's, and the key stays free."""
    # GIVEN an Incode that refuses our client
    http = FakeHttp()
    http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    world = World(http=http)
    # WHEN an onboarding is requested
    problem = refused(world.context())
    # THEN nothing was stored
    assert (problem.status, problem.slug) == (502, "partner-credentials")
    assert onboardings.under_key(world.table, "demo", "key-1") is None


def test_a_missing_api_key_is_told_before_anything_is_sent() -> None:
    """A deployment whose secret lacks the API key says so."""
    # GIVEN a secret without the API key
    world = a_world()
    world.secrets.put("incode", {"client_id": "incode", "client_secret": "incode-secret"})
    # WHEN an onboarding is requested
    problem = refused(world.context())
    # THEN nothing was sent to request-new
    assert (problem.slug, calls(world)) == ("partner-credentials", [])


@pytest.mark.parametrize("lost", [NoAnswerError("x"), answer(status=503), answer({"no": "url"})])
def test_a_lost_link_is_asked_for_again(lost: Answer) -> None:
    """A link messages no person, so the repeat asks once more."""
    # GIVEN a request whose answer was lost
    world = a_world(lost, answer({"url": LINK}))
    problem = refused(world.context())
    assert (problem.status, problem.slug) == (502, "unknown-outcome")
    assert the_onboarding(world).status is Status.UNKNOWN_OUTCOME
    # WHEN it is repeated under the same key
    answered = request(world.context())
    # THEN the caller has a link, for the same onboarding
    assert answered.link
    assert len(calls(world)) == 2


@pytest.mark.parametrize("type_", ["SMS", "EMAIL"])
def test_a_message_whose_outcome_is_unknown_is_not_sent_twice(type_: NotificationType) -> None:
    """The person may have the message, so the repeat only says so."""
    # GIVEN a request to message a person, whose answer was lost
    world = a_world(NoAnswerError("x"))
    order = an_order(type_)
    refused(world.context(), order)
    # WHEN it is repeated under the same key
    problem = refused(world.context(), order)
    # THEN nothing is sent, and the caller is told
    assert (problem.status, problem.slug) == (409, "not-sent-twice")
    assert len(calls(world)) == 1


@pytest.mark.parametrize("body", [{"url": LINK}, {}])
def test_a_delivered_message_needs_no_link(body: dict[str, str]) -> None:
    """Whether Incode also returns the link for an SMS is not published: either is a success."""
    # GIVEN an Incode that messages the person
    world = a_world(answer(body))
    # WHEN an SMS is requested
    answered = request(world.context(), an_order("SMS"))
    # THEN it is requested, with a link or without
    assert answered.onboarding.status is Status.REQUESTED
    assert (answered.link is not None) is bool(body)


def test_a_request_under_way_is_not_made_twice() -> None:
    """The same key at the same moment is told to wait."""
    # GIVEN an Incode during whose answer the caller repeats
    inner: list[ApiProblem] = []

    def repeat_meanwhile(sent: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        inner.append(refused(world.context()))
        return answer({"url": LINK})

    world = a_world(repeat_meanwhile)
    # WHEN an onboarding is requested
    request(world.context())
    # THEN the repeat was told to come back
    assert [(p.status, p.slug, p.retry_after) for p in inner] == [(409, "request-in-progress", 5)]
    assert len(calls(world)) == 1


def test_a_request_that_died_is_settled_by_the_reconciler() -> None:
    """An intent past its lease is an unknown outcome, and shows as one."""

    # GIVEN a process that died while Incode answered
    class Killed(BaseException):
        pass

    def die(sent: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        raise Killed

    world = a_world(die, answer({"url": LINK}))
    with pytest.raises(Killed):
        request(world.context())
    # WHEN the reconciler runs within the lease, and after it
    early = reconcile.run(world.context())
    world.clock.advance(REQUEST_LEASE)
    late = reconcile.run(world.context())
    # THEN only the second run settles it
    assert (early.lost_requests, late.lost_requests) == (0, 1)
    assert the_onboarding(world).status is Status.UNKNOWN_OUTCOME
    # AND the repeat has the link
    assert request(world.context()).link
