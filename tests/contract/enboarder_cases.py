"""Enboarder's launches: bodies that it takes, and bodies that fail."""

from typing import Final

from tests.contract.cases import BodyRefusal


def _enboarder(**changes: object) -> dict[str, object]:
    """Return a valid basic launch with `changes`; None leaves a field out."""
    body = {
        "nhnm": "Jane Doe",
        "nheml": "jane@example.com",
        "chnl": "eml",
        "mgrnm": "John Doe",
        "mgreml": "john@example.com",
        "mgrchnl": "eml",
        "nhstdt": "2027-03-01",
        "customfields": [{"name": "location", "value": "Sydney"}],
        "externalid": "ENT-1",
        "mode": 0,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


ENBOARDER_BASIC: Final = _enboarder()
"""A basic launch with everything in it."""

ENBOARDER_ADVANCED: Final = {
    **_enboarder(mgrnm=None, mgreml=None, mgrchnl=None),
    "managers": [
        {"nm": "John Doe", "eml": "john@example.com", "chnl": "eml", "mgrlbl": "Direct Manager"},
        {"nm": "Joan Roe", "mob": "+61415000000", "chnl": "mob", "mgrlbl": "Buddy"},
    ],
}
"""An advanced launch with everything in it."""

ENBOARDER_DOCUMENTED_REFUSALS: Final = (
    BodyRefusal(
        "an employee without a contact",
        _enboarder(nheml=None),
        'Atleast one of the fields is required ["nheml","nhmob","nhmobeml"]',
        "/nheml",
    ),
    BodyRefusal(
        "a mobile that is preferred and missing",
        _enboarder(chnl="mob"),
        "Employee preferred channel is mobile while mobile not provided",
        "/nhmob",
    ),
)
"""Enboarder's own examples for a basic launch, to the letter."""

ENBOARDER_ASSUMED_REFUSALS: Final = (
    BodyRefusal(
        "an employee without a name",
        _enboarder(nhnm=" "),
        'Required field is missing ["nhnm"]',
        "/nhnm",
    ),
    BodyRefusal(
        "an e-mail address that is preferred and missing",
        _enboarder(nheml=None, nhmob="+61415000000"),
        "Employee preferred channel is email while email not provided",
        "/nheml",
    ),
    BodyRefusal(
        "an unknown channel",
        _enboarder(chnl="pigeon"),
        'Preferred channel must be one of ["mob","eml"]',
        "/chnl",
    ),
    BodyRefusal(
        "a channel that is no text",
        _enboarder(chnl=["eml"]),
        'Preferred channel must be one of ["mob","eml"]',
        "/chnl",
    ),
    BodyRefusal(
        "no manager",
        _enboarder(mgrnm=None),
        'Required field is missing ["mgrnm"]',
        "/mgrnm",
    ),
    BodyRefusal(
        "a manager without a contact",
        _enboarder(mgreml=None),
        'Atleast one of the fields is required ["mgreml","mgrmob"]',
        "/mgreml",
    ),
    BodyRefusal(
        "a manager's mobile that is preferred and missing",
        _enboarder(mgrchnl="mob"),
        "Manager preferred channel is mobile while mobile not provided",
        "/mgrmob",
    ),
    BodyRefusal(
        "no start date",
        _enboarder(nhstdt=None),
        'Required field is missing ["nhstdt"]',
        "/nhstdt",
    ),
    BodyRefusal(
        "a start date in another order",
        _enboarder(nhstdt="01-03-2027"),
        "Start date must be in format YYYY-MM-DD",
        "/nhstdt",
    ),
    BodyRefusal(
        "a start date without hyphens",
        _enboarder(nhstdt="20270301"),
        "Start date must be in format YYYY-MM-DD",
        "/nhstdt",
    ),
    BodyRefusal(
        "a day that does not exist",
        _enboarder(nhstdt="2027-02-30"),
        "Start date must be in format YYYY-MM-DD",
        "/nhstdt",
    ),
    BodyRefusal(
        "custom fields that are none",
        _enboarder(customfields=[{"name": "location"}]),
        "customfields must be a list of name and value",
        "/customfields",
    ),
)
"""Rules of Enboarder's pages for a basic launch, for which they show no message."""
