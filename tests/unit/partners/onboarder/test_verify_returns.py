"""Which addresses a person is returned to."""

from dataclasses import replace

import pytest

from jetbridge.model.errors import ApiProblem
from tests.support.connect import ORDER, FunctionEnv


@pytest.mark.parametrize(
    ("url", "allow_list"),
    [("https://anywhere.example/x", ""), ("https://app.example.com/done", "example.com")],
)
def test_an_allowed_address_is_returned_to(env: FunctionEnv, url: str, allow_list: str) -> None:
    """https, at a host that the deployer lists where one is listed."""
    # GIVEN a deployment with or without a list
    env.settings["RETURN_URL_ALLOW_LIST"] = allow_list
    # WHEN an onboarding asks to return there, THEN there is a link
    assert env.request(replace(ORDER, return_url=url)).link


@pytest.mark.parametrize(
    ("url", "allow_list"),
    [
        ("https://evil.example.org/done", "example.com"),
        ("https://example.com.evil.org/", "example.com"),
        ("https://user@app.example.com/", ""),
        ("https://app.example.com/%0d%0aset-cookie:x", ""),
        ("http://app.example.com/", ""),
        ("http://127.0.0.1:8000/done", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_no_other_address_is_returned_to(env: FunctionEnv, url: str, allow_list: str) -> None:
    """Nor one that two readers read differently."""
    # GIVEN a deployment with or without a list
    env.settings["RETURN_URL_ALLOW_LIST"] = allow_list
    # WHEN an onboarding asks to return there, THEN the field is named
    with pytest.raises(ApiProblem) as refused:
        env.request(replace(ORDER, return_url=url))
    assert [error.pointer for error in refused.value.errors] == ["/returnUrl"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/done", "http://localhost:9/x?y=1"])
def test_the_local_stack_returns_to_loopback(env: FunctionEnv, url: str) -> None:
    """Where our own origin is on loopback, so may be the application's."""
    # GIVEN the local stack
    env.settings["PUBLIC_URL"] = "http://127.0.0.1:3000"
    # THEN an application beside it is returned to
    assert env.request(replace(ORDER, return_url=url)).link
