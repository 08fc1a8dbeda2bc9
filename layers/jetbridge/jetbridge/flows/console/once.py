"""What a button makes once, however often it is pressed: the key that its form carries.

The flows of the API find by it what an earlier press has made. Once it is used up, the form that is
shown again has another one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from jetbridge.flows.console.places import Form, Visit
from jetbridge.model.errors import ApiProblem

KEY: Final = "key"
"""The field of the key."""
_REUSED: Final = "idempotency-key-reused"
_MADE: Final = "made-before"


def fields(visit: Visit) -> dict[str, str]:
    """Return the field of a form that makes something."""
    return {KEY: visit.context.ids.handle()}


def is_spent(refused: ApiProblem) -> bool:
    """Return whether what was refused can never be taken under the key that it had."""
    return refused.slug == _MADE


@contextmanager
def pressed(form: Form) -> Iterator[str | None]:
    """Give the key of a form, and say in a person's words that something was made under it.

    Raises:
        ApiProblem: 409.
    """
    try:
        yield form.get(KEY)
    except ApiProblem as refused:
        if refused.slug != _REUSED:
            raise
        title = "It was done before, with what was filled in then"
        detail = "Look at what came of it. The button does it once more, as it is filled in now."
        raise ApiProblem(409, _MADE, title, detail) from None
