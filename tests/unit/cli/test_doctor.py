"""What `jetbridge doctor` finds of a stack, and of what it asks."""

import json
from collections.abc import Mapping
from email.utils import formatdate
from typing import Final

import pytest

from jetbridge import __version__
from jetbridge.model.aws_calls import AwsRefusedError, Document
from jetbridge.model.own_credentials import Result as Said
from jetbridge.model.ports import HttpResponse, NotSentError
from jetbridge.model.record import replace
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli import keyring_standing, service_standing, stack_standing
from jetbridge_cli.findings import Finding, Result
from jetbridge_local import template_facts
from tests.fakes.clock import START, FrozenClock
from tests.fakes.context import ENVIRONMENT, SECRETS, World
from tests.fakes.http import FakeHttp
from tests.support.documents import DOCS
from tests.unit.infra.templates import written

_TEMPLATE: Final = stack_standing.facts()
_DEFAULTS: Final = {name: value or "" for name, value in _TEMPLATE["parameters"].items()}
_API: Final = "https://api.test"
_ISSUER: Final = "https://issuer.test"


def _results(found: list[Finding]) -> dict[str, Result]:
    return {each.check: each.result for each in found}


def test_the_file_is_the_one_that_the_template_gives() -> None:
    """A template that changes changes it: run `make settings`."""
    assert stack_standing.FILE.read_text() == template_facts.text()


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("CREATE_COMPLETE", Result.FINE),
        ("UPDATE_COMPLETE", Result.FINE),
        ("UPDATE_IN_PROGRESS", Result.NOTE),
        ("UPDATE_ROLLBACK_COMPLETE", Result.ACT),
        ("UPDATE_ROLLBACK_FAILED", Result.ACT),
    ],
)
def test_a_deployment_that_did_not_go_through_is_told(status: str, result: Result) -> None:
    """One that was taken back, too: what runs is not what was deployed last."""
    (found,) = stack_standing.state(status, START)
    assert found.result is result


def test_outputs_that_are_missing_are_named() -> None:
    """A stack of an earlier release lacks some."""
    known = dict.fromkeys(_TEMPLATE["outputs"], "value")
    (fine,) = stack_standing.outputs(known, _TEMPLATE)
    assert fine.result is Result.FINE
    del known["SlowQueueUrl"]
    (found,) = stack_standing.outputs(known, _TEMPLATE)
    assert (found.result, found.about) == (Result.ACT, "the stack lacks SlowQueueUrl")


def test_parameters_that_differ_from_the_defaults_are_shown() -> None:
    """And those of another release."""
    # GIVEN a stack whose parameters have their defaults but for two, one that is unknown to the
    # template, and without one that the template has
    given = {**_DEFAULTS, "Stage": "dev", "WorkConcurrency": "10", "Former": "x"}
    del given["LogLevel"]
    differ, other = stack_standing.parameters(given, _TEMPLATE)
    # THEN both are shown, the one without a default among them
    assert {"Stage=dev", "WorkConcurrency=10"} <= set(differ.about.partition(": ")[2].split(", "))
    assert other.about == "in one of stack and template only: Former, LogLevel"


@pytest.mark.parametrize(
    ("origin", "is_local", "is_told"),
    [("https://a.test", False, False), ("http://a.test", False, True), ("http://a", True, False)],
)
def test_urls_to_hand_out_are_shown_with_whom_they_are_for(
    origin: str, is_local: object, is_told: object
) -> None:
    """Partners call https only."""
    known = {
        "ApiUrl": (origin, "The API."),
        "CallbackUrl": (f"{origin}/callback", "To send to the partner."),
        "TableName": ("table", "The table."),
    }
    found = [*stack_standing.addresses(known, is_local=bool(is_local))]
    assert (
        Finding(Result.NOTE, "CallbackUrl", f"{origin}/callback", known["CallbackUrl"][1]) in found
    )
    assert (Result.ACT in {each.result for each in found}) == is_told
    assert "TableName" not in _results(found)


@pytest.mark.parametrize(
    ("days", "result"), [("30", Result.NOTE), ("60", Result.FINE), (None, Result.FINE)]
)
def test_logs_are_to_be_kept_for_as_long_as_a_backup(days: str | None, result: Result) -> None:
    """A restore reads what has happened since from them."""
    given = {} if days is None else {"LogRetentionDays": days}
    (found,) = stack_standing.logs(given, stack_standing.facts())
    assert found.result is result
    # AND the document says for how long, and what is proposed is the shortest that suffices
    said = DOCS.joinpath("restore.md").read_text()
    assert f"Keep `LogRetentionDays` at {stack_standing.RESTORABLE} or" in said
    allowed = written()["Parameters"]["LogRetentionDays"]["AllowedValues"]
    least = min(each for each in allowed if each >= stack_standing.RESTORABLE)
    assert result is Result.FINE or f"LogRetentionDays={least} " in found.do


def test_routes_that_are_missing_or_open_are_named() -> None:
    """An open route would serve callers without a token."""
    known: dict[str, bool] = dict(_TEMPLATE["routes"])
    (fine,) = stack_standing.routes(known, _TEMPLATE)
    assert fine.result is Result.FINE
    del known["GET /health"]
    known["GET /v1/journeys"] = False
    missing, open_ = stack_standing.routes(known, _TEMPLATE)
    assert (missing.result, missing.about) == (Result.ACT, "missing: GET /health")
    assert open_.about == "without the authorizer: GET /v1/journeys"


@pytest.mark.parametrize(
    ("limit", "given", "result"),
    [
        (10, {}, Result.FINE),
        (7, {}, Result.ACT),
        (1_000, {"WorkConcurrency": "10", "ReservedConcurrency": "90"}, Result.FINE),
        (159, {"ReservedConcurrency": "6"}, Result.ACT),
        (160, {"ReservedConcurrency": "6"}, Result.FINE),
    ],
)
def test_executions_that_do_not_suffice_are_told(
    limit: int, given: Mapping[str, str], result: Result
) -> None:
    """The queues leave some to the API, and Lambda keeps 100 unreserved."""
    (found,) = stack_standing.concurrency(limit, {**_DEFAULTS, **given}, _TEMPLATE)
    assert found.result is result


def test_a_clock_that_stands_still_is_told() -> None:
    """No schedule has run."""
    assert [each.result for each in stack_standing.invoked(3)] == [Result.FINE]
    assert [each.result for each in stack_standing.invoked(0)] == [Result.ACT]


@pytest.mark.parametrize(
    ("health", "listing", "late", "expected"),
    [
        (200, 401, 60, (Result.FINE, Result.FINE, Result.FINE)),
        (404, 404, 0, (Result.ACT, Result.ACT, Result.FINE)),
        (200, 200, 61, (Result.FINE, Result.ACT, Result.ACT)),
    ],
)
def test_the_api_answers_asks_for_a_token_and_has_the_same_time(
    health: int, listing: int, late: int, expected: tuple[Result, ...]
) -> None:
    """By two requests that do nothing."""
    http = FakeHttp()
    date = {"date": formatdate(START, usegmt=True)}
    http.on("GET", f"{_API}/health", HttpResponse(health, date))
    http.on("GET", f"{_API}/v1/connections", HttpResponse(listing))
    found = [*service_standing.api(World(http=http).context(), _API, START + late)]
    checks = ("API", "authorizer", "time")
    assert tuple(_results(found)[each] for each in checks) == expected


@pytest.mark.parametrize(
    ("body", "result", "said"),
    [
        ({"version": __version__}, Result.FINE, __version__),
        ({"version": "9.9.9"}, Result.NOTE, "9.9.9"),
        ({"status": "ok"}, Result.NOTE, "a release that does not tell it"),
        ([], Result.NOTE, "a release that does not tell it"),
    ],
)
def test_the_release_that_is_deployed_is_told(body: object, result: Result, said: str) -> None:
    """One that is not the tool's is told as a note."""
    http = FakeHttp()
    http.on("GET", f"{_API}/health", HttpResponse(200, body=json.dumps(body).encode()))
    http.on("GET", f"{_API}/v1/connections", HttpResponse(401))
    found = service_standing.api(World(http=http).context(), _API, START)
    (version,) = [each for each in found if each.check == "version"]
    assert (version.result, version.about.split(" is deployed")[0]) == (result, said)


def test_an_api_that_does_not_answer_is_told() -> None:
    """And one that tells no time is no fault."""
    http = FakeHttp()
    http.on("GET", f"{_API}/health", NotSentError("api.test", "gaierror"), HttpResponse(200))
    http.on("GET", f"{_API}/v1/connections", HttpResponse(401))
    context = World(http=http).context()
    (silent,) = service_standing.api(context, _API, START)
    assert (silent.result, "gaierror" in silent.about) == (Result.ACT, True)
    assert _results([*service_standing.api(context, _API, START)])["time"] is Result.NOTE


@pytest.mark.parametrize(
    ("page", "result"),
    [
        (HttpResponse(400), Result.FINE),
        (HttpResponse(503), Result.ACT),
        (NotSentError("sign-in.test", "gaierror"), Result.ACT),
    ],
)
def test_the_sign_in_page_has_to_answer(page: HttpResponse | NotSentError, result: Result) -> None:
    """A user pool without its domain has metadata, and no page."""
    http = FakeHttp()
    metadata = HttpResponse(
        200,
        body=b'{"issuer": "https://issuer.test", "jwks_uri": "https://issuer.test/keys",'
        b' "authorization_endpoint": "https://sign-in.test/authorize",'
        b' "token_endpoint": "https://sign-in.test/token"}',
    )
    http.on("GET", f"{_ISSUER}/.well-known/openid-configuration", metadata)
    http.on("GET", "https://sign-in.test/authorize", page)
    context = World(http=http, environment={**ENVIRONMENT, "OIDC_ISSUER": _ISSUER}).context()
    (found,) = service_standing.sign_in(context)
    assert found.result is result, found.about


def test_a_secret_that_a_partner_refuses_has_to_be_set() -> None:
    """One that is not asked about, or not set, is no fault."""
    # GIVEN a deployment whose secrets are empty
    secrets = MemorySecrets({name: {} for name in (*SECRETS, "identity")})
    empty = World(secrets=secrets, environment={**ENVIRONMENT, "IDENTITY_SECRET_ID": "identity"})
    for name in ("smartrecruiters", "identity"):
        (found,) = service_standing.secret(empty.context(), name)
        assert found.result is Result.NOTE
    # AND one in which a partner refuses
    http = FakeHttp()
    refusal = HttpResponse(401, body=b'{"error": "invalid_client"}')
    http.always("POST", "https://smartrecruiters.test/identity/oauth/token", refusal)
    (found,) = service_standing.secret(World(http=http).context(), "smartrecruiters")
    assert (found.result, found.do) == (Result.ACT, "jetbridge secrets set smartrecruiters")
    assert "invalid_client" in found.about


def test_every_answer_of_a_partner_has_a_result() -> None:
    """A new one is put into the list."""
    assert set(Said) == service_standing._SAID.keys()


@pytest.mark.parametrize(
    ("members", "result"),
    [
        (SECRETS["keyring"], Result.FINE),
        ({**SECRETS["keyring"], "k2": "short"}, Result.ACT),
        ({"active": "k9"}, Result.ACT),
    ],
)
def test_a_keyring_that_cannot_seal_is_told(members: Mapping[str, str], result: Result) -> None:
    """Without a key in what is told."""
    context = World(secrets=MemorySecrets({"keyring": members})).context()
    (found,) = keyring_standing.keyring(context, "keyring")
    assert found.result is result
    assert not any(value in found.about for name, value in members.items() if name != "active")


class Refusing:
    """Secrets Manager, which refuses every call with one code."""

    def __init__(self, code: str) -> None:
        """Refuse with it."""
        self._code = code

    def call(self, operation: str, request: Document) -> Document:
        """Refuse."""
        assert (operation, [*request]) == ("GetSecretValue", ["SecretId"])
        raise AwsRefusedError(self._code, 400, {}, repeated=False)


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("AccessDeniedException", Result.UNKNOWN),
        ("ThrottlingException", Result.UNKNOWN),
        ("ResourceNotFoundException", Result.ACT),
    ],
)
def test_what_the_operator_may_not_read_is_not_known(code: str, result: Result) -> None:
    """It is no reason to restore a keyring or to set a secret: both would harm what is in order."""
    # GIVEN an operator whose role is refused the secrets, or who meets another refusal
    secrets = SecretsManager(Refusing(code), max_age=0, clock=FrozenClock())
    context = replace(World().context(), secrets=secrets)
    # WHEN the keyring and a secret are looked at
    found = [
        *keyring_standing.keyring(context, "keyring"),
        *service_standing.secret(context, "smartrecruiters"),
    ]
    # THEN that decides what is known
    assert [each.result for each in found] == [result] * 2
    # AND the operator is told which role is needed, where it is the role
    is_role = code == "AccessDeniedException"
    assert [("operator-policy" in each.do) for each in found] == [is_role] * 2
    assert all(code in each.about for each in found)
