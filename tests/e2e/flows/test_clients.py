"""The client libraries on a stack: the same calls by each, and webhooks that they believe."""

import json
import uuid
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from standardwebhooks import Webhook

from jetbridge.model.scopes import HELD_BY, ClientKind
from jetbridge_client import Jetbridge, TokenRefusedError, WebhookRefusedError, Webhooks
from jetbridge_local.stack.options import PROJECT
from tests.e2e.flows import clients
from tests.e2e.flows.notifications import operator
from tests.e2e.flows.tenant import Tenant
from tests.e2e.journeys.inbox import Delivery, receiving
from tests.support import typescript

type Json = Any
DOCUMENTS: Final = ("README.md", "docs/clients.md")
SECRET: Final = "whsec_" + b64encode(b"made-up").decode()
type Run = Callable[[str, tuple[str, str], dict[str, Json]], list[Json]]


def by_python(api: str, pair: tuple[str, str], known: dict[str, Json]) -> list[Json]:
    """Make the calls by the Python client."""
    with Jetbridge(api, *pair) as client:
        return clients.run(client, known)


def pair_of(tenant: Tenant) -> tuple[str, str]:
    """Return an API client of a new tenant, with every scope."""
    scopes = [part for each in HELD_BY[ClientKind.API] for part in ("--scope", each)]
    name = f"tenant-{uuid.uuid4().hex[:12]}"
    made = json.loads(operator(tenant, "clients", "create", "--tenant", name, *scopes, "--json"))
    return made["client_id"], made["client_secret"]


def believes_python(secret: str, delivery: Delivery) -> bool:
    """Return whether the Python client believes a webhook."""
    try:
        event = Webhooks(secret).verify(delivery.headers, delivery.body.encode())
    except WebhookRefusedError:
        return False
    return event.type == "webhook.test"


def by_typescript(api: str, pair: tuple[str, str], known: dict[str, Json]) -> list[Json]:
    """Make the calls by the TypeScript client."""
    done = typescript.told("stack.mjs", api=api, client=pair, steps=clients.STEPS, known=known)
    known.update(done["known"])
    return list(done["came"])


def believes_typescript(secret: str, delivery: Delivery) -> bool:
    """Return whether the TypeScript client believes a webhook."""
    told = {"secret": secret, "headers": delivery.headers, "body": delivery.body}
    return bool(typescript.told("stack.mjs", **told).get("type") == "webhook.test")


@pytest.mark.local_only(reason="the endpoint is on loopback")
@pytest.mark.parametrize(
    ("run", "believes"),
    [(by_python, believes_python), (by_typescript, believes_typescript)],
    ids=["python", "typescript"],
)
def test_a_client_does_what_every_client_does(
    run: Run, believes: Callable[[str, Delivery], bool], tenant: Tenant
) -> None:
    """From its first token to a webhook, by clients/cases/stack.json."""
    # GIVEN a tenant, and its endpoint
    pair = pair_of(tenant)
    with receiving() as inbox:
        known: dict[str, Json] = {"inbox": {"url": inbox.url}}
        # WHEN the calls are made
        came = run(tenant.api, pair, known)
        # THEN each ends as it should
        for step, each in zip(clients.STEPS, came, strict=True):
            clients.check(step, each, known)
        # AND what reached the endpoint is believed, by its secret alone
        (delivery,) = inbox.received
        assert believes(known["endpoint"]["secret"], delivery)
        assert not believes("whsec_b3RoZXI=", delivery)


def test_a_wrong_secret_is_an_oauth_error(tenant: Tenant) -> None:
    """It is told by no retry, and without the secret."""
    client_id, _ = pair_of(tenant)
    with Jetbridge(tenant.api, client_id, "jb_cs_wrong") as client:
        with pytest.raises(TokenRefusedError, match="invalid_client") as refused:
            client.list_connections()
        assert "jb_cs_wrong" not in str(refused.value)
        assert (refused.value.error, refused.value.attempts) == ("invalid_client", 1)


def what_examples_read(tenant: Tenant) -> dict[str, str]:
    """Return the variables that the examples read, of a tenant with a policy."""
    pair = pair_of(tenant)
    document = json.loads((PROJECT / "docs" / "policies" / "incode.json").read_text())
    with Jetbridge(tenant.api, *pair) as client:
        client.put_policy(document, if_none_match="*")
    names = ("API", "CLIENT_ID", "CLIENT_SECRET", "WEBHOOK_SECRET")
    return dict(zip(names, (tenant.api, *pair, SECRET), strict=True))


def test_the_examples_in_python_run(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of README and docs/clients.md, one after the other, and that of the package."""
    # GIVEN a tenant with a policy, and the variables that the examples read
    for name, value in (read := what_examples_read(tenant)).items():
        monkeypatch.setenv(name, value)
    secret = read["WEBHOOK_SECRET"]
    # WHEN the examples are run
    ran: dict[str, Any] = {}
    blocks = clients.blocks("python", *DOCUMENTS, "clients/python/README.md")
    exec("\n".join(blocks), ran)  # noqa: S102 - that is the test
    ran["client"].close()
    # THEN each did what it says
    assert len(blocks) == 6
    assert capsys.readouterr().out.count("requested") == 2
    # AND the one of webhooks answers as it should
    event = {"type": "journey.completed", "timestamp": "x", "data": {"candidateId": "can-1"}}
    body, now, known = json.dumps(event), datetime.now(UTC), set[str]()
    signature = Webhook(secret).sign("evt-1", now, body)
    headers = {"webhook-id": "evt-1", "webhook-timestamp": str(int(now.timestamp()))}
    signed = {**headers, "webhook-signature": signature}
    assert [ran["receive"](signed, body.encode(), known) for _ in range(2)] == [204, 204]
    assert ran["receive"](signed, b"{}", known) == 401
    assert capsys.readouterr().out == "can-1 is on board\n"


def test_the_examples_in_typescript_run(tenant: Tenant) -> None:
    """The same, compiled with the types of the package."""
    # GIVEN the examples, as modules of the package
    examples = clients.blocks("ts", *DOCUMENTS, "clients/typescript/README.md")
    folder = typescript.built() / ".examples"
    folder.mkdir(exist_ok=True)
    names = [f"example{number}.mts" for number, _ in enumerate(examples)]
    for name, example in zip(names, examples, strict=True):
        (folder / name).write_text(example)
    strictly = ("--strict", "--target", "ES2022", "--module", "NodeNext", "--types", "node")
    typescript.compiled(*strictly, "--skipLibCheck", *(str(folder / name) for name in names))
    # WHEN they are run
    variables = what_examples_read(tenant)
    ran = [
        typescript.run("node", str(folder / name.replace(".mts", ".mjs")), env=variables)
        for name in names
    ]
    # THEN each did what it says
    assert [each.returncode for each in ran] == [0] * 5, [each.stderr for each in ran]
    assert ["requested" in each.stdout for each in ran] == [True, True, False, False, False]
