"""An identity verification at Incode."""

from typing import Final

from jetbridge_local.demo.guide import Guide, Json, check

ORDER: Final[Json] = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
    "linkValidityInMinutes": 60,
    "externalCustomerId": "corr-1",
}


def onboard(guide: Guide) -> None:
    """The tenant's backend asks for an onboarding and gets the link."""
    path, scope = "/v1/onboardings", "onboardings:write"
    with guide.step("The tenant's backend asks for an Incode onboarding and gets the link"):
        wrong = {**ORDER, "notification": {"type": "SMS"}}
        refused = guide.send("POST", path, scope, wrong, **{"Idempotency-Key": "demo-0"})
        fault = refused.json()["errors"][0]
        guide.line(f"without a phone: {fault['pointer']} — {fault['detail']}", refused)
        first = guide.send("POST", path, scope, ORDER, **{"Idempotency-Key": "demo-1"})
        guide.line("the link is there", first)
        check(first.status_code == 201, "the onboarding is requested")  # noqa: PLR2004 - HTTP's own number
        again = guide.send("POST", path, scope, ORDER, **{"Idempotency-Key": "demo-1"})
        check(again.json() == first.json(), "the same key gives the same answer")
        guide.line("the same Idempotency-Key gives the same answer", again)
        shown = first.json()
        guide.fact("url", f"{shown['url'].partition('?')[0]}?… until {shown['expiresAt']}")
