"""What is asked of a partner, read from a request: as it is now, and as it was read before."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from jetbridge.model.errors import ApiProblem
from jetbridge.partners.enboarder import workflows as enboarder_workflows
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.web.fields import Reading

type Order = incode.Order | onboarder.Order | enboarder_workflows.Order


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
