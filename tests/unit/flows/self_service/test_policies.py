"""A tenant's client reads, puts, restores, pauses and removes its policy."""

from collections.abc import Callable
from typing import Any, Final, override

import pytest

from jetbridge.model.scopes import Scope
from jetbridge.store import audit, keys, policies
from jetbridge.store.policies import State
from jetbridge.store.table import Item, Key, Page, Table, Update
from tests.fakes.context import World
from tests.fakes.meanwhile import Meanwhile
from tests.fakes.passing import PassingTable
from tests.support.api import Answer, Client
from tests.support.policy_documents import a_policy, incode, report

CURRENT: Final = "/v1/policies/current"
NONE_YET: Final = {"if-none-match": "*"}
FIRST: Final = a_policy(incode())
SECOND: Final = a_policy(incode(), report())


def put(client: Client, document: Any, seen: str | None = None) -> Answer:  # noqa: ANN401 - any JSON
    """Put a document in place of what was seen; None: nothing was there."""
    return client.call("PUT", CURRENT, document, headers={"if-match": seen} if seen else NONE_YET)


def test_what_is_put_is_in_force(client: Client) -> None:
    """And is shown as it was written."""
    # WHEN a document is put where there is none
    answered = put(client, FIRST)
    # THEN it is version 1, and what is read
    assert (answered.status, answered.headers["etag"]) == (200, '"1"')
    shown = client.call("GET", CURRENT)
    assert shown.json == answered.json
    assert shown.json["document"] == FIRST
    assert (shown.json["version"], shown.json["state"]) == (1, "active")
    assert client.call("GET", "/v1/policies/1").json["document"] == FIRST


def test_a_put_replaces_what_was_seen(client: Client) -> None:
    """The next version."""
    # GIVEN a policy, WHEN another document is put over its tag
    seen = put(client, FIRST).headers["etag"]
    # THEN there are two versions, newest first
    assert put(client, SECOND, seen).json["version"] == 2
    listed = client.call("GET", "/v1/policies").json
    assert [each["version"] for each in listed["items"]] == [2, 1]
    assert listed["nextCursor"] is None


def test_versions_are_read_page_by_page(client: Client) -> None:
    """By the cursor of the page before, and of no other list."""
    # GIVEN two versions, WHEN they are read one by one
    put(client, SECOND, put(client, FIRST).headers["etag"])
    first = client.call("GET", "/v1/policies", query="limit=1").json
    second = client.call("GET", "/v1/policies", query=f"limit=1&cursor={first['nextCursor']}").json
    # THEN each page has its own, and another tenant's client cannot go on with the cursor
    assert [first["items"][0]["version"], second["items"][0]["version"]] == [2, 1]
    other = Client(client.context, tenant="other")
    taken = other.call("GET", "/v1/policies", query=f"limit=1&cursor={first['nextCursor']}")
    assert (taken.status, taken.problem) == (400, "invalid-cursor")


@pytest.mark.parametrize("seen", ['"7"', 'W/"1"', '"1-paused"', "1", '"1'])
def test_no_update_is_lost(client: Client, seen: str) -> None:
    """What was seen has to be what is there, and no weak tag counts."""
    # GIVEN a policy, WHEN another is put over something else
    put(client, FIRST)
    answered = put(client, SECOND, seen)
    # THEN nothing is stored, and the present tag is named
    assert (answered.status, answered.problem) == (412, "precondition-failed")
    assert '"1"' in answered.json["detail"]
    assert client.call("GET", CURRENT).json["version"] == 1


def test_who_saw_nothing_replaces_nothing(client: Client) -> None:
    """`If-None-Match: *` is for the first policy."""
    # GIVEN a policy, WHEN one is put as the first
    put(client, FIRST)
    # THEN it is refused
    assert put(client, SECOND).status == 412


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", CURRENT),
        ("DELETE", CURRENT),
        ("POST", f"{CURRENT}/pause"),
        ("POST", f"{CURRENT}/resume"),
        ("POST", "/v1/policies/1/restore"),
    ],
)
def test_a_change_says_what_it_replaces(
    world: World, client: Client, method: str, path: str
) -> None:
    """Each of them; otherwise nothing is changed."""
    # GIVEN a policy of two versions
    put(client, SECOND, put(client, FIRST).headers["etag"])
    # WHEN it is changed without a word about what was seen
    body = a_policy(incode(), start="ready") if method == "PUT" else None
    answered = client.call(method, path, body)
    # THEN the answer asks for it
    assert (answered.status, answered.problem) == (428, "precondition-required")
    assert policies.latest(world.table, "demo") == policies.Current(2)


def test_a_repeat_after_a_lost_answer_is_answered(client: Client) -> None:
    """It was put already: the same document makes no version, whatever was seen."""
    # GIVEN a document that was put, WHEN it is put once more as the first time
    first = put(client, FIRST)
    again = put(client, FIRST)
    # THEN it is answered as the first time
    assert again.json == first.json


def test_every_fault_is_told(client: Client) -> None:
    """With a pointer to it, by the check and by the put."""
    # GIVEN a document with two faults
    broken = {**FIRST, "timeZone": "Nowhere/City", "defaultCountry": "ZZ"}
    # WHEN it is checked and put
    checked = client.call("POST", "/v1/policies/validate", broken)
    refused = put(client, broken)
    # THEN both tell the same
    assert checked.json["valid"] is False
    assert checked.json["errors"] == refused.json["errors"]
    assert refused.pointers == ["/timeZone", "/defaultCountry"]
    assert client.call("POST", "/v1/policies/validate", FIRST).json == {"valid": True, "errors": []}
    assert client.call("GET", CURRENT).status == 404


def test_a_roll_back_is_a_new_version(client: Client) -> None:
    """With an earlier document, so that the history stays."""
    # GIVEN two versions, WHEN the first is restored
    seen = put(client, SECOND, put(client, FIRST).headers["etag"]).headers["etag"]
    restored = client.call("POST", "/v1/policies/1/restore", headers={"if-match": seen})
    # THEN the third is in force, and says what the first says
    assert (restored.status, restored.json["version"]) == (200, 3)
    assert restored.json["document"] == FIRST


@pytest.mark.parametrize("version", ["0", "9", "01", "x", "99999999999"])
def test_a_version_that_is_not_there_is_not_found(client: Client, version: str) -> None:
    """Neither read nor restored."""
    # GIVEN one version
    tag = put(client, FIRST).headers["etag"]
    path, seen = f"/v1/policies/{version}", {"if-match": tag}
    # THEN there is no such other
    assert client.call("GET", path).status == 404
    assert client.call("POST", f"{path}/restore", headers=seen).status == 404


def test_a_pause_and_its_end_are_shown(world: World, client: Client) -> None:
    """Who did it, and a tag of its own: a change that did not see the pause is refused."""
    # GIVEN a policy, WHEN it is paused
    seen = put(client, FIRST).headers["etag"]
    paused = client.call("POST", f"{CURRENT}/pause", headers={"if-match": seen})
    # THEN that shows, and what was seen before is stale
    assert (paused.json["state"], paused.json["changedBy"]) == ("paused", "client:jb_ci_caller")
    assert put(client, SECOND, seen).status == 412
    # AND it goes on where it is resumed
    tag = paused.headers["etag"]
    resumed = client.call("POST", f"{CURRENT}/resume", headers={"if-match": tag})
    assert resumed.json["state"] == "active"
    assert policies.latest(world.table, "demo").state is State.ACTIVE


class AfterReading(Meanwhile):
    """A table at which another one acts, once, right after how the policy stands was read."""

    @override
    def get(self, key: Key) -> Item | None:
        """Read, then let the other one act."""
        found = super().get(key)
        if key == keys.current_policy("demo"):
            self._let_act()
        return found


@pytest.mark.parametrize("change", ["put", "pause", "remove"])
def test_a_pause_at_this_very_moment_is_not_overlooked(world: World, change: str) -> None:
    """The tag that the caller saw is compared when it is written, with all that it stands for."""
    # GIVEN a policy that another client pauses right after the tag was compared
    plain = Client(world.context())
    seen = {"if-match": put(plain, FIRST).headers["etag"]}

    def pause() -> None:
        plain.call("POST", f"{CURRENT}/pause", headers=seen)

    table = AfterReading(world.table, pause, is_meant=lambda _: False)
    client = Client(world.context(table=table))
    # WHEN a client that saw it active changes it
    answered = {
        "put": lambda: client.call("PUT", CURRENT, SECOND, headers=seen),
        "pause": lambda: client.call("POST", f"{CURRENT}/pause", headers=seen),
        "remove": lambda: client.call("DELETE", CURRENT, headers=seen),
    }[change]()
    # THEN that is refused, and the policy is as it is
    assert answered.problem == "precondition-failed"
    shown = plain.call("GET", CURRENT).json
    assert (shown["state"], shown["document"]) == ("paused", FIRST)


def test_a_tag_names_all_that_is_shown(world: World, client: Client) -> None:
    """When it was paused and resumed, too: two answers that differ have two tags."""
    # GIVEN a policy that was paused and is resumed
    first = put(client, FIRST)
    for act in ("pause", "resume"):
        world.clock.advance(1)
        seen = {"if-match": client.call("GET", CURRENT).headers["etag"]}
        client.call("POST", f"{CURRENT}/{act}", headers=seen)
    # THEN its tag is another one, as what it shows
    again = client.call("GET", CURRENT)
    assert again.json["changedAt"] != first.json["changedAt"]
    assert again.headers["etag"] != first.headers["etag"]


class Seen(PassingTable):
    """A table that keeps what its queries have read."""

    def __init__(self, table: Table) -> None:
        """Pass every call on to `table`."""
        super().__init__(table)
        self.items: list[Item] = []

    @override
    def _page(self, operation: str, call: Callable[[], Page]) -> Page:
        page = super()._page(operation, call)
        self.items += page.items
        return page


def test_a_list_of_versions_reads_no_document(world: World) -> None:
    """A page may have a hundred of them, each of tens of kilobytes."""
    # GIVEN a policy, WHEN its versions are listed
    put(Client(world.context()), FIRST)
    table = Seen(world.table)
    listed = Client(world.context(table=table)).call("GET", "/v1/policies").json
    # THEN they are, and what was read of them is small
    assert [each["version"] for each in listed["items"]] == [1]
    assert [{*each} for each in table.items] == [{"pk", "sk", "version", "created_at"}]


def test_what_was_removed_can_be_restored(client: Client) -> None:
    """Its versions are kept."""
    # GIVEN a policy, WHEN it is removed
    seen = put(client, FIRST).headers["etag"]
    assert client.call("DELETE", CURRENT, headers={"if-match": seen}).status == 204
    # THEN there is none, and a version of it can be put in force again
    assert client.call("GET", CURRENT).status == 404
    restored = client.call("POST", "/v1/policies/1/restore", headers=NONE_YET)
    assert restored.json["version"] == 2


def test_another_tenants_policy_is_not_there(client: Client) -> None:
    """Nor its versions."""
    # GIVEN a tenant's policy, WHEN another tenant's client asks
    put(client, FIRST)
    other = Client(client.context, tenant="other")
    # THEN it finds nothing
    assert other.call("GET", CURRENT).status == 404
    assert other.call("GET", "/v1/policies/1").status == 404
    assert other.call("GET", "/v1/policies").json["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", CURRENT, Scope.POLICIES_READ),
        ("GET", "/v1/policies", Scope.POLICIES_READ),
        ("GET", "/v1/policies/1", Scope.POLICIES_READ),
        ("POST", "/v1/policies/validate", Scope.POLICIES_READ),
        ("PUT", CURRENT, Scope.POLICIES_WRITE),
        ("DELETE", CURRENT, Scope.POLICIES_WRITE),
        ("POST", f"{CURRENT}/pause", Scope.POLICIES_WRITE),
        ("POST", f"{CURRENT}/resume", Scope.POLICIES_WRITE),
        ("POST", "/v1/policies/1/restore", Scope.POLICIES_WRITE),
    ],
)
def test_each_route_needs_its_scope(client: Client, method: str, path: str, needed: Scope) -> None:
    """And names it."""
    # GIVEN a client with every other scope
    client.scopes -= {needed}
    # THEN it is refused
    answered = client.call(method, path, FIRST if method == "PUT" else None)
    assert answered.status == 403
    assert f'scope="{needed}"' in answered.headers["www-authenticate"]


def recorded(world: World) -> set[tuple[object, ...]]:
    """Return how each change of the tenant's ended, as the audit trail has it."""
    entries = [
        each for chain in keys.audit_chains("demo") for each in audit.entries(world.table, chain)
    ]
    return {
        (each["action"], each["outcome"], each["actor"], str(each["on"]))
        for each in entries
        if each["outcome"] != "begun"
    }


def test_a_change_is_in_the_audit_trail(world: World, client: Client) -> None:
    """By whom, and which version came of it; a refused one, too."""
    # GIVEN a put, and one that is refused
    put(client, FIRST)
    put(client, SECOND, '"7"')
    # THEN both are recorded
    assert recorded(world) == {
        ("policy.put", "done", "client:jb_ci_caller", "['version 1']"),
        ("policy.put", "refused", "client:jb_ci_caller", "[]"),
    }


def test_what_is_no_id_is_not_in_the_audit_trail(world: World, client: Client) -> None:
    """Its entries stay for a year, also when the person is erased meanwhile."""
    # GIVEN a policy, WHEN a caller asks for a version by what is none
    put(client, FIRST)
    answered = client.call("POST", "/v1/policies/canary@example.com/restore")
    # THEN that it was tried is recorded, and what it was called is not
    assert answered.status == 404
    assert ("policy.restore", "refused", "client:jb_ci_caller", "[]") in recorded(world)


def test_a_document_that_cannot_be_read_any_more_is_shown(world: World, client: Client) -> None:
    """With what today's rules find in it: who reads sent nothing that could be refused."""
    # GIVEN a policy with a step of a partner that this release does not know
    put(client, FIRST)
    steps = [{**FIRST["steps"][0], "partner": "elsewhere"}]
    document = {**FIRST, "steps": steps}
    world.table.write(Update(keys.policy("demo", 1), set={"document": document}))
    # WHEN it is read, THEN it is there, and the fault beside it
    shown = client.call("GET", CURRENT)
    assert (shown.status, shown.json["document"]) == (200, document)
    assert [each["pointer"] for each in shown.json["warnings"]] == ["/steps/0/partner"]
