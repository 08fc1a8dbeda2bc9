"""The attributes in which the fields of a dataclass are stored."""

from collections.abc import Mapping
from dataclasses import Field
from typing import Any, Final

_STORED_AS: Final = "stored_as"


def stored_as(attribute: str) -> Mapping[str, str]:
    """Return the metadata of a field that is stored in an attribute of another name.

    A field can so be renamed, while items keep their form:
    `tenant_id: str = field(metadata=stored_as("tenant"))`.
    """
    return {_STORED_AS: attribute}


def attribute_of(field: Field[Any]) -> str:
    """Return the attribute that a field is stored in, which has its name unless it declares one."""
    return str(field.metadata.get(_STORED_AS, field.name))
