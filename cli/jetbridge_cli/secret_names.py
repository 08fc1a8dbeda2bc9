"""The deployment's secrets by name: one of each partner, the sign-in service's and the keyring."""

from typing import Final

from jetbridge.flows.connection import capabilities, own_credentials
from jetbridge.flows.connection.own_credentials import IDENTITY
from jetbridge.model import registry

NAMES: Final = own_credentials.names()
"""The secrets that an operator fills in. The keyring fills itself in."""


def required(name: str) -> tuple[str, ...]:
    """Return the fields of a secret that an operator fills in. `name` is one of `NAMES`."""
    if name == IDENTITY:
        return ("client_secret",)
    return capabilities.own_credentials(name).FIELDS


def fields(name: str) -> tuple[str, ...]:
    """Return every field of a secret, with those that may stay empty. `name` is one of `NAMES`."""
    if name == IDENTITY:
        return required(name)
    return (*required(name), *capabilities.own_credentials(name).OPTIONAL_FIELDS)


def output(name: str) -> str:
    """Return the output of the template that names a secret."""
    partner = registry.known(name)
    return f"{partner.title if partner else name.capitalize()}SecretArn"
