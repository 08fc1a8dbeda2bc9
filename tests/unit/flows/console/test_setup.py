"""The set-up: each step with its state and what is next."""

from typing import Final

from jetbridge.flows.console.setup import deployment
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import policies
from jetbridge.model.connection import Status
from jetbridge.model.record import replace
from jetbridge.store import connections, own_credentials
from jetbridge.store.policies import State
from tests.support.console import HOME, Console, a_console, submit
from tests.unit.infra.templates import written

DEPLOYMENT: Final = "/console/set-up"


def step(page: str, name: str) -> str:
    """Return the part of a page about one step."""
    return page.partition(f"<h3>{name} ")[2].partition("</li>")[0]


def test_the_operator_sees_which_secrets_are_refused(console: Console) -> None:
    """Since when, and by which command one is replaced."""
    # GIVEN a credential that its partner refuses
    refused = own_credentials.Standing("incode", "client", refused=True, error="x", since=86_400)
    console.world.table.write(own_credentials.save(refused))
    page = console.person("operator", tenant=None).get(DEPLOYMENT).body
    assert "refuses it since" in step(page, "Secret of Incode")
    assert "jetbridge secrets set incode" in step(page, "Secret of Incode")
    # THEN of the others it is not claimed that they work
    other = step(page, "Secret of Onboarder")
    assert "not known here" in other
    assert "jetbridge secrets test onboarder" in other
    assert "done" in step(page, "Secret of the sign-in service")
    assert "done" in step(page, "First tenant")


def test_the_addresses_are_those_of_the_template() -> None:
    """Whatever is handed out by the console is an output of the stack, and the other way round."""
    # GIVEN the outputs that are addresses of ours
    outputs = written()["Outputs"]
    ours = {
        value["Fn::Sub"][0].removeprefix("${Origin}")
        for name, output in outputs.items()
        if isinstance(value := output["Value"], dict)
        and isinstance(value.get("Fn::Sub"), list)
        and value["Fn::Sub"][0].startswith("${Origin}/")
        and name != "ConsoleUrl"
    }
    # THEN they are those of the page
    shown = {each.url for one in deployment.receivers("") for each in one.addresses}
    assert shown == ours


def test_a_new_tenant_is_told_what_is_next(console: Console) -> None:
    """A tenant's administrator sees their own part, with the page that the hiring system opens."""
    page = console.person("admin", tenant="other").get("/console/tenants/other/set-up").body
    assert "You are one." in step(page, "First administrator")
    assert "to do" in step(page, "First connection")
    assert "/console/tenants/other/policy/dry-run" in step(page, "First policy")
    assert "https://jetbridge.test/smartrecruiters/consent" in page
    assert "Secret of" not in page
    operator = console.person("operator", tenant=None).get("/console/tenants/other/set-up").body
    assert "not known here" in step(operator, "First administrator")


def test_what_is_there_is_done() -> None:
    """Until a connection fails or the policy is paused."""
    console = a_console()
    admin = console.person("admin")
    page = admin.get(f"{HOME}/set-up").body
    for name in ("First connection", "First policy"):
        assert "done" in step(page, name)
    # AND once a person has changed something, an operator sees that there is one
    submit(admin, f"{HOME}/policy/pause")
    operator = console.person("operator", tenant=None, subject="olga")
    assert "done" in step(operator.get(f"{HOME}/set-up").body, "First administrator")
    context, held = console.world.context(), console.simulation.company
    ill = replace(held, status=Status.NEEDS_RECONNECT, reason="credential_refused")
    outbox.commit(context, *connections.save(held, ill, by="schedule"))
    page = admin.get(f"{HOME}/set-up").body
    assert "It is paused" in step(page, "First policy")
    assert "wrong" in step(page, "First connection")
    policies.change(context, "demo", State.ACTIVE, by="op", seen=1)
    assert "done" in step(admin.get(f"{HOME}/set-up").body, "First policy")
