"""Bearer-protected routes: who gets in."""

import pytest

from jetbridge.model.errors import ApiProblem, BearerError
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import HELD_BY, ClientKind, Scope, kind_for
from jetbridge.web.bearer import context_of, context_of_quota, require
from jetbridge.web.request import Request

BACKEND = Identity("jb_ci_a", ClientKind.API, "demo", frozenset({"onboardings:read"}))
PARTNER = Identity("jb_ci_p", ClientKind.PARTNER, "demo", frozenset({"callbacks:write"}), "con_1")


def request_of(context: dict[str, str]) -> Request:
    """Return a request with this authorizer context."""
    return Request("GET", "/v1/onboardings", authorizer=context)


def refusal(context: dict[str, str], scope: Scope) -> tuple[int, str]:
    """Return status and code with which the request is refused."""
    with pytest.raises(BearerError) as caught:
        require(request_of(context), scope)
    return caught.value.status, caught.value.code


@pytest.mark.parametrize(
    ("identity", "scope"),
    [(BACKEND, Scope.ONBOARDINGS_READ), (PARTNER, Scope.CALLBACKS_WRITE)],
)
def test_lets_the_right_caller_in_as_the_authorizer_saw_it(
    identity: Identity, scope: Scope
) -> None:
    """There and back through the context's strings."""
    # GIVEN what the authorizer found, WHEN the route asks, THEN it gets the same
    assert require(request_of(context_of(identity)), scope) == identity


@pytest.mark.parametrize(
    ("context", "refused"),
    [
        ({}, (401, "")),  # no authorizer on the route: closed, not open
        ({"error": "missing_token"}, (401, "")),
        ({"error": "invalid_token"}, (401, "invalid_token")),
        ({"error": "something new"}, (401, "")),
        ({**context_of(BACKEND), "error": "invalid_token"}, (401, "invalid_token")),
        ({**context_of(BACKEND), "error": ""}, (401, "")),
        ({**context_of(BACKEND), "client_id": ""}, (401, "")),
        ({**context_of(BACKEND), "tenant": ""}, (401, "")),
        ({**context_of(BACKEND), "kind": "admin"}, (401, "")),
        ({**context_of(BACKEND), "scopes": ""}, (403, "insufficient_scope")),
    ],
)
def test_fails_closed(context: dict[str, str], refused: tuple[int, str]) -> None:
    """Nothing but a whole identity opens a route (RFC 6750 §3.1)."""
    # GIVEN less than an identity, WHEN the route asks, THEN the request is refused
    assert refusal(context, Scope.ONBOARDINGS_READ) == refused


def test_names_the_scope_that_is_missing() -> None:
    """RFC 6750 §3.1."""
    # GIVEN a client that may read, WHEN it writes
    with pytest.raises(BearerError) as caught:
        require(request_of(context_of(BACKEND)), Scope.ONBOARDINGS_WRITE)
    # THEN it learns what it lacks
    assert caught.value.scope == "onboardings:write"


def test_a_kind_never_opens_the_others_routes_whatever_its_scopes() -> None:
    """Even where an operator handed out a scope of the other kind."""
    # GIVEN a partner and a backend, each with a scope of the other's
    partner = Identity("p", ClientKind.PARTNER, "demo", frozenset(Scope), "con_1")
    backend = Identity("a", ClientKind.API, "demo", frozenset(Scope))
    # WHEN they use them, THEN they are refused
    forbidden = (403, "insufficient_scope")
    assert refusal(context_of(partner), Scope.ONBOARDINGS_READ) == forbidden
    assert refusal(context_of(backend), Scope.CALLBACKS_WRITE) == forbidden


def test_an_authorizer_that_could_not_tell_is_a_503() -> None:
    """The token may be good: the caller should come back, not give up."""
    # GIVEN an authorizer that failed, WHEN the route asks, THEN the answer is "later"
    with pytest.raises(ApiProblem) as caught:
        require(request_of({"error": "temporarily_unavailable"}), Scope.ONBOARDINGS_READ)
    assert caught.value.status == 503
    assert caught.value.retry_after


def test_every_scope_belongs_to_one_kind() -> None:
    """So that `kind_for` has one answer."""
    # GIVEN the two kinds, WHEN their scopes are compared, THEN they share none and miss none
    assert HELD_BY[ClientKind.PARTNER].isdisjoint(HELD_BY[ClientKind.API])
    assert all(scope in HELD_BY[kind_for(scope)] for scope in Scope)


def test_a_used_up_quota_is_a_429_that_says_until_when() -> None:
    """Although the context names the caller: the log does, too."""
    # GIVEN a caller whose quota is used up
    context = context_of(BACKEND) | context_of_quota({"RateLimit": "x"}, 17)
    # WHEN the route asks who calls
    with pytest.raises(ApiProblem) as caught:
        require(request_of(context), Scope.ONBOARDINGS_READ)
    # THEN it is refused, and told when to come again
    assert (caught.value.status, caught.value.retry_after) == (429, 17)
    assert caught.value.slug == "quota-used-up"
