"""The least of a browser, on a page with a form in its head and one in its main part."""

from collections.abc import Iterator

import pytest
from flask import Flask, request

from jetbridge_local.browser import Browser
from jetbridge_local.sandbox.server import LoopbackServer

SIGN_OUT = '<form method="post" action="/pressed"><input name="which" value="sign out"></form>'
APPROVE = '<form method="post" action="/pressed"><input name="which" value="approve"></form>'


def _pressed() -> str:
    return f"{request.form['which']} from {request.headers['Origin']}"


@pytest.fixture
def site() -> Iterator[str]:
    """Return the URL of pages, and of what tells which form was pressed, from where."""
    app = Flask(__name__)
    app.add_url_rule("/console", "console", lambda: f"{SIGN_OUT}<main>{APPROVE}</main>")
    app.add_url_rule("/signed-in", "signed-in", lambda: f"{SIGN_OUT}<main>Nothing to do</main>")
    app.add_url_rule("/pressed", "pressed", _pressed, methods=["POST"])
    server = LoopbackServer()
    server.serve(app)
    try:
        yield server.url
    finally:
        server.stop()


@pytest.mark.parametrize(("page", "pressed"), [("console", "approve"), ("signed-in", "sign out")])
def test_it_presses_what_the_page_is_about(site: str, page: str, pressed: str) -> None:
    """A page's head may have a button of its own, and forms tell where they are from."""
    # GIVEN a browser on a page
    browser = Browser()
    browser.open(f"{site}/{page}")
    # WHEN it presses a button
    answer = browser.submit()
    # THEN that is the main part's where it has one, and the page's origin is told
    assert answer.text == f"{pressed} from {site}"
