"""The attributes in which the fields of a dataclass are stored."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

_STORED_AS: Final = "stored_as"


class Described(Protocol):
    """A field of a record or of a dataclass."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def metadata(self) -> Mapping[Any, Any]:
        """What was said of it."""
        ...


def stored_as(attribute: str) -> Mapping[str, str]:
    """Return the metadata of a field that is stored in an attribute of another name.

    A field can so be renamed, while items keep their form:
    `tenant_id: str = field(metadata=stored_as("tenant"))`.
    """
    return {_STORED_AS: attribute}


def attribute_of(field: Described) -> str:
    """Return the attribute that a field is stored in, which has its name unless it declares one."""
    return str(field.metadata.get(_STORED_AS, field.name))
