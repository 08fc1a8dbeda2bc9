"""The console over ports in memory: a tenant with journeys, and people who sign in."""

from dataclasses import dataclass
from typing import Any, Final, cast

from functions.console import app
from jetbridge.flows.connection import connect_links
from jetbridge.flows.tenant import tenants
from jetbridge.model.connect_link import DEFAULT_MINUTES, Order
from jetbridge.runtime import compose
from jetbridge.store import audit, keys
from jetbridge.vault.memory import MemorySecrets
from tests.fakes.context import SECRETS, World
from tests.fakes.identity_provider import CLIENT_SECRET, Identity
from tests.fakes.partners.everyone import Partners
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.consent import SETTINGS
from tests.support.journeys.env import TENANT, Simulation, connected, in_world
from tests.support.journeys.policies import Document, policy

OTHER: Final = "other"
"""A tenant to which none of the people belongs."""
HOME: Final = f"/console/tenants/{TENANT}"


@dataclass
class Console:
    """The function, the world behind it, and the sign-in service before it."""

    world: World
    identity: Identity
    simulation: Simulation

    def browser(self) -> Browser:
        """Return a browser without cookies."""
        ports = self.world.context()

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
            with compose.using(ports):
                return app.edge.handler(event, context)

        return Browser(handler)

    def person(self, *roles: str, tenant: str | None = TENANT, subject: str = "ana") -> Browser:
        """Return the browser of a person with these roles, who has signed in just now."""
        browser = self.browser()
        self.named(*roles, tenant=tenant, subject=subject)
        self.sign_in(browser)
        return browser

    def named(self, *roles: str, tenant: str | None = TENANT, subject: str = "ana") -> None:
        """Have the sign-in service name these roles from now on."""
        self.identity.claims = {
            "sub": subject,
            "roles": [*roles],
            "tenant": tenant,
            "auth_time": self.world.clock.now(),
        }

    def sign_in(self, browser: Browser, url: str = "/console") -> Page:
        """Sign in on the way to `url`; return where the browser is sent then."""
        return browser.get(self.identity.sign_in(browser.get(url).location))

    def recorded(self, tenant: str = TENANT) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """Return what the audit trail of a tenant has of people: action, outcome, actor, ids."""
        chains = keys.audit_chains(tenant)
        entries = [each for chain in chains for each in audit.entries(self.world.table, chain)]
        return [
            (
                str(each["action"]),
                str(each["outcome"]),
                str(each["actor"]),
                tuple(map(str, cast("list[str]", each["on"]))),
            )
            for each in sorted(entries, key=lambda each: (each["at"], each["number"]))
            if str(each["actor"]).startswith("person:")
        ]

    @property
    def link_id(self) -> str:
        """The id of a link that can be opened, made where there is none."""
        context = self.world.context()
        found, _ = connect_links.page(context.table, TENANT, limit=1, after=None)
        if found:
            return found[0].id
        order = Order("onboardbase", DEFAULT_MINUTES)
        return connect_links.create(context, TENANT, order, by="jb_ci_x", base_url=ORIGIN)[0].id

    @property
    def journey_url(self) -> str:
        """The page of the latest journey."""
        return f"{HOME}/journeys/{self.simulation.journey.id}"


def a_console(document: Document | None = None, **settings: str) -> Console:
    """Return a console, before which a tenant was connected."""
    partners = Partners()
    environment = {
        **SETTINGS,
        "PUBLIC_URL": ORIGIN,
        "CONSOLE_ROLES_CLAIM": "roles",
        **settings,
    }
    secrets = MemorySecrets({**SECRETS, "identity": {"client_secret": CLIENT_SECRET}})
    world = World(http=partners, secrets=secrets, environment=environment)
    connected(world, document or policy())
    tenants.add(world.context(), TENANT, "Demo GmbH")
    tenants.add(world.context(), OTHER, "")
    identity = Identity(partners, world.clock)
    return Console(world, identity, in_world(world))


def submit(browser: Browser, url: str, /, **fields: str) -> Page:
    """Open the page of an action and press its button, as a browser does."""
    asked = browser.get(url)
    assert asked.status == 200, asked.body
    return browser.post(url, {**asked.decision, **fields}, origin=ORIGIN)
