"""Settings come from the environment, and one of them may come from further away."""

import pytest

from jetbridge.model.settings import SettingError, Settings
from jetbridge.runtime.settings import Environment


class Parameters:
    """A stand-in for SSM that remembers what it was asked for."""

    def __init__(self) -> None:
        """Hold one parameter."""
        self.asked: list[str] = []

    def read(self, name: str) -> str:
        """Return a value that tells its name."""
        self.asked.append(name)
        return f"value of {name}"


def _settings(variables: dict[str, str], parameters: Parameters) -> Settings:
    return Settings(Environment(variables, parameters.read))


def test_an_empty_variable_is_read_from_the_parameter_named_for_it() -> None:
    """Cognito's client id reaches the consent function although it is younger."""
    # GIVEN an environment in which the client id is empty and its parameter is named
    parameters = Parameters()
    variables = {"OIDC_CLIENT_ID": "", "OIDC_CLIENT_ID_PARAMETER": "/jetbridge/client-id"}
    # WHEN the client id is read
    client_id = _settings(variables, parameters).oidc_client_id
    # THEN it is the parameter's value
    assert client_id == "value of /jetbridge/client-id"


def test_a_variable_that_is_given_needs_no_parameter() -> None:
    """With an OpenID issuer of the deployer's own, nothing is asked of SSM."""
    # GIVEN an environment with both
    parameters = Parameters()
    variables = {"OIDC_CLIENT_ID": "ours", "OIDC_CLIENT_ID_PARAMETER": "/jetbridge/client-id"}
    # WHEN the client id is read
    client_id = _settings(variables, parameters).oidc_client_id
    # THEN it is the variable's value
    assert client_id == "ours"
    assert parameters.asked == []


def test_other_settings_do_not_wait_for_the_parameter() -> None:
    """A function that has no use for the client id never asks for it, nor may it."""
    # GIVEN an environment whose client id is elsewhere
    parameters = Parameters()
    variables = {"TABLE_NAME": "table", "OIDC_CLIENT_ID_PARAMETER": "/jetbridge/client-id"}
    # WHEN another setting is read
    table_name = _settings(variables, parameters).table_name
    # THEN nothing was asked
    assert table_name == "table"
    assert parameters.asked == []


def test_a_missing_variable_is_named() -> None:
    """The operator learns which variable to set."""
    # GIVEN an environment without anything
    empty = _settings({}, Parameters())
    # WHEN a setting without default is read
    # THEN the error names its variable
    with pytest.raises(SettingError, match="OIDC_CLIENT_ID must be set"):
        _ = empty.oidc_client_id
