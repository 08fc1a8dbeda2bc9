"""Policies to run journeys by, as a tenant writes them."""

from typing import Any, Final

type Document = dict[str, Any]

_INCODE: Final = {
    "integrationReference": "int_b2b_1",
    "loginHint": {"path": "/candidate/email"},
    "name": {"join": [{"path": "/candidate/firstName"}, {"path": "/candidate/lastName"}]},
}
_ADDRESSES: Final = {
    "bus": {},
    "sms": {"notification": {"phone": {"path": "/candidate/phoneNumber"}}},
    "email": {"notification": {"email": {"path": "/candidate/email"}}},
}
_ENBOARDER: Final = {
    "employee": {
        "name": {"join": [{"path": "/candidate/firstName"}, {"path": "/candidate/lastName"}]},
        "email": {"path": "/candidate/email"},
    },
    "managers": [{"name": "John Doe", "email": "john@example.com"}],
    "startDate": {"date": "today", "addDays": 30},
}

LAUNCH: Final[Document] = {
    "name": "welcome",
    "kind": "launch",
    "partner": "enboarder",
    "fields": _ENBOARDER,
}
REPORT: Final[Document] = {"name": "tell", "kind": "report"}
READY: Final[Document] = {"name": "mark", "kind": "report", "status": "READY_TO_ONBOARD"}


def verify(delivery: str = "bus", **more: object) -> Document:
    """Return a step in which Incode verifies the person, within three days by default."""
    return {
        "name": "identity",
        "kind": "verify",
        "partner": "incode",
        "delivery": delivery,
        "fields": _INCODE | _ADDRESSES[delivery],
        **more,
    }


def by_onboarder(**more: object) -> Document:
    """Return a step in which Onboarder verifies the person."""
    return {
        "name": "identity",
        "kind": "verify",
        "partner": "onboarder",
        "fields": {"flowId": "flow-1"},
        **more,
    }


def policy(*steps: Document, **more: object) -> Document:
    """Return a policy of these steps: by default verify, launch, report."""
    chosen = [*steps] or [verify(), LAUNCH, REPORT]
    return {"schema": "jetbridge.policy/1", "steps": chosen, **more}
