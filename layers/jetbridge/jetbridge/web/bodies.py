"""The bodies of the onboarding API, as far as they are every partner's.

A body is checked whole before any partner is called, by the rules of the partner that it names.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from jetbridge.model import json_text, registry
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.partner import Capability
from jetbridge.web.json_object import document, invalid
from jetbridge.web.orders import Order, reads_orders, with_former
from jetbridge.web.request import Request

_PHONE: Final = re.compile(r"/(phone|mobile)$")
"""Where phone numbers stand in a request."""


def onboarding_order(request: Request) -> Order:
    """Read the body of `POST /v1/onboardings`, by the rules of the partner that it names.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return order(document(request))


def order(sent: Mapping[str, Any], country: str = "") -> Order:
    """Read what `POST /v1/onboardings` takes, wherever it comes from.

    Args:
        sent: the request.
        country: where phone numbers without a country code are from, empty: nowhere.

    Raises:
        ApiProblem: 422 with every broken rule.
    """
    names = [each.name for each in registry.every(Capability.ONBOARDS)]
    name = str(sent.get("partner"))
    if name not in names:
        raise invalid(_no_such_partner(names, named="partner" in sent))
    return with_former(reads_orders(name).read_order, sent, country)


def order_with_gaps(sent: Mapping[str, Any], country: str) -> tuple[Order, tuple[Violation, ...]]:
    """Read a request as `order` does, and leave out phone numbers that it can do without.

    For what a candidate wrote: a number that cannot be read is left out where it is optional.

    Returns:
        The order, and what was left out of it.

    Raises:
        ApiProblem: 422 with every broken rule; a number that is needed among them.
    """
    try:
        return order(sent, country), ()
    except ApiProblem as problem:
        unread = tuple(each for each in problem.errors if _PHONE.search(each.pointer))
        if not unread:
            raise
        try:
            return order(_without(sent, "", {each.pointer for each in unread}), country), unread
        except ApiProblem:
            raise problem from None


def _without(value: Any, pointer: str, left_out: Collection[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a JSON value without the members that `left_out` points to."""
    if isinstance(value, list):
        return [_without(each, f"{pointer}/{at}", left_out) for at, each in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without(member, f"{pointer}/{json_text.escaped(name)}", left_out)
        for name, member in value.items()
        if f"{pointer}/{json_text.escaped(name)}" not in left_out
    }


def _no_such_partner(names: Sequence[str], *, named: bool) -> Violation:
    if not named:
        return Violation("/partner", "missing", "This field is required.")
    return Violation("/partner", "literal_error", f"Must be one of {', '.join(names)}.")


def idempotency_key(request: Request) -> str | None:
    """Read the `Idempotency-Key` header, None where there is none.

    Raises:
        ApiProblem: 400, it is not 1 to 255 visible ASCII characters.
    """
    key = request.headers.get("idempotency-key")
    if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        detail = "It must be 1 to 255 visible ASCII characters."
        raise ApiProblem(400, "invalid-idempotency-key", "The Idempotency-Key is not valid", detail)
    return key
