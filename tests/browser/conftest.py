"""The local stack, Chromium, and the people at it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from jetbridge_local.stack.stack import LocalStack
from tests.browser.admin import Admin

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = (
    "--no-sandbox",  # CI runs as root, where Chromium's own sandbox does not work
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BLOCKING: Final = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
"""Chromium's preferences with third-party cookies blocked, whatever its default is by then."""


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Run the local stack once for all tests."""
    with LocalStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Run Playwright once for all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def company(request: pytest.FixtureRequest, stack: LocalStack) -> str:
    """Return a company of the test's own, at partners to which nothing has happened."""
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    return re.sub(r"[^A-Za-z0-9]+", "-", request.node.name).strip("-")[:100]


type Opens = Callable[..., BrowserContext]


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Opens]:
    """Return what opens a browser of somebody else's; options are Playwright's."""
    contexts: list[BrowserContext] = []

    def opens(**options: bool) -> BrowserContext:
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]  # flags only
        return contexts[-1]

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def admin(open_browser: Opens, stack: LocalStack, company: str) -> Admin:
    """Return an administrator at a new browser."""
    return Admin(open_browser().new_page(), stack, company)


@pytest.fixture
def admin_without_scripts(open_browser: Opens, stack: LocalStack, company: str) -> Admin:
    """Return an administrator whose browser runs no JavaScript."""
    return Admin(open_browser(java_script_enabled=False).new_page(), stack, company)


@pytest.fixture
def private_admin(
    playwright: Playwright, tmp_path: Path, stack: LocalStack, company: str
) -> Iterator[Admin]:
    """Return an administrator whose browser blocks third-party cookies."""
    profile = tmp_path / "Default"
    profile.mkdir()
    (profile / "Preferences").write_text(json.dumps(BLOCKING))
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=ARGUMENTS
    )
    yield Admin(context.new_page(), stack, company)
    context.close()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where screenshots are kept: JETBRIDGE_SCREENSHOTS, or a directory of the run's own."""
    chosen = os.environ.get("JETBRIDGE_SCREENSHOTS")
    if not chosen:
        return tmp_path_factory.mktemp("screenshots")
    Path(chosen).mkdir(parents=True, exist_ok=True)
    return Path(chosen)


@pytest.fixture
def snap(album: Path, company: str) -> Callable[[Page], None]:
    """Return what takes a picture of a page, named after the test."""

    def take(page: Page) -> None:
        page.screenshot(path=album / f"{company}.png", full_page=True)

    return take
