"""Chromium, and the people at it."""

import json
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from jetbridge_local.stack import LocalStack
from tests.browser.admin import Admin

SHELL: Final = "/usr/bin/chromium-headless-shell"
"""Chromium without windows: less of it is drawn, and it reads no preferences of a profile."""
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
type Opens = Callable[[], BrowserContext]
type OpensProfile = Callable[[Mapping[str, object]], BrowserContext]

NO_THIRD_PARTY_COOKIES: Final = {"block_third_party_cookies": True, "cookie_controls_mode": 1}
NO_SCRIPTS: Final = {"default_content_setting_values": {"javascript": 2}}
"""Chromium's preferences, set as a person sets them. Playwright's own switch for scripts is thrown
for each frame after it has begun to load."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Run Playwright once for all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    browser = playwright.chromium.launch(executable_path=SHELL, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def company(request: pytest.FixtureRequest, stack: LocalStack) -> str:
    """Return a company of the test's own, at partners that do as they do in life."""
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    return f"acme-{zlib.crc32(request.node.nodeid.encode()):08x}"


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Opens]:
    """Return what opens a new browser, as far as cookies go."""
    contexts: list[BrowserContext] = []

    def opens() -> BrowserContext:
        contexts.append(chromium.new_context())
        return contexts[-1]

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def open_profile(playwright: Playwright, tmp_path: Path) -> Iterator[OpensProfile]:
    """Return what opens a browser with a profile of its own, in which preferences are set."""
    contexts: list[BrowserContext] = []

    def opens(preferences: Mapping[str, object]) -> BrowserContext:
        profile = tmp_path / "Default"
        profile.mkdir()
        (profile / "Preferences").write_text(json.dumps({"profile": preferences}))
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=ARGUMENTS
        )
        contexts.append(context)
        return context

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def admin(open_browser: Opens, stack: LocalStack, company: str) -> Admin:
    """Return an administrator at a new browser."""
    return Admin(open_browser().new_page(), stack, company)


@pytest.fixture
def admin_without_scripts(
    open_profile: OpensProfile,
    stack: LocalStack,
    company: str,
) -> Admin:
    """Return an administrator whose browser runs no JavaScript."""
    return Admin(open_profile(NO_SCRIPTS).new_page(), stack, company)


@pytest.fixture
def private_admin(
    open_profile: OpensProfile,
    stack: LocalStack,
    company: str,
) -> Admin:
    """Return an administrator whose browser blocks third-party cookies."""
    return Admin(open_profile(NO_THIRD_PARTY_COOKIES).new_page(), stack, company)


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where screenshots are kept: JETBRIDGE_SCREENSHOTS, or a directory of the run's own."""
    chosen = os.environ.get("JETBRIDGE_SCREENSHOTS")
    if not chosen:
        return tmp_path_factory.mktemp("screenshots")
    Path(chosen).mkdir(parents=True, exist_ok=True)
    return Path(chosen)


@pytest.fixture
def snap(album: Path, request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """Return what takes a picture of a page, named after the test."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_")).strip("-")

    def take(page: Page) -> None:
        page.screenshot(path=album / f"{name}.png", full_page=True)

    return take
