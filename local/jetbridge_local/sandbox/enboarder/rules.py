"""The rules of a launch and of an update, in the order in which Enboarder checks them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jetbridge_local.sandbox.enboarder.errors import ApiError

CONTACT: Final = 'Atleast one of the fields is required ["nheml","nhmob","nhmobeml"]'
MOBILE: Final = "Employee preferred channel is mobile while mobile not provided"
# The two above are Enboarder's own words, typing error included; the rest is modelled on them.
EMAIL: Final = "Employee preferred channel is email while email not provided"
MANAGER_CONTACT: Final = 'Atleast one of the fields is required ["mgreml","mgrmob"]'
MANAGER_MOBILE: Final = "Manager preferred channel is mobile while mobile not provided"
MANAGER_EMAIL: Final = "Manager preferred channel is email while email not provided"
CHANNEL: Final = 'Preferred channel must be one of ["mob","eml"]'
DATE: Final = "Start date must be in format YYYY-MM-DD"
CUSTOM_FIELDS: Final = "customfields must be a list of name and value"
MANAGERS: Final = "managers must be a list of at least one manager"
NO_OBJECT: Final = "The body must be a JSON object"

type Body = Mapping[str, object]
type ProfileExists = Callable[[str], bool]

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of a person whose contact is missing, or missing where it is preferred."""

    nothing: str
    no_mobile: str
    no_email: str


_EMPLOYEE: Final = _Words(CONTACT, MOBILE, EMAIL)
_MANAGER: Final = _Words(MANAGER_CONTACT, MANAGER_MOBILE, MANAGER_EMAIL)


def check_basic(body: Body) -> None:
    """Check a basic launch: one employee, one manager.

    Raises:
        ApiError: with the message of the first rule that is broken.
    """
    _employee(body)
    require_text(body, "mgrnm")
    _contact(_MANAGER, body.get("mgrmob"), body.get("mgreml"), body.get("mgrchnl"))
    _rest(body)


def check_advanced(body: Body, profile_exists: ProfileExists) -> None:
    """Check an advanced launch: an employee or a profile, and a list of managers.

    Raises:
        ApiError: with the message of the first rule that is broken.
    """
    if body.get("nhexternalid"):
        _existing(body["nhexternalid"], profile_exists)
    else:
        _employee(body)
    managers = body.get("managers")
    if not isinstance(managers, list) or not managers:
        raise ApiError(MANAGERS)
    for manager in managers:
        _manager(manager, profile_exists)
    _rest(body)


def check_update(body: Body) -> None:
    """Check what an update changes: only what is there.

    Raises:
        ApiError: with the message of the first rule that is broken.
    """
    require_text(body, "externalid")
    if body.get("nhstdt") is not None:
        _start_date(body)
    _custom_fields(body)


def custom_fields(body: Body) -> dict[str, str]:
    """Return the custom fields of a checked body by their names."""
    given = body.get("customfields")
    items = given if isinstance(given, list) else []
    return {str(item["name"]): str(item["value"]) for item in items}


def start_date(body: Body) -> date:
    """Return the start date of a checked body."""
    return date.fromisoformat(str(body["nhstdt"]))


def require_text(body: Body, name: str) -> str:
    """Return a field that has to be a text with something in it.

    Raises:
        ApiError: it is not.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ApiError(f'Required field is missing ["{name}"]')
    return value


def _rest(body: Body) -> None:
    require_text(body, "nhstdt")
    _start_date(body)
    _custom_fields(body)


def _employee(body: Body) -> None:
    require_text(body, "nhnm")
    either = body.get("nhmobeml")
    _contact(_EMPLOYEE, body.get("nhmob") or either, body.get("nheml") or either, body.get("chnl"))


def _contact(words: _Words, mobile: object, email: object, channel: object) -> None:
    """Check that there is a contact, and the preferred one if one is preferred."""
    if not mobile and not email:
        raise ApiError(words.nothing)
    if channel not in (None, "", "mob", "eml"):
        raise ApiError(CHANNEL)
    if channel == "mob" and not mobile:
        raise ApiError(words.no_mobile)
    if channel == "eml" and not email:
        raise ApiError(words.no_email)


def _manager(manager: object, profile_exists: ProfileExists) -> None:
    if not isinstance(manager, dict):
        raise ApiError(MANAGERS)
    if manager.get("externalid"):
        _existing(manager["externalid"], profile_exists)
        return
    require_text(manager, "nm")
    _contact(_MANAGER, manager.get("mob"), manager.get("eml"), manager.get("chnl"))


def _existing(profile: object, profile_exists: ProfileExists) -> None:
    if not profile_exists(str(profile)):
        raise ApiError(f"Error: profile [{profile}] not found")


def _start_date(body: Body) -> None:
    given = str(body["nhstdt"])
    try:
        valid = bool(_DATE.fullmatch(given) and date.fromisoformat(given))
    except ValueError:
        valid = False
    if not valid:
        raise ApiError(DATE)


def _custom_fields(body: Body) -> None:
    given = body.get("customfields")
    if given is None:
        return
    valid = isinstance(given, list) and all(
        isinstance(item, dict) and {"name", "value"} <= item.keys() for item in given
    )
    if not valid:
        raise ApiError(CUSTOM_FIELDS)
