"""An administrator of a company, at their browser."""

from dataclasses import dataclass
from typing import Final

import requests
from playwright.sync_api import FrameLocator, Page

from jetbridge_local.stack import LocalStack

INTEGRATIONS: Final = "/apps-integrations/partner-api/integrations"
_TIMEOUT: Final = 10
"""Seconds."""


@dataclass(frozen=True)
class Admin:
    """A person who administers `company` in SmartRecruiters and looks at `page`."""

    page: Page
    stack: LocalStack
    company: str

    @property
    def smartrecruiters(self) -> str:
        """SmartRecruiters' URL."""
        return self.stack.ready.partners["smartrecruiters"]

    @property
    def apps_url(self) -> str:
        """The company's page Apps & Integrations."""
        return f"{self.smartrecruiters}/company/{self.company}/apps"

    @property
    def consent_url(self) -> str:
        """The consentUrl for the company, in POPUP mode."""
        return f"{self.stack.ready.api_url}/smartrecruiters/consent?companyId={self.company}"

    def connect(self) -> None:
        """Begin the connection in SmartRecruiters, in REDIRECT mode."""
        self.page.goto(self.apps_url)
        self.page.get_by_role("link", name="Connect", exact=True).click()

    def sign_in(self, page: Page | None = None) -> None:
        """Submit the sign-in form as it is."""
        (page or self.page).get_by_role("button", name="Sign in").click()

    def reach_consent(self) -> None:
        """Go all the way to the consent page."""
        self.connect()
        self.sign_in()

    def open_popup(self) -> FrameLocator:
        """Begin the connection in POPUP mode; return the frame inside SmartRecruiters."""
        self.page.goto(f"{self.apps_url}/popup?keep=open")
        return self.page.frame_locator("iframe")

    def open_window(self, frame: FrameLocator) -> Page:
        """Press the frame's button; return the window that it opens."""
        with self.page.context.expect_page() as opened:
            frame.get_by_role("button", name="Continue in a new window").click()
        return opened.value

    def heading(self) -> str:
        """Return the page's heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def integration_id(self) -> str:
        """Return the company's enabled integration in SmartRecruiters, or an empty string."""
        answer = requests.get(f"{self.apps_url}/status", timeout=_TIMEOUT)
        return str(answer.json()["integrationId"])

    def sandbox(self, partner: str, route: str, **body: object) -> None:
        """Tell a partner's sandbox what to do."""
        url = f"{self.stack.ready.partners[partner]}/_sandbox/{route}"
        requests.post(url, json=body or None, timeout=_TIMEOUT).raise_for_status()

    def smartrecruiters_fails(self, path: str = INTEGRATIONS, **how: object) -> None:
        """Let SmartRecruiters' next answer on `path` fail."""
        self.sandbox("smartrecruiters", "failures", path=path, **how)
