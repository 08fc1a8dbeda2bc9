"""What is asked of a partner, read from a request: as it is now, and as it was read before."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Protocol, cast

from jetbridge.model import registry
from jetbridge.model.errors import ApiProblem
from jetbridge.model.partner import Capability
from jetbridge.model.record import replace
from jetbridge.web.reading import Reading


class Order(Protocol):
    """A dataclass of what is asked of one partner, already checked.

    Its fields are part of what is recognised as the same request, so `partner` is none of them.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def partner(self) -> str:
        """The partner that is asked."""

    @property
    def former(self) -> "Order | None":
        """How releases before normalisation read the same request, where that differs."""


class ReadsOrders(Protocol):
    """A partner of which onboardings are requested: the module `onboarding` of its folder."""

    def read_order(self, sent: Mapping[str, Any], reading: Reading) -> Order:
        """Read the body of `POST /v1/onboardings`.

        Args:
            sent: a JSON object whose `partner` is this one.
            reading: how its text is put right.

        Raises:
            ApiProblem: 422, with every broken rule.
        """


def reads_orders(name: str) -> ReadsOrders:
    """Return what reads the requests for a partner.

    Raises:
        LookupError: there is no such partner, or no onboardings are requested of it.
    """
    return cast("ReadsOrders", registry.partner(name).module(Capability.ONBOARDS))


def with_former[Kind: Order](
    read: Callable[[Mapping[str, Any], Reading], Kind], sent: Mapping[str, Any], country: str = ""
) -> Kind:
    """Return the order that `read` makes of a request.

    Where the releases before normalisation read another order, it stands in it as `former`: the
    digest that one of them stored is of that.

    Raises:
        ApiProblem: 422 with every broken rule.
    """
    order = read(sent, Reading(country))
    with suppress(ApiProblem):
        former = read(sent, Reading(as_before=True))
        if former != order:
            return cast("Kind", replace(cast("Any", order), former=former))
    return order
