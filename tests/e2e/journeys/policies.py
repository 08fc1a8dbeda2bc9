"""Small policies, as their tenants would write them."""

from typing import Final

from jetbridge_local.sandbox import credentials
from tests.e2e.flows.tenant import Json

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
_NAME: Final[Json] = {"join": [{"path": "/candidate/firstName"}, {"path": "/candidate/lastName"}]}
_EMAIL: Final[Json] = {"path": "/candidate/email"}

LAUNCH: Final[Json] = {
    "name": "welcome",
    "kind": "launch",
    "partner": "enboarder",
    "fields": {
        "employee": {"name": _NAME, "email": _EMAIL},
        "managers": [{"name": "John Doe", "mobile": "+61400000001"}],
        "startDate": {"date": {"path": "/application/startsOn"}, "notBefore": "today"},
    },
}
REPORT: Final[Json] = {"name": "tell", "kind": "report"}


def by_incode(**more: object) -> Json:
    """Return a verification at Incode whose link is handed to the tenant."""
    return {
        "name": "identity",
        "kind": "verify",
        "partner": "incode",
        "fields": {
            "integrationReference": credentials.INCODE_EMPLOYEE_INTEGRATION,
            "loginHint": _EMAIL,
            "name": _NAME,
        },
        **more,
    }


def by_onboarder(**more: object) -> Json:
    """Return a verification at Onboarder."""
    return {
        "name": "identity",
        "kind": "verify",
        "partner": "onboarder",
        "fields": {"flowId": credentials.ONBOARDER_FLOW_ID},
        **more,
    }


def policy(*steps: Json, **more: object) -> Json:
    """Return a policy of these steps."""
    return {"schema": "jetbridge.policy/1", "steps": [*steps], **more}


def whole(**more: object) -> Json:
    """Return a policy with everything in it: verified at Incode, launched, reported.

    `more` are members of the verification.
    """
    return policy(by_incode(**more), LAUNCH, REPORT)
