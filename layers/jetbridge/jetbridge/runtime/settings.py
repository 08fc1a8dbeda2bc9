"""The settings of this process."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import override

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.settings import Settings
from jetbridge.runtime import aws
from jetbridge.store.table import TableUnavailableError


def settings() -> Settings:
    """Return the settings, each read from the environment at the moment it is used."""
    return Settings(Environment(os.environ, _parameter))


class Environment(Mapping[str, str]):
    """Environment variables, of which one may be kept elsewhere.

    Where a variable is empty and another, named like it with `_PARAMETER` behind, is not, its
    value is that of the SSM parameter named there. The template does so with Cognito's client id,
    which comes to be only after the functions that need it.
    """

    def __init__(self, variables: Mapping[str, str], parameter: Callable[[str], str]) -> None:
        """`parameter` reads an SSM parameter by its name, when it is needed and not before."""
        self._variables = variables
        self._parameter = parameter

    @override
    def __getitem__(self, name: str) -> str:
        elsewhere = self._variables.get(f"{name}_PARAMETER")
        if elsewhere and not self._variables.get(name):
            return self._parameter(elsewhere)
        return self._variables[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    @override
    def __len__(self) -> int:
        return len(self._variables)


@cache
def _parameter(name: str) -> str:
    """Read an SSM parameter once: those named in the environment change with the deployment.

    Raises:
        TableUnavailableError: it cannot be read now.
    """
    try:
        return aws.parameter(name)
    except (AwsRefusedError, AwsNotAnsweredError) as failure:
        raise TableUnavailableError(str(failure)) from None
