"""Enboarder's workflows: launch, update, cancel. Readable names outside, its short ones inside.

Source: the partner's pages "Launch a Basic Workflow", "Launch an Advanced Workflow", "Update a
Workflow", "Cancel a Workflow" (docs/partners/enboarder.md says what is known and what is assumed).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from jetbridge.model import json_text
from jetbridge.model.ports import HttpRequest
from jetbridge.model.record import field, record, replace
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import PARTNER, Api

type LaunchKind = Literal["basic", "advanced"]
type Channel = Literal["mobile", "email"]
type CancelMode = Literal["ALL", "SELECTED", "CANCEL_ALL"]

_CHANNELS: Final = {"mobile": "mob", "email": "eml"}
_PATHS: Final[Mapping[str, str]] = {"basic": "basic", "advanced": "advance"}
"""The last part of a launch's path: `advance`, not `advanced`."""


@record
class Participant:
    """An employee or a manager, or the profile that Enboarder has of one. Personal data.

    `label` is a manager's role in the workflow, such as Direct Manager.
    """

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile: str | None = None
    preferred_channel: Channel | None = None
    external_id: str | None = None
    label: str | None = None


@record
class Changes:
    """What a workflow is launched with, or what of it changes: None is not sent.

    `start_date` is `YYYY-MM-DD`; `custom_fields` are values by their label in Enboarder, where
    `brand`, `location` and category names count among them.
    """

    employee: Participant | None = field(default=None, repr=False)
    managers: tuple[Participant, ...] | None = field(default=None, repr=False)
    start_date: str | None = field(default=None, repr=False)
    custom_fields: Mapping[str, str] | None = field(default=None, repr=False)


@record
class Order:
    """One workflow to be launched, already checked.

    `external_customer_id` is the caller's own id of the hire; `candidate_id` and `job_id` may
    stand in its place.
    """

    kind: LaunchKind
    content: Changes = field(repr=False)
    external_customer_id: str | None = None
    candidate_id: str | None = None
    job_id: str | None = None
    partner: ClassVar = PARTNER
    former: "Order | None" = field(default=None, compare=False, repr=False)
    """How releases before normalisation read the same request, where that differs."""


def external_id(tenant: str, *hire: str) -> str:
    """Return the id under which Enboarder knows a hire: the same each time for the same hire.

    A digest, because what a caller names a hire by may be personal or of any length. Names of
    another number of parts never share one.
    """
    named = hashlib.sha256(json.dumps([tenant, *hire]).encode()).hexdigest()
    return f"jetbridge-{named[:40]}"


def launch_body(order: Order, externalid: str) -> dict[str, object]:
    """Return what is launched, in the partner's names."""
    content = order.content
    reached = replace(
        content,
        employee=content.employee and _reached(content.employee),
        managers=content.managers and tuple(map(_reached, content.managers)),
    )
    body = _body(reached, one_manager=order.kind == "basic")
    return {**body, "externalid": externalid}


def launch_request(
    api: Api, kind: LaunchKind, body: Mapping[str, object], token: Secret
) -> HttpRequest:
    """Build `POST …/startwf/basic` or `…/advance`. Each such call starts a workflow."""
    path = f"/restapi/{api.version}/startwf/{_PATHS[kind]}"
    return api.call("POST", path, token, body, operation=f"startwf/{_PATHS[kind]}")


def update_request(
    api: Api, kind: LaunchKind, changes: Changes, externalid: str, token: Secret
) -> HttpRequest:
    """Build `PUT …/updatewf`, which changes what is given and may be repeated."""
    body = {"externalid": externalid, **_body(changes, one_manager=kind == "basic")}
    path = f"/restapi/{api.version}/updatewf"
    return api.call("PUT", path, token, body, operation="updatewf")


def cancel_request(  # noqa: PLR0913 - the partner's own fields, each by its name
    api: Api,
    externalid: str,
    token: Secret,
    *,
    mode: CancelMode,
    comments: str | None = None,
    custom_fields: Mapping[str, str] | None = None,
) -> HttpRequest:
    """Build `POST …/cancelwf`.

    `CANCEL_ALL` ends what is pending or in progress and ignores the rest, `ALL` wants every
    workflow to be in a state that can be cancelled, `SELECTED` those with the custom fields.
    """
    body = {
        "externalid": externalid,
        "mode": mode,
        "comments": comments,
        "customfields": _custom_fields(custom_fields),
    }
    path = f"/restapi/{api.version}/cancelwf"
    return api.call("POST", path, token, json_text.given(body), operation="cancelwf")


def _body(content: Changes, *, one_manager: bool) -> dict[str, object]:
    body: dict[str, object | None] = {
        "nhstdt": content.start_date,
        "customfields": _custom_fields(content.custom_fields),
    }
    if content.employee:
        body |= _named("nh", content.employee) | {
            "chnl": _channel(content.employee),
            "nhexternalid": content.employee.external_id,
        }
    if content.managers is not None and one_manager:
        (manager,) = content.managers
        body |= {
            "mgrnm": manager.name,
            "mgrmob": manager.mobile,
            "mgreml": manager.email,
            "mgrchnl": _channel(manager),
        }
    elif content.managers is not None:
        body["managers"] = [_manager(manager) for manager in content.managers]
    return json_text.given(body)


def _reached(person: Participant) -> Participant:
    """Prefer the one channel that there is, where the caller prefers none."""
    if person.preferred_channel or bool(person.email) == bool(person.mobile):
        return person
    return replace(person, preferred_channel="email" if person.email else "mobile")


def _manager(manager: Participant) -> dict[str, object]:
    return json_text.given(
        _named("", manager)
        | {
            "chnl": _channel(manager),
            "externalid": manager.external_id,
            "mgrlbl": manager.label,
        }
    )


def _named(prefix: str, person: Participant) -> dict[str, object | None]:
    return {
        f"{prefix}nm": person.name,
        f"{prefix}fnm": person.first_name,
        f"{prefix}lnm": person.last_name,
        f"{prefix}mob": person.mobile,
        f"{prefix}eml": person.email,
    }


def _channel(person: Participant) -> str | None:
    return _CHANNELS[person.preferred_channel] if person.preferred_channel else None


def _custom_fields(fields: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    return [{"name": name, "value": value} for name, value in fields.items()] if fields else None
