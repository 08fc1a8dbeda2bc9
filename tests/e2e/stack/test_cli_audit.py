"""What an operator and an API client change is recorded, and checked, on the running stack."""

import json
from operator import itemgetter
from pathlib import Path

import requests

from jetbridge.store import keys
from jetbridge.store.table import Update
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator, bearer

TENANT = "audited"


def test_a_change_is_recorded_exported_and_verified(
    operator: Operator, stack: LocalStack, tmp_path: Path
) -> None:
    """From the first change to one that was tampered with."""
    # GIVEN a client that an operator has made, and a connection that its holder asks to end
    client = operator.read("clients", "create", "--tenant", TENANT)
    url = f"{stack.ready.api_url}/v1/connections/con_0000000000000000"
    headers = bearer(stack, client["client_id"], client["client_secret"])
    answer = requests.delete(url, headers=headers, timeout=30)
    assert answer.status_code == 404
    # WHEN the changes are listed
    listed = operator.read("audit", "list", "--tenant", TENANT)
    created, refused = sorted(listed, key=itemgetter("action"))  # those of a second in any order
    # THEN they say who, what, on what, and what came of it
    assert (created["action"], created["outcome"]) == ("client.create", "done")
    assert created["on"] == client["client_id"]
    assert created["actor"].startswith("operator:arn:aws:sts:")
    assert (refused["action"], refused["outcome"]) == ("connection.disconnect", "refused")
    assert refused["actor"] == f"client:{client['client_id']}"
    assert refused["request_id"] == answer.headers["X-Request-Id"]
    # AND they are exported, entry by entry, and the trail is whole
    lines = operator.run("audit", "export", "--tenant", TENANT).splitlines()
    assert [json.loads(each)["outcome"] for each in lines].count("begun") == 2
    table = operator.run("audit", "export", "--tenant", TENANT, "--format", "csv").splitlines()
    assert len(table) == len(lines) + 1 == 5
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text("\n".join(lines))
    operator.run("audit", "verify", "--tenant", TENANT, "--anchor", str(anchor))
    ends = tmp_path / "ends.json"
    ends.write_text(operator.run("audit", "verify", "--tenant", TENANT, "--json"))
    operator.run("audit", "verify", "--anchor", str(ends))
    # AND where an entry was changed, that is found
    first = json.loads(lines[0])
    entry = keys.audit_entry(first["pk"].removeprefix("AUDIT#"), first["number"])
    operator.deployment().table().write(Update(entry, set={"actor": "operator:another"}))
    assert "was changed" in operator.fail("audit", "verify", "--tenant", TENANT)
