"""Whether partners take the deployment's own credentials: asked without effect, told on change."""

import json

import pytest

from jetbridge.flows.connection import credential_watch, own_credentials
from jetbridge.flows.schedule import work
from jetbridge.model.metrics import Metric
from jetbridge.model.own_credentials import Finding, Result
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.store import keys
from jetbridge.store.table import Item, Put
from tests.fakes import FakeHttp, answer
from tests.fakes.context import INCODE_API, INCODE_AUTH, ONBOARDER, SECRETS, SMARTRECRUITERS, World
from tests.fakes.http import Answer

TOKENS = {
    "smartrecruiters": f"{SMARTRECRUITERS}/identity/oauth/token",
    "incode": f"{INCODE_AUTH}/oauth2/token",
    "onboarder": f"{ONBOARDER}/api/v1/oauth/token",
}
REQUEST_NEW = f"{INCODE_API}/omni/b2b/onboarding/request-new"
GIVEN = answer({"access_token": "canary-token", "expires_in": 300})
REFUSED = answer({"error": "invalid_client"}, status=401)
NO_SUCH_CODE = answer({"error": "invalid_grant"}, status=400)
EMPTY_HINT = answer({"status": 400, "message": "Login hint be a non-empty string"}, status=400)


def a_world(**answers: Answer) -> World:
    """Return a world whose partners take everything, except for `answers` by name."""
    http = FakeHttp()
    taken = {"smartrecruiters": GIVEN, "incode": GIVEN, "onboarder": NO_SUCH_CODE}
    for name, url in TOKENS.items():
        http.always("POST", url, {**taken, **answers}[name])
    http.always("POST", REQUEST_NEW, answers.get("api_key", EMPTY_HINT))
    return World(http=http)


def examined(world: World, name: str) -> list[Finding]:
    """Return what a partner says of a secret."""
    return [*own_credentials.examine(world.context(), name)]


def test_credentials_that_work_are_found_good_without_effect() -> None:
    """A token, a refused login hint, a code that was not issued: nothing is begun or stored."""
    # GIVEN partners that take everything
    world = a_world()
    # WHEN each is asked
    found = [each for name in own_credentials.names() for each in examined(world, name)]
    # THEN what can be asked works, and what cannot is said to be not asked
    assert [(each.name, each.part, str(each.result), each.status) for each in found] == [
        ("smartrecruiters", "client", "works", 200),
        ("incode", "client", "works", 200),
        ("incode", "api_key", "works", 400),
        ("onboarder", "client", "works", 400),
        ("onboardbase", "client", "not_asked", 0),
        ("identity", "client", "not_asked", 0),
    ]
    # AND Incode was asked for no person: the hint is empty
    assert isinstance(world.http, FakeHttp)
    (probe,) = world.http.sent("POST", REQUEST_NEW)
    assert json.loads(probe.body or b"")["loginHint"] == ""
    # AND each was asked once
    assert len(world.http.requests) == 4


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize(
    ("given", "result", "error"),
    [
        (REFUSED, Result.REFUSED, "invalid_client"),
        (
            answer({"error": "unauthorized_client"}, status=400),
            Result.REFUSED,
            "unauthorized_client",
        ),
        (answer(status=503), Result.UNKNOWN, "no success"),
        (answer("<html>", status=403), Result.UNKNOWN, "no success"),
        (NotSentError("x", "gaierror"), Result.UNKNOWN, "unreachable: gaierror"),
        (NoAnswerError("x", "ReadTimeoutError"), Result.UNKNOWN, "no_answer: ReadTimeoutError"),
    ],
)
def test_only_the_protocols_word_is_a_refusal(
    name: str, given: Answer, result: Result, error: str
) -> None:
    """An outage, or a page of something in between, says nothing of a credential."""
    # GIVEN a partner that answers so, WHEN it is asked
    found = examined(a_world(**{name: given}), name)[0]
    # THEN the answer is told as what it is
    assert (found.result, found.error) == (result, error)


@pytest.mark.parametrize(
    ("given", "result", "error"),
    [
        (answer({"message": "no"}, status=401), Result.REFUSED, "http_401"),
        (answer({"message": "no"}, status=403), Result.REFUSED, "http_403"),
        (answer({"url": "https://incode.test/1"}), Result.UNKNOWN, "http_200"),
        (answer(status=500), Result.UNKNOWN, "http_500"),
        (NotSentError("x"), Result.UNKNOWN, "unreachable"),
    ],
)
def test_the_api_key_is_a_credential_of_its_own(given: Answer, result: Result, error: str) -> None:
    """Incode checks it beside the token."""
    # GIVEN an Incode that takes the client, WHEN it is asked with the key
    client, key = examined(a_world(api_key=given), "incode")
    # THEN what it says is told of the key
    assert (client.result, key.result, key.error) == (Result.WORKS, result, error)


def test_without_a_token_nothing_is_said_of_the_key() -> None:
    """It cannot be asked for."""
    # GIVEN an Incode that refuses the client
    world = a_world(incode=REFUSED)
    # WHEN it is asked
    _, key = examined(world, "incode")
    # THEN the key is not judged, and Incode's API is not called
    assert key.result is Result.UNKNOWN
    assert isinstance(world.http, FakeHttp)
    assert world.http.sent("POST", REQUEST_NEW) == []


def test_what_is_not_set_or_cannot_be_sent_is_told_without_a_call() -> None:
    """The value is never shown."""
    # GIVEN a secret that is empty, one with a line break in it, and one that cannot be read
    world = a_world()
    world.secrets.put("smartrecruiters", {})
    world.secrets.put("incode", {**SECRETS["incode"], "client_secret": "canary\n", "api_key": ""})
    world.secrets.remove("onboarder")
    # WHEN they are tested
    (master,), (client, key), (onboarder,) = (
        examined(world, name) for name in ("smartrecruiters", "incode", "onboarder")
    )
    # THEN nothing was sent, and it is said what is wrong
    assert isinstance(world.http, FakeHttp)
    assert world.http.requests == []
    assert (master.result, key.result) == (Result.NOT_SET, Result.NOT_SET)
    assert (client.result, onboarder.result) == (Result.UNUSABLE, Result.UNUSABLE)
    assert client.error.startswith("client_secret must be visible ASCII")
    assert "canary" not in client.error


def test_a_secret_that_may_not_be_read_is_told_from_one_that_cannot_be_sent() -> None:
    """To set it again would help no one: the role lacks a right."""
    # GIVEN a role that may not read a secret
    world = a_world()
    world.secrets.deny("incode")
    # WHEN it is tested by hand
    found = examined(world, "incode")
    # THEN nothing is known of either credential, and nothing was sent
    assert {each.result for each in found} == {Result.DENIED}
    assert isinstance(world.http, FakeHttp)
    assert world.http.requests == []
    # AND where the worker may not read it, the operator is told
    run(world)
    assert Metric.CREDENTIAL_REFUSED in world.meter.counted


def test_an_outage_of_the_secrets_says_nothing_of_a_credential() -> None:
    """It is no partner's word, and no alarm."""
    # GIVEN a Secrets Manager that does not answer
    world = a_world()
    world.secrets.is_down = True
    # WHEN the credentials are tested, by hand and by the schedule
    found = [each for name in TOKENS for each in examined(world, name)]
    run(world)
    # THEN it is said that nothing is known, and nothing is told
    assert {each.result for each in found} == {Result.UNKNOWN}
    assert "InternalServiceError" in found[0].error
    assert Metric.CREDENTIAL_REFUSED not in world.meter.counted


def run(world: World) -> None:
    """Have the schedule fire, and the worker do what it hands over."""
    assert credential_watch.run(world.context()).handed_over == 1
    (message, _) = world.queue.sent.pop()
    work.do(world.context(), message)


def test_a_refusal_is_told_once_and_so_is_its_end() -> None:
    """By an event and a metric. What tells nothing changes nothing."""
    # GIVEN credentials that work
    world = a_world()
    assert isinstance(world.http, FakeHttp)
    run(world)
    assert world.bus.published == []
    # WHEN Incode refuses the client, for hours, with an outage in between
    for given in (REFUSED, REFUSED, answer(status=503), REFUSED):
        world.http.always("POST", TOKENS["incode"], given)
        world.clock.advance(3_600)
        run(world)
    # THEN it was told once, to every tenant, with the partner's error
    (event,) = world.bus.published
    assert (event.type, event.tenant) == ("credential.refused", "*")
    told = (event.detail["partner"], event.detail["part"], event.detail["error"])
    assert told == ("incode", "client", "invalid_client")
    assert world.meter.counted[Metric.CREDENTIAL_REFUSED] == 1
    # WHEN it takes it again
    world.http.always("POST", TOKENS["incode"], GIVEN)
    run(world)
    run(world)
    # THEN that was told once, too
    assert [each.type for each in world.bus.published] == [
        "credential.refused",
        "credential.recovered",
    ]
    assert world.meter.counted[Metric.CREDENTIAL_RECOVERED] == 1


def test_what_is_not_set_is_no_refusal() -> None:
    """A deployment need not use every partner."""
    # GIVEN a deployment without Onboarder
    world = a_world()
    world.secrets.put("onboarder", {})
    # WHEN the schedule fires
    run(world)
    # THEN nothing is told
    assert world.bus.published == []


def test_two_workers_tell_it_once() -> None:
    """A message may come twice."""
    # GIVEN two workers that find the same refusal
    world = a_world(smartrecruiters=REFUSED)
    message = {"kind": "task", "task": credential_watch.TASK}
    # WHEN both work
    work.do(world.context(), message)
    work.do(world.context(), message)
    # THEN it was told once
    assert len(world.bus.published) == 1


def test_what_was_said_of_one_and_cannot_be_read_stops_no_other() -> None:
    """A refusal of another partner is told all the same, and the one that is broken is named."""
    # GIVEN a credential whose last standing someone has changed, and a later one that is refused
    world = a_world(onboarder=REFUSED)
    key = keys.own_credential("smartrecruiters", "client")
    broken: Item = {"pk": key.pk, "sk": key.sk, "refused": "perhaps"}
    world.table.write(Put(broken))
    # WHEN they are tested
    run(world)
    # THEN the other one is told
    told = [event.detail for event in world.bus.published]
    assert [each["partner"] for each in told] == ["onboarder"]
    # AND that something is passed over is counted
    assert world.meter.counted[Metric.UNEXPECTED_ERROR] == 1
