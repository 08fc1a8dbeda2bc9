"""What a problem advises is possible on the route that answers with it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from functions.onboarding import app
from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.partners.enboarder.bodies import Cancellation
from jetbridge.partners.enboarder.workflows import Changes, Participant
from jetbridge.partners.incode import bodies as incode_bodies
from jetbridge.store import hires, onboardings
from jetbridge.web.json_body import Body
from tests.fakes import answer
from tests.fakes.context import INCODE_API, INCODE_AUTH, World
from tests.fakes.http import Answer
from tests.support import enboarder
from tests.support.enboarder import CALLER, EXTERNAL_ID, fake
from tests.support.incode import ORDER

type Call = Callable[[World, str | None], object]

INCODE: Final = ("POST", f"{INCODE_API}/omni/b2b/onboarding/request-new")
CHANGED: Final = frozenset({"employee", "managers", "startDate", "customFields"})


@dataclass(frozen=True)
class Route:
    """A call as its route makes it, the partner's address, and the fields that a body may have."""

    call: Call
    partner: tuple[str, str]
    fields: frozenset[str]
    launched: bool = False


def found(world: World) -> str:
    """Return the id of the onboarding that stands for the hire."""
    held = hires.holder(world.table, "demo", EXTERNAL_ID)
    assert held
    return held.id


def by_workforce(world: World, key: str | None) -> object:
    """Request as `POST /v1/onboardings/workforce` does."""
    with incode_bodies.workforce_names():
        return at_incode(world, key)


def at_incode(world: World, key: str | None) -> object:
    """Request a link at Incode."""
    return onboard.request(world.context(), CALLER, ORDER, idempotency_key=key)


def by_sms(world: World, key: str | None) -> object:
    """Request a text message at Incode."""
    order = replace(ORDER, notification_type="SMS", phone="+14155550100")
    return onboard.request(world.context(), CALLER, order, idempotency_key=key)


def launch(world: World, key: str | None) -> object:
    """Launch a workflow."""
    return onboard.request(world.context(), CALLER, enboarder.ORDER, idempotency_key=key)


def launch_many(world: World, key: str | None) -> object:
    """Enqueue launches, twice: a hire is taken once."""
    twice = [enboarder.ORDER] * 2
    for taken in enboarder_onboarding.enqueue(world.context(), CALLER, twice, idempotency_key=key):
        if isinstance(taken, ApiProblem):
            raise taken
    return None


def update(world: World, _: str | None) -> object:
    """Move the start of what runs."""
    later = Changes(start_date="2027-01-04")
    return enboarder_change.update(world.context(), CALLER, found(world), later)


def cancel(world: World, _: str | None) -> object:
    """Cancel what runs."""
    return enboarder_change.cancel(world.context(), CALLER, found(world), Cancellation())


def names(body: type[Body]) -> frozenset[str]:
    """Return the fields of a body as they are sent."""
    return frozenset(body.model_json_schema()["properties"])


ASKED: Final = names(incode_bodies.Onboarding)
ROUTES: Final = {
    ("POST", "/v1/onboardings"): (
        Route(at_incode, INCODE, ASKED),
        Route(by_sms, INCODE, ASKED),
        Route(launch, ("POST", enboarder.LAUNCH), CHANGED),
    ),
    ("POST", "/v1/onboardings/workforce"): (
        Route(by_workforce, INCODE, names(incode_bodies.WorkforceOnboarding)),
    ),
    ("POST", "/v1/onboardings/bulk"): (Route(launch_many, ("", ""), CHANGED),),
    ("PATCH", "/v1/onboardings/<onboarding_id>"): (
        Route(update, ("PUT", enboarder.UPDATE), CHANGED, launched=True),
    ),
    ("POST", "/v1/onboardings/<onboarding_id>/cancel"): (
        Route(cancel, ("POST", enboarder.CANCEL), names(Cancellation), launched=True),
    ),
}


def meanwhile(world: World, call: Call) -> Callable[[HttpRequest], HttpResponse]:
    """Return an answer during which the same is asked, and another request changes the hire's."""
    seen = list[HttpRequest]()

    def answered(sent: HttpRequest) -> HttpResponse:
        seen.append(sent)
        if len(seen) == 1:
            call(world, "key-1")
        held = hires.holder(world.table, "demo", EXTERNAL_ID)
        if held:
            world.table.write(*onboardings.save(held))
        return answer({"message": "Updated successfully", "url": "https://incode.test/workflow/1"})

    return answered


REFUSED: Final = [
    answer({"message": f"Error: {words}"}, status=400)
    for words in ("login hint", "must have name", "integration", "manager", "custom", "nhstdt")
]
ANSWERS: Final[list[Answer | None]] = [
    *(NoAnswerError(), NotSentError("enboarder"), answer(status=500), answer(status=401)),
    *(answer(status=429), answer(status=404), *REFUSED, None),
]


def takes_a_key() -> set[tuple[str, str]]:
    """Return the routes that read the Idempotency-Key."""
    tree = ast.parse(Path(app.__file__).read_text())
    return {
        (mark.func.attr.upper(), ast.literal_eval(mark.args[0]))
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and "idempotency_key(" in ast.unparse(function)
        for mark in function.decorator_list
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute)
    }


def told(route: Route, given: Answer | None, key: str | None) -> list[ApiProblem]:
    """Return the problems that a route answers with: to one request, and to a repeat of it."""
    world = enboarder.a_world(*([enboarder.OK] if route.launched else ()))
    fake(world).always("POST", f"{INCODE_AUTH}/oauth2/token", answer({"access_token": "a"}))
    if route.launched:
        launch(world, "key-1")
    fake(world).always(*route.partner, given or meanwhile(world, route.call))
    seen = list[ApiProblem]()
    for _ in range(2):
        try:
            route.call(world, key)
        except ApiProblem as problem:
            seen.append(problem)
    return seen


def test_every_route_that_asks_a_partner_is_here() -> None:
    """A new one is held to the same."""
    # GIVEN the routes of the function, THEN those that write are the table's
    assert {route for route in app.edge.routes if route[0] != "GET"} == ROUTES.keys()
    assert takes_a_key() < ROUTES.keys()


@pytest.mark.parametrize("key", ["key-1", None])
@pytest.mark.parametrize("route", ROUTES)
def test_advice_names_what_the_route_takes(route: tuple[str, str], key: str | None) -> None:
    """Its header, where the request had one, and the fields of its body."""
    keyed = key is not None and route in takes_a_key()
    count = 0
    for each in ROUTES[route]:
        for given in ANSWERS:
            # WHEN a partner answers so, THEN each problem speaks of what the caller could send
            for problem in told(each, given, key):
                count += 1
                assert keyed or " key" not in problem.detail.lower().replace("-key", " key")
                fields = {
                    broken.pointer.split("/")[1] for broken in problem.errors if broken.pointer
                }
                assert fields <= each.fields
    assert count


@pytest.mark.parametrize("key", ["key-1", None])
@pytest.mark.parametrize(
    "route", [Route(by_sms, INCODE, ASKED), Route(launch, ("POST", enboarder.LAUNCH), CHANGED)]
)
def test_a_time_for_a_repeat_is_named_where_a_repeat_messages_nobody(
    route: Route, key: str | None
) -> None:
    """Clients repeat by themselves where there is a Retry-After."""
    # GIVEN a partner whose answer is lost after it may have messaged the person
    problem, *_ = told(route, NoAnswerError(), key)
    # THEN only a request that is recognised when it comes again is given a time
    assert (problem.slug, problem.retry_after) == ("unknown-outcome", 30 if key else None)


def test_an_update_is_not_told_to_choose_a_kind() -> None:
    """The kind is the launch's; an update has no such field."""
    # GIVEN a basic workflow
    world = enboarder.a_world(enboarder.OK)
    launch(world, "key-1")
    # WHEN it is given a second manager
    changes = Changes(managers=(Participant("Mo", email="mo@example.com"),) * 2)
    with pytest.raises(ApiProblem) as raised:
        enboarder_change.update(world.context(), CALLER, found(world), changes)
    # THEN it says what the rule is, and no more
    (broken,) = raised.value.errors
    assert broken.detail == "Only a workflow of kind advanced has several managers."
