"""What `jetbridge secrets test` tells cron."""

import pytest

from jetbridge.flows.connection import own_credentials
from jetbridge.flows.connection.own_credentials import examine, names
from jetbridge.model.own_credentials import Finding, Result
from jetbridge.model.record import replace
from jetbridge.model.settings import Settings, Variable
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli import secret_names, secrets_testing
from tests.fakes.clock import FrozenClock
from tests.fakes.context import ENVIRONMENT, World
from tests.unit.infra.templates import written


@pytest.mark.parametrize(
    ("results", "is_named", "status"),
    [
        ([Result.WORKS, Result.NOT_ASKED], False, 0),
        ([Result.WORKS, Result.NOT_SET], False, 0),
        ([Result.NOT_SET], True, 1),
        ([Result.WORKS, Result.REFUSED, Result.UNKNOWN], False, 1),
        ([Result.UNUSABLE], False, 1),
        ([Result.WORKS, Result.UNKNOWN], False, secrets_testing.UNCLEAR),
        ([Result.WORKS, Result.DENIED], True, secrets_testing.UNCLEAR),
        ([Result.DENIED, Result.REFUSED], False, 1),
    ],
)
def test_the_exit_status_tells_what_is_wrong(
    results: list[Result], is_named: object, status: int
) -> None:
    """A refusal is told from a partner that does not answer; one that is not used is no fault."""
    # GIVEN what was found
    found = [Finding("incode", "client", each) for each in results]
    # THEN the exit status says whether an operator must act
    assert secrets_testing._exit_status(found, is_named=bool(is_named)) == status


@pytest.mark.parametrize("result", sorted(set(Result) - {Result.NOT_ASKED}))
def test_every_result_has_a_meaning(result: Result) -> None:
    """A sentence."""
    row = secrets_testing._row(Finding("incode", "client", result))
    assert str(row["meaning"]).endswith(".")


@pytest.mark.parametrize("name", names())
def test_a_partner_that_is_not_asked_says_why(name: str) -> None:
    """Where no harmless call is known."""
    # GIVEN a deployment without secrets, WHEN what is found of each is shown
    for found in examine(World(secrets=MemorySecrets({})).context(), name):
        row = secrets_testing._row(found)
        # THEN there is a sentence to it, and a reason where nothing was asked
        assert str(row["meaning"]).endswith(".")
        assert str(row["meaning"]).startswith("Not asked: ") == (found.result is Result.NOT_ASKED)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{"client_id": "i", "client_secret": "s"}', Result.NOT_ASKED),
        ('{"client_id": "i"}', Result.UNUSABLE),
        ('{"client_id": "i", "client_secret": "s\\n"}', Result.UNUSABLE),
        ("{}", Result.NOT_SET),
        ("not JSON", Result.UNUSABLE),
    ],
)
def test_what_no_partner_is_asked_about_is_looked_at(text: str, result: Result) -> None:
    """Onboardbase answers a wrong client and a wrong code alike: the secret itself shows it."""

    # GIVEN a secret in Secrets Manager
    class Answering:
        def call(self, *_: object) -> dict[str, str]:
            return {"SecretString": text}

    secrets = SecretsManager(Answering(), max_age=0, clock=FrozenClock())
    # WHEN it is tested
    context = replace(World().context(), secrets=secrets)
    (found,) = secrets_testing.examine(context, "onboardbase")
    # THEN what is wrong with it is found, and otherwise why Onboardbase was not asked
    assert found.result is result
    assert bool(found.why) == (result is Result.NOT_ASKED)


def test_a_public_client_has_no_secret() -> None:
    """Cognito's is one: nothing is wrong where it is empty."""
    environment = {**ENVIRONMENT, "IDENTITY_SECRET_ID": "identity"}
    world = World(secrets=MemorySecrets({"identity": {}}), environment=environment)
    (found,) = secrets_testing.examine(world.context(), own_credentials.IDENTITY)
    assert found.result is Result.NOT_ASKED


@pytest.mark.parametrize("name", [*secret_names.NAMES, own_credentials.KEYRING])
def test_the_template_has_each_secret_by_its_name(name: str) -> None:
    """Output and variable follow from the partner's title and name."""
    # THEN the template has the output, and the functions know the variable
    assert secret_names.output(name) in written()["Outputs"]
    variables = {each.name for each in vars(Settings).values() if isinstance(each, Variable)}
    assert own_credentials.variable(name) in variables
