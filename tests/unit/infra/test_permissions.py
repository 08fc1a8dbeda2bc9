"""What each function may do, and that nothing may do anything to everything."""

import json
from typing import Any, Final

import pytest

from jetbridge.model.record import fields
from jetbridge.oauth.access_tokens import IssuedToken
from jetbridge.oauth.clients import Client
from jetbridge.store import keys
from jetbridge.store.mapper import to_item
from jetbridge.store.table import Key
from tests.unit.infra import needs, roles
from tests.unit.infra.templates import (
    FUNCTION,
    TEMPLATE,
    as_list,
    deployed,
    folder,
    given,
    properties,
    resources,
)

ROLES: Final = resources("AWS::IAM::Role", deployed())
GIVEN_TABLE: Final = (
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ExistingTable}"
)
TABLE: Final = {
    "Fn::If": ["HasExistingTable", {"Fn::Sub": GIVEN_TABLE}, {"Fn::GetAtt": ["Table", "Arn"]}]
}
TENANT_INDEX: Final = {"Fn::Sub": ["${Arn}/index/tenant", {"Arn": TABLE}]}
DUE_INDEX: Final = {"Fn::Sub": ["${Arn}/index/due", {"Arn": TABLE}]}
POLLING: Final = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
"""What Lambda needs to poll a queue (AWS Lambda Developer Guide, "Using Lambda with SQS")."""

LONG_ARN: Final = "arn:aws:dynamodb:ap-southeast-1:123456789012:table/" + 64 * "n"
"""Longer than those of a stack with a name of 40 characters, but for ones of an index."""

NOT_SENT_TO: Final = {
    "ConnectRole": {"WebhookQueue"},
    "OnboardingRole": {"WebhookQueue"},
    "ReceiveRole": {"WebhookQueue"},
    "SlowWorkerRole": {"WebhookQueue", "DeadLetters"},
}
"""Queues that the code names and the function never fills: only journeys have webhooks, which the
worker moves, and the slow worker is sent neither journeys nor webhooks."""
READS_WHAT_IS_DUE: Final = {"ScheduledRole", "SlowWorkerRole"}
"""Roles of functions that ask what is due: the schedule, and the search for a person."""
TAKEN_BY_LAMBDA: Final = {
    "WorkerRole": {"Queue", "WebhookQueue"},
    "SlowWorkerRole": {"SlowQueue"},
}
"""The queues that Lambda polls for a function, with the function's role."""
NOT_READ: Final = {
    "ScheduledRole": {"KeyringSecret"},
    "SlowWorkerRole": {"IncodeSecret", "OnboarderSecret"},
}
"""Secrets whose names a function is given and which it never reads: what carries a link is left to
the worker by the schedule, and the slow worker is sent work at SmartRecruiters alone."""


def _statements(role: str) -> list[dict[str, Any]]:
    (policy,) = ROLES[role]["Properties"]["Policies"]
    statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return statements


def _allowed(role: str, resource: object) -> set[str]:
    return {
        action
        for statement in _statements(role)
        if resource in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
    }


def _code(role: str) -> str:
    """Return the folder of `functions` with the code of the function that has this role."""
    return folder(role.replace("Role", "Function"))


def _partitions(role: str, resource: object, action: str) -> set[str]:
    """Return the patterns of the partitions of a resource in which a role allows an action."""
    return {
        pattern
        for statement in _statements(role)
        if resource in as_list(statement["Resource"]) and action in as_list(statement["Action"])
        for pattern in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    }


def _filled_in(value: object) -> object:
    """Return a part of a policy with long texts in place of what the stack fills in."""
    match value:
        case {"Fn::If": _} | {"Fn::Sub": _} | {"Fn::GetAtt": _} | {"Ref": _}:
            return LONG_ARN
        case dict():
            return {name: _filled_in(each) for name, each in value.items()}
        case list():
            return [_filled_in(each) for each in value]
    return value


def _own(value: dict[str, Any]) -> dict[str, Any]:
    """Return the stack's own, where a parameter may give another."""
    match value:
        case {"Fn::If": [_, _, own]}:
            return dict(own)
    return value


def test_the_roles_are_those_of_the_functions() -> None:
    """SAM adds no role of its own: its roles may write to every log group of the account."""
    # THEN there is a role a function, and no other
    functions = resources(FUNCTION)
    assert ROLES.keys() == {name.replace("Function", "Role") for name in functions}


@pytest.mark.parametrize("role", ROLES)
def test_no_permission_holds_for_everything(role: str) -> None:
    """No wildcard, neither in what may be done nor in what it may be done to."""
    # WHEN a role's statements are read
    for statement in _statements(role):
        # THEN every action and every resource is spelled out
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in as_list(statement["Action"]))
        assert not any("*" in str(resource) for resource in as_list(statement["Resource"]))


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
def test_a_role_has_the_boundary_that_is_given(role: str) -> None:
    """An account that demands one refuses a deployment in which a single role has none."""
    # WHEN a role's boundary is read, THEN it is the parameter's, where that is given
    assert ROLES[role]["Properties"]["PermissionsBoundary"] == {
        "Fn::If": [
            "HasPermissionsBoundary",
            {"Ref": "PermissionsBoundary"},
            {"Ref": "AWS::NoValue"},
        ]
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_what_the_code_asks_of_the_table(role: str) -> None:
    """Neither less, which fails in the cloud alone, nor more, which an attacker would have."""
    # GIVEN what the code asks, and in which partitions
    asked = {f"dynamodb:{action}": found for action, found in roles.pairs(role).items()}
    # THEN the role allows that: each action in the partitions where the code asks for it
    allowed = {action: _partitions(role, TABLE, action) for action in _allowed(role, TABLE)}
    assert allowed == asked


@pytest.mark.parametrize("role", ROLES)
def test_one_statement_allows_all_that_one_call_may_ask_for(role: str) -> None:
    """A batch has several keys, and no two statements allow a call together."""
    # GIVEN the statements that are about the table
    about = [each for each in _statements(role) if each["Resource"] == TABLE]
    # THEN no action is in two of them
    actions = [action for each in about for action in as_list(each["Action"])]
    assert len(actions) == len({*actions})


def test_the_statements_are_written_from_the_source() -> None:
    """`make roles` writes them."""
    # THEN nothing would be written otherwise
    template = TEMPLATE.read_text()
    assert roles.written(template) == template


@pytest.mark.parametrize("role", ROLES)
def test_a_roles_policy_is_not_too_long_for_iam(role: str) -> None:
    """All of a role's own policies together may have 10,240 characters, spaces aside."""
    # GIVEN the policy with long names in it
    (policy,) = ROLES[role]["Properties"]["Policies"]
    text = _filled_in(policy["PolicyDocument"])
    # THEN there is room
    assert len(json.dumps(text, separators=(",", ":"))) < 10_240


def test_the_token_endpoint_puts_tokens_and_no_clients() -> None:
    """Both stand in one partition; who took it over could make a client of any tenant."""
    # GIVEN the statement by which it puts items
    (put,) = (each for each in _statements("TokenRole") if "PutItem" in str(each["Action"]))
    named = put["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    # THEN it allows the attributes of a token, and not those that make a client
    assert {*named} == {"ttl", *to_item(Key("pk", "sk"), IssuedToken("", (), 0, 0))}
    assert not {"secrets", "kind", "tenant"} & {*named}
    assert {"secrets", "kind", "tenant"} <= {each.name for each in fields(Client)}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_or_removes_what_was_recorded(role: str) -> None:
    """The audit trail is appended to."""
    # GIVEN the statements by which a role reaches the trail
    reaching = [
        each
        for each in _statements(role)
        if keys.audit_head("*").pk in str(each.get("Condition", ""))
    ]
    # THEN they let it read where a chain ends, and put an entry; the console shows entries, too
    allowed = {action for each in reaching for action in as_list(each["Action"])}
    shows = {"dynamodb:Query"} if role == "ConsoleRole" else set()
    assert allowed in (set(), {"dynamodb:GetItem", "dynamodb:PutItem", *shows})


@pytest.mark.parametrize("proof", [keys.erasure("*", "*"), keys.export("*", "*")])
def test_the_console_reads_what_proves_an_erasure_and_a_copy(proof: Key) -> None:
    """Commands write both. Who took the console over could not make one, nor change it."""
    # GIVEN the actions that the console's role allows in their partition
    allowed = {
        action
        for action in _allowed("ConsoleRole", TABLE)
        if proof.pk in _partitions("ConsoleRole", TABLE, action)
    }
    # THEN it reads
    assert allowed == {"dynamodb:GetItem", "dynamodb:Query"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_the_lists_that_the_code_reads(role: str) -> None:
    """An index holds whole items of every tenant, clients and tenants included."""
    # GIVEN the partitions that the code lists
    listed = roles.listed(role)
    # THEN the role allows to query those, and few ask what is due
    assert _allowed(role, TENANT_INDEX) == ({"dynamodb:Query"} if listed else set())
    assert _partitions(role, TENANT_INDEX, "dynamodb:Query") == listed
    assert _allowed(role, DUE_INDEX) == ({"dynamodb:Query"} if role in READS_WHAT_IS_DUE else set())


def test_the_due_items_are_those_of_the_data_model() -> None:
    """The schedule has their keys from the index, and no code of its own names them."""
    # THEN the items that the document marks are those that the partitions of the index are for
    assert needs.due() == {
        f"{word}#*"
        for word in (
            *("APPLICATION", "BROKER", "CHECK", "CONNECTION", "ENDPOINT", "EVENT"),
            *("JOURNEY", "ONBOARDING", "OUTBOX", "POLICY", "RESEAL", "TRANSACTION"),
        )
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("queue", [*needs.QUEUES.values()])
def test_a_role_allows_the_queues_that_the_code_fills(role: str, queue: str) -> None:
    """A message that may not be sent waits for a schedule: slow, and not seen by its caller."""
    # GIVEN the queues into which the code puts messages, counts them, and Lambda polls for it
    filled = needs.queues(_code(role)) - NOT_SENT_TO.get(role, set())
    # THEN the role allows that and no more
    sends = {"sqs:SendMessage"} if queue in filled else set()
    takes = POLLING if queue in TAKEN_BY_LAMBDA.get(role, set()) else set()
    counts = {"sqs:GetQueueAttributes"} if needs.counts(_code(role)) else set()
    assert _allowed(role, {"Fn::GetAtt": [queue, "Arn"]}) == sends | takes | counts


@pytest.mark.parametrize("role", ROLES)
def test_who_changes_a_status_publishes_it(role: str) -> None:
    """The others have nothing to tell."""
    # THEN a role may put events on the bus where the code does, and only there
    expected = {"events:PutEvents"} if needs.publishes(_code(role)) else set()
    assert _allowed(role, {"Fn::GetAtt": ["Bus", "Arn"]}) == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_function_reads_only_the_secrets_of_its_job(role: str) -> None:
    """An attacker who takes over a function gets no other function's credentials."""
    # WHEN a role's secrets are read
    readable = [
        _own(resource)["Fn::GetAtt"][0]
        for statement in _statements(role)
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    # THEN they are those of which the function is told the name, because its code reads it
    variables = given(role.replace("Role", "Function"))
    named = {_own(value)["Ref"] for name, value in variables.items() if name.endswith("_SECRET_ID")}
    assert {*readable} == named - NOT_READ.get(role, set())


@pytest.mark.parametrize("function", ["Connect", "Consent", "Console"])
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
