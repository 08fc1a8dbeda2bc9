"""The cookies of the browser flows."""

import pytest

from jetbridge.web.cookies import Cookie, Cookies

VALUE = "v" * 43


def test_a_secure_cookie_comes_back_by_its_prefixed_name() -> None:
    """What is written under `__Host-` is read under it."""
    # GIVEN an https origin
    cookies = Cookies({"__Host-jetbridge_session": VALUE}, secure=True)
    # WHEN the cookie is read and written
    # THEN both use the prefix, and the cookie has every protection
    assert cookies.read(Cookie.SESSION) == VALUE
    assert cookies.write(Cookie.SESSION, VALUE, lifetime=60) == (
        f"__Host-jetbridge_session={VALUE}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
    )


def test_an_unprefixed_cookie_does_not_count_where_the_origin_is_secure() -> None:
    """A neighbouring host can set the plain name, not the prefixed one."""
    # GIVEN a cookie without the prefix
    cookies = Cookies({"jetbridge_session": VALUE}, secure=True)
    # WHEN it is read
    # THEN it is not ours
    assert cookies.read(Cookie.SESSION) == ""


@pytest.mark.parametrize("value", ["", "short", "v" * 44, "v" * 42 + "!", "v" * 42 + "é"])
def test_a_value_that_we_never_set_is_none(value: str) -> None:
    """Ours are 43 base64url characters."""
    # GIVEN something else under our name
    cookies = Cookies({"jetbridge_browser": value}, secure=False)
    # WHEN it is read
    # THEN it does not count
    assert cookies.read(Cookie.BROWSER) == ""


def test_cookies_do_not_print_themselves() -> None:
    """They may end up in a log."""
    # GIVEN cookies
    cookies = Cookies({"jetbridge_session": VALUE}, secure=False)
    # WHEN they are represented
    # THEN the value is not shown
    assert VALUE not in repr(cookies)
