"""npm's OAuth clients. Both come from the author of node-oidc-provider and check every answer."""

import pytest

from tests.interop.conftest import SCOPES, Report, RunNode


@pytest.fixture(params=["oauth4webapi.mjs", "openid_client.mjs"])
def report(request: pytest.FixtureRequest, run_node: RunNode) -> Report:
    """Return what the peer has seen, from discovery to revocation."""
    return run_node(request.param)


def test_a_peer_finds_obtains_uses_introspects_and_revokes(report: Report) -> None:
    """The whole life of a token, in the peer's own words."""
    # GIVEN a peer that knew the issuer and its credentials only
    # WHEN it has gone through every endpoint
    # THEN it obtained tokens by Basic and by the form
    assert report["basic"]["scope"] == " ".join(SCOPES)
    assert report["basic"]["token_type"] == "bearer"  # the peer lowers its case
    assert report["basic"]["expires_in"] > 0
    assert report["post"]["scope"] == "connections:read"
    # THEN a token opened a route, and stood for what it should
    assert report["used"] == 200
    assert report["introspected"]["active"] is True
    assert report["introspected"]["scope"] == " ".join(SCOPES)
    # THEN no other could look at it or end it
    assert report["byAnother"] == {"active": False}
    assert report["revokedByAnother"]["error"] == "invalid_request"
    # THEN it was dead once revoked
    assert report["usedAfter"]["scheme"] == "bearer"
    assert report["usedAfter"]["error"] == "invalid_token"
    assert report["introspectedAfter"] == {"active": False}


def test_a_peer_understands_every_refusal(report: Report) -> None:
    """By the RFC's codes, or by the challenge where there is one."""
    # GIVEN wrong credentials, by Basic and by the form, and expired ones
    # WHEN the peer has used them, THEN it was challenged for Basic, each time the same
    refused = report["wrongByBasic"]
    assert (refused["status"], refused["scheme"]) == (401, "basic")
    assert report["wrongByPost"] == report["expired"] == refused
    # WHEN it asked for a scope that is not its own, THEN it read the code
    assert (report["scope"]["status"], report["scope"]["error"]) == (400, "invalid_scope")
