"""An administrator reads the consent flow in their language."""

import html
import re

import pytest

from tests.support.browser import Browser, Page
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv, decide


def offered(page: Page, code: str) -> str:
    """Return the address of a page's link to a language."""
    (link,) = re.findall(rf'<a href="([^"]*)" lang="{code}"', page.body)
    return f"{CONSENT}{html.unescape(link)}"


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        ("de-AT,de;q=0.9", "acme verbinden?"),
        ("fr", "Connecter acme\N{NARROW NO-BREAK SPACE}?"),
        ("es-MX", "¿Conectar acme?"),
        ("ja", "Connect acme?"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_prefers(
    env: FunctionEnv, browser: Browser, accept: str, words: str
) -> None:
    """The title, the buttons, and what goes wrong as well."""
    # GIVEN an administrator who is signed in
    env.signed_in(browser)
    # WHEN they open the consent page
    page = browser.get(WITH_REDIRECT, accept_language=accept)
    # THEN it is in their language
    assert f"<h1>{words}</h1>" in page.body
    # AND so is what refuses them
    refused = browser.get(CONSENT, accept_language=accept)
    assert refused.status == 400
    assert refused.headers["content-language"] == page.headers["content-language"]


def test_another_language_is_a_link_away_and_stays(env: FunctionEnv, browser: Browser) -> None:
    """Nothing of the flow is lost: the same company is approved, and the browser sent back."""
    # GIVEN a page in English
    page = env.signed_in(browser)
    # WHEN German is chosen
    chosen = browser.get(offered(page, "de"))
    # THEN the page is German, and approving it leads where the first one led
    assert "acme verbinden?" in chosen.body
    answered = decide(browser, chosen, "approve")
    assert (answered.status, answered.location) == (303, REDIRECT)
    # AND so is every further page, whose address does not say so
    assert "acme verbinden?" in browser.get(WITH_REDIRECT).body


def test_the_language_is_kept_over_the_sign_in(env: FunctionEnv, browser: Browser) -> None:
    """It was chosen before anyone was signed in."""
    # WHEN a link that names a language is opened, and leads to the sign-in
    page = env.signed_in(browser, f"{WITH_REDIRECT}&lang=es")
    # THEN the page after it is in that language, and so was the sign-in, where the service has it
    assert "¿Conectar acme?" in page.body


def test_a_frame_hands_its_language_to_its_window(browser: Browser) -> None:
    """The frame has no cookies; its form, its status and its new start name the language."""
    # GIVEN a frame in Spanish
    frame = browser.get(f"{POPUP}&lang=es", sec_fetch_dest="iframe")
    assert "Continuar en una ventana nueva" in frame.body
    # WHEN its window is opened in a browser that prefers another
    assert frame.action == f"{CONSENT}/window?lang=es"
    window = browser.post(
        frame.action, frame.fields, origin="https://jetbridge.test", accept_language="de"
    )
    # THEN it is in Spanish too
    assert "Un momento" in window.body
    # AND what the frame asks further does not change that
    asked = re.findall(r'(?:href|data-status-url)="(/smartrecruiters[^"]*)"', frame.body)
    assert len(asked) == 3
    assert all("lang=es" in address for address in asked)


def test_the_sign_in_service_is_told_the_language(browser: Browser) -> None:
    """By the parameter that OpenID Connect has for it."""
    # WHEN a page leads to the sign-in
    left = browser.get(f"{WITH_REDIRECT}&lang=es").location
    # THEN it names the language of the page
    assert "ui_locales=es" in left


def test_a_page_about_a_broken_setting_is_in_the_readers_language(
    env: FunctionEnv, browser: Browser
) -> None:
    """Whatever is broken: here, what tells how cookies are set."""
    # GIVEN a deployment whose own URL is none
    env.settings["PUBLIC_URL"] = "nonsense"
    # WHEN a page is asked for
    page = browser.get(POPUP, accept_language="de")
    # THEN the page that says that it failed is German
    assert page.status == 500
    assert "Bei uns ist etwas schiefgelaufen" in page.body
