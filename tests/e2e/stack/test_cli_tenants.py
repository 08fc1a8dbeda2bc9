"""An operator's commands about tenants, on a running stack, and every command about a tenant."""

from collections.abc import Iterator

import pytest
import requests
import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup

from jetbridge.oauth import clients
from jetbridge.store import tenants
from jetbridge_cli.app import app
from tests.e2e.stack.operator import Operator

_VALUES = {
    "FILE": "docs/policies/incode.json",
    "--url": "https://hooks.tenant.example/",
    "--partner": "onboardbase",
    "--project": "p",
    "--environment": "e",
    "--candidate": "can-1",
}
"""What a command takes besides the tenant; anything else that it must have is a word."""
_NEW = ("clients create",)
"""Commands that add the tenant they are about."""


def commands(
    group: TyperGroup | None = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Yield every command of `jetbridge` and its path."""
    for name, command in (group or typer.main.get_group(app)).commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        elif isinstance(command, TyperCommand):
            yield (*path, name), command


def about_a_tenant() -> list[tuple[str, ...]]:
    """Return the commands that take `--tenant`, each with what it must have besides."""
    found = []
    for path, command in commands():
        options = {option for each in command.params for option in each.opts}
        if "--tenant" not in options or " ".join(path) in _NEW:
            continue
        more = list[str]()
        for each in command.params:
            if isinstance(each, TyperArgument) and each.required:
                more.append(_VALUES.get(each.metavar or "", "word"))
            elif each.required and "--tenant" not in each.opts:
                more += [each.opts[0], _VALUES[each.opts[0]]]
        if path[0] == "people" and "--candidate" in options:
            more += ["--candidate", "can-1"]
        found.append((*path, *more))
    return found


@pytest.mark.parametrize("command", about_a_tenant(), ids=" ".join)
def test_a_tenant_that_is_not_there_is_named(operator: Operator, command: tuple[str, ...]) -> None:
    """By every command that takes one, with what was perhaps meant."""
    why = operator.fail(*command, "--tenant", "dmeo")
    assert why.startswith("there is no tenant 'dmeo'. Did you mean demo?"), why
    assert "bad tenant!" in operator.fail(*command, "--tenant", "bad tenant!")
    assert tenants.get(operator.table(), "dmeo") is None


@pytest.mark.parametrize("name", ["bad tenant!", "demo\n", "*", "x#JOURNEY", "", "x" * 65])
@pytest.mark.parametrize("more", [(), ("--partner", "incode")])
def test_no_client_is_made_for_what_is_no_tenant(
    operator: Operator, name: str, more: tuple[str, ...]
) -> None:
    """Nor one for every tenant, where the option was left empty."""
    before = len(every_client(operator, name or "*"))
    assert "no tenant id" in operator.misuse("clients", "create", "--tenant", name, *more)
    assert len(every_client(operator, name or "*")) == before


def every_client(operator: Operator, tenant: str) -> tuple[clients.Client, ...]:
    """Return the clients of a tenant, whatever its name."""
    return clients.listing(operator.table(), tenant, limit=100)[0]


def test_a_tenant_is_added_shown_and_offboarded(operator: Operator) -> None:
    """Nothing of it lets a caller in afterwards, and nothing new is made for it."""
    # GIVEN a tenant that was added, and one that its first client adds
    assert operator.read("tenants", "add", "acme-inc", "--name", "Acme Inc.")["name"] == "Acme Inc."
    made = operator.read("clients", "create", "--tenant", "acme-imc")
    assert "Did you mean acme-inc" in made["new_tenant"]
    assert {"acme-inc", "acme-imc"} <= {each["tenant"] for each in operator.read("tenants", "list")}
    # WHEN it is shown
    (client,) = operator.read("tenants", "show", "acme-imc")["clients"]
    # THEN that is what it has
    assert client["client_id"] == made["client_id"]
    assert "Acme Inc." in operator.run("tenants", "show", "acme-inc")
    assert "acme-inc" in operator.run("tenants", "list")
    # AND a question that is not answered by yes changes nothing
    pair = made["client_id"], made["client_secret"]
    assert "nothing was done" in operator.fail("tenants", "offboard", "acme-imc")
    assert operator.token(*pair) == requests.codes.ok
    # WHEN it is offboarded
    operator.run("webhooks", "set", "--tenant", "acme-imc", "--url", "https://hooks.example/")
    operator.run("policy", "put", "--tenant", "acme-imc", "docs/policies/incode.json")
    told = operator.read("tenants", "offboard", "acme-imc", "--yes")
    # THEN its client is refused, and what would begin for it is, too
    assert told == {"tenant": "acme-imc", "status": "offboarded", "left": []}
    assert operator.token(*pair) == requests.codes.unauthorized
    for command in (
        ("clients", "create"),
        ("webhooks", "set", "--url", "https://hooks.example/"),
        ("policy", "put", "docs/policies/incode.json"),
        ("companies", "allow", "acme-of-imc"),
    ):
        assert "offboarded" in operator.fail(*command, "--tenant", "acme-imc")
    # AND it is taken on again only where that is confirmed
    assert "nothing was done" in operator.fail("tenants", "add", "acme-imc")
    assert operator.read("tenants", "add", "acme-imc", "--yes")["status"] == "active"
    assert "acme-imc is offboarded" in operator.run("tenants", "offboard", "acme-imc", "--yes")
