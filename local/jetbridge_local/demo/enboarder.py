"""A new hire's workflow at Enboarder."""

from jetbridge_local.demo.guide import Guide, check
from jetbridge_local.sandbox.credentials import ENBOARDER_API_KEY


def connect(guide: Guide) -> None:
    """The tenant connects their account with an API key."""
    account = {"region": "EU", "auth": "apiKey", "apiKey": ENBOARDER_API_KEY}
    made = guide.api("POST", "/v1/connections/enboarder", "connections:write", account)
    check(made["status"] == "active", "the connection is active")


def launch(guide: Guide) -> None:
    """The tenant connects their account with an API key, and launches a workflow once."""
    with guide.step("The tenant connects Enboarder and launches a workflow, once"):
        connect(guide)
        order = {
            "partner": "enboarder",
            "kind": "basic",
            "employee": {"name": "Ana Ruiz", "email": "ana@example.com"},
            "managers": [{"name": "Max Boss", "email": "max@example.com"}],
            "startDate": "2030-01-07",
            "externalCustomerId": "hire-1",
        }
        first, again = (
            guide.send(
                "POST",
                "/v1/onboardings",
                "onboardings:write",
                order,
                **{"Idempotency-Key": "demo-2"},
            )
            for _ in range(2)
        )
        guide.line("the workflow is launched", first)
        check(first.json()["status"] == "launched", "the workflow is launched")
        guide.line("the same request launches nothing", again)
        check(again.json() == first.json(), "the same key gives the same answer")
        launched = guide.sandbox("enboarder-api", "GET", "state")["workflows"]
        check(len(launched) == 1, "Enboarder launched one workflow")
