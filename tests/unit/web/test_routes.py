"""Which route a request is for, as Powertools' resolver would find it."""

import re
from collections.abc import Mapping
from typing import Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.web.routes import Routes

PATHS: Final = (
    ("GET", "/health"),
    ("GET", "/v1/things/<thing_id>"),
    ("GET", "/v1/things/mine"),
    ("POST", "/v1/things/<thing_id>"),
    ("POST", "/v1/things/<thing_id>/cancel"),
    ("GET", "/v1/<kind>/<thing_id>"),
)


def routes() -> Routes[str]:
    """Return routes that are named by their paths."""
    served: Routes[str] = Routes()
    for method, path in PATHS:
        served.add(method, path, path)
    return served


def powertools(method: str, path: str) -> tuple[str, Mapping[str, str]] | None:
    """Return what Powertools finds: routes without variables first, then the others in order."""
    rules = {found: APIGatewayHttpResolver._compile_regex(found[1]) for found in PATHS}
    for of, pattern in sorted(PATHS, key=lambda found: "<" in found[1]):
        match = re.match(rules[of, pattern], path)
        if of == method and match:
            return pattern, match.groupdict()
    return None


def test_a_path_without_variables_goes_first() -> None:
    """Whatever the order in which they were added."""
    # GIVEN a path that two routes fit, WHEN it is looked up, THEN the exact one has it
    assert routes().find("GET", "/v1/things/mine") == ("/v1/things/mine", {})


def test_variables_are_read_from_their_segments() -> None:
    """As they are written."""
    # GIVEN a path with two variables, WHEN it is looked up, THEN both are there
    found = routes().find("GET", "/v1/others/a%2Fb")
    assert found == ("/v1/<kind>/<thing_id>", {"kind": "others", "thing_id": "a%2Fb"})


def test_another_method_is_another_route() -> None:
    """And none where there is none."""
    # GIVEN a path of two methods, WHEN it is looked up, THEN each has its own
    assert routes().find("POST", "/v1/things/1") == ("/v1/things/<thing_id>", {"thing_id": "1"})
    assert routes().find("DELETE", "/v1/things/1") is None


TAKEN: Final = re.compile(r"[-._~()'!*:@,;=+&$%<> \[\]{}|^\w]")
"""What Powertools' resolver takes as a variable."""
segments = st.sampled_from(["v1", "things", "mine", "cancel", "health", ""]) | st.text(
    st.characters().filter(TAKEN.fullmatch), max_size=4
)


@given(st.text(st.characters(exclude_characters="/"), min_size=1))
def test_a_variable_takes_any_text(text: str) -> None:
    """API Gateway has found the route by then: it refuses the text in its callers' form."""
    # GIVEN a path with any text in a variable's place, WHEN it is looked up
    found = routes().find("POST", f"/v1/things/{text}/cancel")
    # THEN it is that of the route
    assert found == ("/v1/things/<thing_id>/cancel", {"thing_id": text})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=st.lists(segments, max_size=5).map(lambda parts: "/" + "/".join(parts)),
)
def test_every_path_is_served_as_before(method: str, path: str) -> None:
    """Powertools' resolver served them, and its rules are part of the API."""
    # GIVEN any path, WHEN both look it up, THEN they find the same
    assert routes().find(method, path) == powertools(method, path)
