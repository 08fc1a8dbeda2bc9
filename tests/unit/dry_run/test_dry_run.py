"""The API's dry run: what is read of the tenant, and what it is told."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from functions.rehearse import app as rehearse
from jetbridge.dry_run import bodies, dry_run
from jetbridge.dry_run.shown import shown
from jetbridge.flows.journey import policies as flow
from jetbridge.flows.self_service.quota import A_MINUTE
from jetbridge.model.changes import is_told, made_up
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.model.settings import Settings
from jetbridge.runtime.observability import handler, logger
from jetbridge.store.quotas import Quota
from jetbridge.web.request import Request
from tests.fakes.context import World
from tests.support.api import Client
from tests.support.described import Described
from tests.support.journeys.env import COMPANY, TENANT, a_simulation
from tests.support.journeys.policies import policy, verify
from tests.support.log_lines import written
from tests.support.policy_documents import a_policy, enboarder, incode, onboarder, report
from tests.support.restoring import keeping

CALLER: Final = Identity("jb_ci_caller", ClientKind.API, TENANT, frozenset({Scope.POLICIES_READ}))
DESCRIBED: Final = Described()
PATH: Final = "/v1/policies/dry-run"
DOCUMENT: Final = a_policy(incode(), enboarder(), report())


def played(
    world: World, body: Mapping[str, Any], variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Play what a body asks for, and return what the caller is told.

    `variables` are settings beside the world's.
    """
    sent = Request(
        "POST", "/", {"content-type": "application/json"}, body=json.dumps(body).encode()
    )
    context = world.context()
    asked = bodies.read(sent)
    settings = Settings({**context.settings.environ, **(variables or {})})
    result = dry_run.run(context.table, settings, CALLER, asked, at=world.clock.now())
    told = shown(result, dry_run.TOLD)
    DESCRIBED.check("POST", PATH, 200, {"content-type": "application/json"}, _json(told))
    assert not DESCRIBED.faults
    return dict(told)


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


@pytest.fixture
def world() -> World:
    """Return a world in which the tenant has a company and an Enboarder account connected."""
    return a_simulation(policy(verify())).world


def test_a_document_is_played_for_the_tenant(world: World) -> None:
    """With its company and its account; a real hire would lead to the same calls."""
    # WHEN a document is played
    told = played(world, {"policy": DOCUMENT})
    # THEN the tenant's own company hires, and the journey is completed
    assert told["assumed"]["company"] == COMPANY
    assert told["assumed"]["enboarder"] == "EU, by OAuth"
    assert told["status"] == "completed"
    sent = [each["path"] for each in told["lines"] if "path" in each]
    assert any("request-new" in path for path in sent)


def test_nothing_is_sent_and_nothing_is_stored(world: World) -> None:
    """The tenant's table is read, and the partners hear nothing."""
    # GIVEN a table that refuses writes
    before = world.table.query_tenant(f"TENANT#{TENANT}#JOURNEY", limit=10).items
    # WHEN a document is played
    played(world, {"policy": DOCUMENT})
    # THEN no journey began
    assert world.table.query_tenant(f"TENANT#{TENANT}#JOURNEY", limit=10).items == before
    assert not world.queue.sent


def test_nothing_is_kept_for_a_restore(world: World) -> None:
    """It would record a hire that never was, and journeys that are in no table."""
    # WHEN a hire is played that begins a journey, which moves to its end
    with keeping() as lines:
        told = played(world, {"policy": DOCUMENT})
    # THEN the list of changes has no line of it
    assert told["status"] == "completed"
    assert not lines.kept


def test_nothing_is_logged_that_would_be_taken_for_real(world: World) -> None:
    """Queries over a partner's calls, or over a tenant's journeys, would count it."""
    # WHEN a hire is played that leads to calls and moves a journey
    with written(is_told) as lines:
        told = played(world, {"policy": DOCUMENT})
    # THEN the answer has them, and the log has none
    assert any("method" in each for each in told["lines"])
    assert not lines.said()


def test_the_function_leaves_them_out(world: World) -> None:
    """It alone plays in a deployment."""
    # WHEN the function is asked, whatever it answers
    assert (
        Client(world.context(), scopes=frozenset(), edge=rehearse.edge)
        .call("POST", PATH, {})
        .status
        == 403
    )
    # THEN what writes its log asks whether a record is real
    try:
        assert is_told in handler.filters
    finally:
        handler.removeFilter(is_told)


def test_an_error_of_a_dry_run_is_logged_as_one() -> None:
    """It is a fault of ours, which would be lost otherwise."""
    # WHEN an error is logged while a hire is played, and after it
    with written(is_told) as lines:
        with made_up():
            logger.error("broken")
        logger.error("broken")
    # THEN the first is told from what happens
    assert [each.get("dry_run") for each in lines.said("broken")] == [True, None]


def test_a_tenant_has_so_many_a_minute(world: World) -> None:
    """One may be seconds of work: a client would have hundreds within the quota of requests."""
    # GIVEN a tenant that has made its dry runs of this minute
    for _ in range(A_MINUTE[Quota.DRY_RUNS]):
        played(world, {"policy": DOCUMENT})
    # WHEN it asks for another, THEN it is told when to come again
    with pytest.raises(ApiProblem) as refused:
        played(world, {"policy": DOCUMENT})
    assert (refused.value.status, refused.value.slug) == (429, "quota-used-up")
    # AND it may then
    assert refused.value.retry_after
    world.clock.advance(refused.value.retry_after)
    played(world, {"policy": DOCUMENT})


def test_without_a_document_the_one_in_force_is_played(world: World) -> None:
    """Or a version of it."""
    # GIVEN two versions
    context = world.context()
    flow.put(context, TENANT, a_policy(report()), replaces=1)
    # THEN the latest is played, and the first where it is named
    assert played(world, {})["status"] == "completed"
    steps = {each["step"] for each in played(world, {"version": 1})["lines"] if "step" in each}
    assert "identity" in steps
    with pytest.raises(ApiProblem) as refused:
        played(world, {"version": 9})
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("verified", "completed"), ("rejected", "needs_attention"), ("silent", "needs_attention")],
)
def test_the_verdict_decides(world: World, verdict: str, status: str) -> None:
    """As the policy says."""
    assert played(world, {"policy": DOCUMENT, "verdict": verdict})["status"] == status


def test_a_hire_may_be_the_callers(world: World) -> None:
    """As SmartRecruiters shows it."""
    # GIVEN a hire of the caller's
    hire = {
        "candidate": {"id": "can-7", "firstName": "Jo", "email": "jo@example.com"},
        "application": {"candidateId": "can-7", "jobId": "job-7"},
    }
    # WHEN a policy is played for it
    told = played(world, {"policy": a_policy(incode()), "hire": hire, "round": 2})
    # THEN it is asked for that person
    assert (told["assumed"]["candidate"], told["assumed"]["round"]) == ("can-7", 2)
    bodies_sent = [each["body"] for each in told["lines"] if "request-new" in each.get("path", "")]
    assert bodies_sent[0]["loginHint"] == "jo@example.com"


def test_before_anything_is_connected_a_company_is_made_up() -> None:
    """A policy can be tried before the first hire can come."""
    told = played(World(), {"policy": a_policy(incode())})
    assert told["status"] == "completed"
    assert told["assumed"]["enboarder"] is None


def test_a_tenant_is_told_no_setting_that_may_be_another_tenants(world: World) -> None:
    """Companies, their tenants and their hosts are in some of them."""
    # GIVEN a deployment that lists the hosts of all its tenants
    listed = {"RETURN_URL_ALLOW_LIST": "other.example,ours.example"}
    step = onboarder({"returnUrl": "https://ours.example/done"})
    # WHEN a policy is played whose flows look at the list
    told = played(world, {"policy": a_policy(step)}, listed)
    # THEN what is told of the deployment is known, and no list is part of it
    assert told["status"] == "completed"
    assert told["assumed"]["settings"].keys() <= dry_run.TOLD
    assert "other.example" not in json.dumps(told)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"policy": {"schema": "jetbridge.policy/1", "steps": []}}, ["/policy/steps"]),
        ({"policy": DOCUMENT, "version": 1}, ["/version"]),
        ({"policy": DOCUMENT, "companyId": "unknown"}, ["/companyId"]),
        ({"verdict": "maybe", "round": 0}, ["/verdict", "/round"]),
        ({"hire": {"candidate": []}}, ["/hire/candidate", "/hire/application"]),
        ({"policy": DOCUMENT, "settings": {}}, ["/settings"]),
    ],
)
def test_every_broken_rule_is_told(
    world: World, body: Mapping[str, Any], pointers: list[str]
) -> None:
    """With a pointer into the body."""
    with pytest.raises(ApiProblem) as refused:
        played(world, body)
    assert (refused.value.status, [each.pointer for each in refused.value.errors]) == (
        422,
        pointers,
    )
