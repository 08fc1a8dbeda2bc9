"""The page before a visit to Onboardbase: what it shows, and what its policy must let through."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jetbridge.model.errors import Form
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import html, redirects, scope_texts, times
from jetbridge.web.html import Policy
from jetbridge.web.response import Response
from jetbridge.web.sessions import Person

_TEMPLATES: Final = Path(__file__).with_name("templates")
_MEANINGS: Final[Mapping[str, Sentence]] = {
    "read.secrets": say("Read secrets"),
    "read.projects": say("Read projects"),
    "read.teams": say("Read teams"),
    "manage.secrets": say("Read, create, change and delete secrets"),
    "manage.projects": say("Read, create, change and delete projects"),
    "manage.teams": say("Read, create, change and delete teams"),
}
"""What an administrator lets us do."""
_REASONS: Final[Mapping[str, Sentence]] = {
    "read.secrets": say("To read the configuration that your onboardings need."),
    "read.projects": say("To find the project and the environment in which it is kept."),
}
"""What it is needed for."""


@record
class ConnectPage:
    """What the page before a visit to Onboardbase shows, and what its form carries.

    `connected` says that the tenant has a key already; `minutes` is how long a visit may take;
    `site` is the partner's base URL, to which the form's answer leads. `link` is what the link
    carries by which the person came, empty where none; it is good until `until`, and leads to
    `returns_to` in the end, where that is not empty.
    """

    person: Person
    connected: bool
    scopes: tuple[str, ...]
    minutes: int
    site: str
    action: str
    csrf_token: str
    account: Form
    link: str = ""
    until: int = 0
    returns_to: str = ""


def connect(page: ConnectPage) -> Response:
    """Say what connecting Onboardbase means, before anything is sent there."""
    context = {
        "title": say("Connect Onboardbase?"),
        "person": page.person,
        "connected": page.connected,
        "scopes": scope_texts.describe(page.scopes, _MEANINGS, _REASONS),
        "minutes": page.minutes,
        "site": urlsplit(page.site).netloc,
        "action": page.action,
        "csrf_token": page.csrf_token,
        "account": page.account,
        "link": page.link,
        "until": times.moment(page.until),
        "returns_to": urlsplit(page.returns_to).netloc,
    }
    # The local stack returns to addresses without TLS.
    local = (redirects.origin(page.returns_to),) if page.returns_to.startswith("http:") else ()
    # Chromium holds every hop of the answer's redirects against this, and where the partner sends
    # people to sign in is not known.
    policy = Policy(form_actions=("'self'", "https:", redirects.origin(page.site), *local))
    return html.page("connect.html.j2", context, policy=policy, folder=_TEMPLATES)
