"""Responses."""

from jetbridge.web.response import Response, json_response, see_other


def test_json_is_compact_and_typed() -> None:
    """The headers of the route are kept."""
    # GIVEN a document, WHEN it becomes a response
    response = json_response(201, {"name": "é"}, headers={"Location": "/x"})
    # THEN it is JSON
    assert response.status == 201
    assert response.body == '{"name":"é"}'
    assert response.headers == {"Content-Type": "application/json", "Location": "/x"}


def test_see_other_is_a_303_that_nobody_keeps() -> None:
    """RFC 9700 §4.12: never 307, which would repeat a POST."""
    # GIVEN a URL and a cookie, WHEN the browser is sent there
    response = see_other("https://there.example/", cookies=("a=b; Secure",))
    # THEN it is told so
    assert response.status == 303
    assert response.headers["Location"] == "https://there.example/"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.cookies == ("a=b; Secure",)


def test_its_representation_shows_the_status_only() -> None:
    """Bodies hold tokens, headers links, cookies sessions."""
    # GIVEN a response full of secrets, WHEN it is shown, THEN they are not
    response = Response(200, {"Location": "canary"}, "canary", ("canary",))
    assert "canary" not in repr(response)
