"""What commands say of items that they cannot read."""

import json
from functools import partial
from typing import Final

import pytest
from rich.console import Console

from jetbridge.flows.tenant import tenants as flow
from jetbridge.model.own_credentials import API_KEY
from jetbridge.model.tenant import Tenant
from jetbridge.model.webhook import Endpoint, EndpointStatus
from jetbridge.store import endpoints, keys, own_credentials, tenants
from jetbridge.store.listing import left_out
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.own_credentials import Standing
from jetbridge.store.table import Key, Put, Table, Update
from jetbridge_cli import audit, findings, output, tenancy, tenants_standing
from jetbridge_cli.failure import CommandError
from jetbridge_cli.findings import Check, Finding, Result
from jetbridge_cli.refusals import listing
from jetbridge_cli.tenants_standing import Tenants
from tests.fakes.clock import START
from tests.support.damage import CANARY
from tests.unit.cli.consoles import pipe, printed

BROKEN: Final = "broken"
_WHY: Final = "Tenant.added_at holds what this release does not know"


@pytest.fixture
def table() -> MemoryTable:
    """Return a table with two tenants, one of which cannot be read."""
    table = MemoryTable()
    for each in ("acme", BROKEN):
        table.write(tenants.add(Tenant(each, added_at=START)))
    table.write(Update(keys.tenant(BROKEN), set={"added_at": CANARY}))
    return table


def _list(table: Table, *, as_json: bool) -> tuple[str, CommandError]:
    """Print the tenants as a list does; return that, and how the command ends."""
    on = pipe()
    with pytest.raises(CommandError) as ended, listing():
        _print(table, on, as_json=as_json)
    return printed(on), ended.value


def _print(table: Table, on: Console, *, as_json: bool) -> None:
    rows = [{"tenant": each.id} for each in flow.listed(table)]
    output.show(rows, ("tenant",), as_json=as_json, empty="There are none.", to=on)


def test_a_list_shows_the_rest_and_names_what_is_left_out(table: MemoryTable) -> None:
    """The command fails, for a script: its list is not whole."""
    # WHEN the tenants are listed
    lines, ended = _list(table, as_json=False)
    # THEN the other one is shown; on stderr stand the kind, the id, the field and the rule
    assert lines.split() == ["tenant", "acme"]
    assert ended.lines[1] == f"  TENANT {BROKEN}: {_WHY}"
    assert "docs/operations.md" in ended.lines[-1]
    assert ended.exit_status == 1
    assert CANARY not in str(ended)


def test_a_program_finds_what_is_left_out_in_the_list(table: MemoryTable) -> None:
    """As an element of its own."""
    # WHEN the tenants are listed as JSON, THEN so it is
    lines, _ = _list(table, as_json=True)
    unreadable = {"kind": "TENANT", "id": BROKEN, "why": _WHY}
    assert json.loads(lines) == [{"tenant": "acme"}, {"unreadable": unreadable}]


def test_a_list_of_which_nothing_can_be_read_is_not_empty(table: MemoryTable) -> None:
    """It is not said that there are no tenants."""
    # GIVEN that the other tenant cannot be read either
    table.write(Update(keys.tenant("acme"), set={"added_at": CANARY}))
    on = pipe()
    # WHEN they are listed, THEN it is said that there are some
    with pytest.raises(CommandError, match=r"left out \(2\)"), listing():
        _print(table, on, as_json=False)
    assert "There are none." not in printed(on)


def _found(table: Table) -> list[Finding]:
    every = Tenants(table, START)
    checks: dict[str, Check] = {
        "tenants": every.standing,
        "own credentials": partial(tenants_standing.credentials, table),
    }
    return findings.gather(checks.items())


@pytest.mark.parametrize(
    ("key", "change", "named"),
    [
        (keys.tenant(BROKEN), "added_at", f"TENANT {BROKEN}"),
        (keys.tenant(BROKEN), "tenant", f"TENANT {BROKEN}"),
        (keys.endpoint_directory("acme"), "endpoints", "ENDPOINT DIRECTORY acme"),
        (keys.endpoint("acme"), "url", "ENDPOINT acme"),
        (keys.own_credential("incode", API_KEY), "since", "CREDENTIAL"),
    ],
)
def test_the_status_names_it_as_something_to_do(key: Key, change: str, named: str) -> None:
    """And tells what else there is to do."""
    # GIVEN an item that cannot be read, a tenant that is being offboarded, a refused credential
    table = MemoryTable()
    table.write(tenants.add(Tenant("acme", added_at=START)))
    table.write(tenants.close("acme", by="op", now=START))
    table.write(tenants.add(Tenant(BROKEN, added_at=START)))
    table.write(own_credentials.save(Standing("onboarder", "client", refused=True, since=START)))
    table.write(Put({"pk": key.pk, "sk": key.sk, change: [{}], **_listed(table, key)}))
    # WHEN an operator asks how things stand
    found = _found(table)
    # THEN all of it is to be done
    to_do = [each for each in found if each.result is Result.ACT]
    assert {each.check for each in to_do} == {"tenant acme", "own credentials", "items"}
    (item,) = (each for each in to_do if each.check == "items")
    assert item.about.startswith(f"cannot be read: {named}")
    assert "docs/operations.md" in item.do
    assert findings.exit_status(found) == 1


def _listed(table: Table, key: Key) -> dict[str, str]:
    """Return what places an item in its list, where it is in one."""
    known = table.get(key) or {}
    return {name: str(known[name]) for name in ("tenant_pk", "tenant_sk") if name in known}


def test_a_tenant_under_the_name_of_another_is_named_as_itself(table: MemoryTable) -> None:
    """What there is to do about it is not told of the other one, or of none."""
    # GIVEN a tenant whose item says that it is another one
    table.write(Put({**(table.get(keys.tenant("acme")) or {}), "tenant": "other"}))
    # WHEN the tenants are listed, THEN it is left out and named by its key
    with left_out() as broken:
        assert [*flow.listed(table)] == []
    assert {each.id for each in broken.values()} == {"acme", BROKEN}


def test_a_tenant_that_cannot_be_read_hides_nothing_of_what_it_has(table: MemoryTable) -> None:
    """Neither in its lists nor in the status."""
    # GIVEN a tenant whose item cannot be read, with an endpoint that is gone
    gone = Endpoint(
        BROKEN,
        "https://hooks.example.com/",
        (),
        "sealed",
        created_at=START,
        updated_at=START,
        status=EndpointStatus.DISABLED,
    )
    table.write(endpoints.save(gone))
    # WHEN a command lists what it has, THEN the tenant is named, and that is all
    with pytest.raises(CommandError, match=r"left out \(1\)"), listing():
        tenancy.require_known(table, BROKEN)
    # AND the status tells what its endpoint needs
    (found,) = (each for each in _found(table) if each.check == f"tenant {BROKEN}")
    assert "gone (410)" in found.about


def test_nothing_is_done_for_a_tenant_that_cannot_be_read(table: MemoryTable) -> None:
    """Whether it was offboarded is not known."""
    for active in (False, True):
        with pytest.raises(UnreadableItemError):
            tenancy.require_known(table, BROKEN, active=active)
    with pytest.raises(CommandError, match="cannot read"), listing():
        tenancy.require_known(table, BROKEN, active=True)


def test_connections_that_cannot_be_read_are_not_none(table: MemoryTable) -> None:
    """How the partner fares is not known, and not fine."""
    # GIVEN a tenant whose one connection cannot be read
    key = keys.connection("con_1")
    place = {"tenant_pk": keys.tenant_connections("acme"), "tenant_sk": "1"}
    table.write(Put({"pk": key.pk, "sk": key.sk, **place}))
    # WHEN the partners are looked at
    every = Tenants(table, START)
    found = findings.gather({"partners": every.partners}.items())
    # THEN none is said to have no connections
    partners = [each for each in found if each.check.startswith("partner ")]
    assert {each.result for each in partners} == {Result.UNKNOWN}


def test_the_trail_of_a_tenant_is_read_whatever_its_own_item_holds(table: MemoryTable) -> None:
    """Who changes one attribute of it does not take its chains out of the check."""
    # WHEN the chains of every tenant are looked for
    found = audit._chains(table, None)
    # THEN those of the broken one are among them
    wanted = [chain for each in ("*", "acme", BROKEN) for chain in keys.audit_chains(each)]
    assert found == wanted
