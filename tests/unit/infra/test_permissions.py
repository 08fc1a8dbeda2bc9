"""What each function may do, and that nothing may do anything to everything."""

from typing import Any

import pytest

from tests.unit.infra.templates import deployed, given, properties, resources

ROLES = resources("AWS::IAM::Role", deployed())

ON_THE_TABLE = {
    "AuthorizerRole": {"BatchGetItem"},
    "ConnectRole": {"GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"},
    "ConsentRole": {
        "GetItem",
        "Query",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    },
    "OnboardingRole": {
        "GetItem",
        "Query",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    },
    "ReceiveRole": {"GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"},
    "ScheduledRole": {
        "GetItem",
        "BatchGetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    },
    "SlowWorkerRole": {
        "GetItem",
        "Query",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    },
    "TokenRole": {"GetItem", "BatchGetItem", "PutItem", "DeleteItem"},
    "WorkerRole": {
        "GetItem",
        "BatchGetItem",
        "Query",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    },
}
ON_THE_QUEUE = {
    "OnboardingRole": {"SendMessage"},
    "SlowWorkerRole": {"SendMessage"},
    "ReceiveRole": {"SendMessage"},
    "ScheduledRole": {"SendMessage"},
    "WorkerRole": {"SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"},
}
ON_THE_WEBHOOK_QUEUE = {
    "ScheduledRole": {"SendMessage"},
    "WorkerRole": {"SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"},
}
ON_THE_SLOW_QUEUE = {
    "ConsentRole": {"SendMessage"},
    "ScheduledRole": {"SendMessage"},
    "SlowWorkerRole": {"ReceiveMessage", "DeleteMessage", "GetQueueAttributes"},
    "WorkerRole": {"SendMessage"},
}
ON_AN_INDEX = {"ConnectRole": "tenant", "OnboardingRole": "tenant", "ScheduledRole": "due"}
SECRETS = {
    "ConnectRole": ["OnboarderSecret", "OnboardbaseSecret", "KeyringSecret"],
    "ConsentRole": ["IdentitySecret", "KeyringSecret"],
    "OnboardingRole": ["IncodeSecret", "KeyringSecret"],
    "ReceiveRole": ["KeyringSecret"],
    "WorkerRole": ["IncodeSecret", "SmartRecruitersSecret", "OnboarderSecret", "KeyringSecret"],
    "SlowWorkerRole": ["SmartRecruitersSecret", "KeyringSecret"],
}


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - IAM takes one or a list of either
    return value if isinstance(value, list) else [value]


def _statements(role: str) -> list[dict[str, Any]]:
    (policy,) = ROLES[role]["Properties"]["Policies"]
    statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return statements


def _allowed(role: str, resource: object) -> set[str]:
    return {
        action
        for statement in _statements(role)
        if resource in _list(statement["Resource"])
        for action in _list(statement["Action"])
    }


def _index(name: str) -> dict[str, str]:
    return {"Fn::Sub": f"${{Table.Arn}}/index/{name}"}


def test_the_roles_are_those_of_the_functions() -> None:
    """SAM adds no role of its own: its roles may write to every log group of the account."""
    # THEN there is a role a function, and no other
    assert ROLES.keys() == ON_THE_TABLE.keys()


@pytest.mark.parametrize("role", ROLES)
def test_no_permission_holds_for_everything(role: str) -> None:
    """No wildcard, neither in what may be done nor in what it may be done to."""
    # WHEN a role's statements are read
    for statement in _statements(role):
        # THEN every action and every resource is spelled out
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in _list(statement["Action"]))
        assert not any("*" in str(resource) for resource in _list(statement["Resource"]))


@pytest.mark.parametrize("role", ROLES)
def test_only_tracing_needs_a_managed_policy(role: str) -> None:
    """X-Ray knows no resources; the right to write to it comes only where it is switched on."""
    # WHEN a role's managed policies are read
    when, then, otherwise = ROLES[role]["Properties"]["ManagedPolicyArns"]["Fn::If"]
    # THEN it is X-Ray's, on that condition
    assert when == "TracingIsActive"
    assert then == [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"}]
    assert otherwise == {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize("role", ROLES)
def test_a_function_touches_the_table_as_its_job_asks(role: str) -> None:
    """The list is what the flows do; nobody scans, and only lists query."""
    # THEN what a role may do to the table and to its indexes is what is listed here
    assert _allowed(role, {"Fn::GetAtt": ["Table", "Arn"]}) == {
        f"dynamodb:{action}" for action in ON_THE_TABLE[role]
    }
    for name in ("tenant", "due"):
        expected = {"dynamodb:Query"} if ON_AN_INDEX.get(role) == name else set()
        assert _allowed(role, _index(name)) == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_function_gives_or_takes_work_as_its_job_asks(role: str) -> None:
    """The list is what the flows do; only the two workers take work, each from its own queues."""
    # THEN what a role may do to the queues is what is listed here
    for queue, roles in (
        ("Queue", ON_THE_QUEUE),
        ("WebhookQueue", ON_THE_WEBHOOK_QUEUE),
        ("SlowQueue", ON_THE_SLOW_QUEUE),
    ):
        assert _allowed(role, {"Fn::GetAtt": [queue, "Arn"]}) == {
            f"sqs:{action}" for action in roles.get(role, set())
        }
    # AND only who gives something up sets it aside; no function takes a dead letter
    expected = {"sqs:SendMessage"} if role in {"ScheduledRole", "WorkerRole"} else set()
    assert _allowed(role, {"Fn::GetAtt": ["DeadLetters", "Arn"]}) == expected


@pytest.mark.parametrize("role", ROLES)
def test_whoever_changes_a_status_publishes_it(role: str) -> None:
    """The list is what the flows do; who only issues or checks tokens has nothing to tell."""
    # THEN whoever changes connections or onboardings may put events on the bus, and nobody else
    expected = set() if role in {"AuthorizerRole", "TokenRole"} else {"events:PutEvents"}
    assert _allowed(role, {"Fn::GetAtt": ["Bus", "Arn"]}) == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_function_reads_only_the_secrets_of_its_job(role: str) -> None:
    """Whoever takes over a function gets no other function's credentials."""
    # WHEN a role's secrets are read
    readable = [
        resource["Ref"]
        for statement in _statements(role)
        if "secretsmanager:GetSecretValue" in _list(statement["Action"])
        for resource in _list(statement["Resource"])
    ]
    # THEN they are those listed here
    assert readable == SECRETS.get(role, [])
    # AND the function knows the name of each
    variables = given(role.replace("Role", "Function"))
    known = {value["Ref"] for name, value in variables.items() if name.endswith("_SECRET_ID")}
    assert {*readable} <= known


@pytest.mark.parametrize("function", ["Connect", "Consent"])
def test_who_signs_people_in_reads_the_parameter_that_it_is_told_of(function: str) -> None:
    """The name stands in three places, for none of them may refer to another."""
    # GIVEN the name of Cognito's client id parameter
    name = properties("UserPoolClientId")["Name"]["Fn::Sub"]
    # THEN the variable names it and the role may read it
    functions = resources("AWS::Lambda::Function", deployed())
    variables = functions[f"{function}Function"]["Properties"]["Environment"]["Variables"]
    arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
    assert variables["OIDC_CLIENT_ID_PARAMETER"] == {"Fn::Sub": name}
    assert _allowed(f"{function}Role", {"Fn::Sub": arn + name}) == {"ssm:GetParameter"}
