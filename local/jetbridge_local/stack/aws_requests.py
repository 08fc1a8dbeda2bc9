"""What a request to an AWS service is permission for: IAM's action, resource and leading keys.

Source: AWS Service Authorization Reference, the pages of DynamoDB, SQS, EventBridge, Secrets
Manager and Systems Manager. All five speak AWS JSON, so a header names the operation.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jetbridge_cli.local_stack import account

type Document = Mapping[str, Any]

ACCOUNT: Final = "123456789012"
"""The account in which moto creates everything."""
_PARTITION_KEYS: Final = ("pk", "tenant_pk", "due_shard")
_ELEMENTS: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_PARTITION: Final = re.compile(r"(#\w+|\w+)\s*=\s*(:\w+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that a role must allow.

    `leading_keys` are the partition keys that it names, `attributes` those of an item that it puts.
    """

    action: str
    resource: str
    leading_keys: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


def calls(target: str, request: Document) -> tuple[Call, ...]:
    """Return what must be allowed, by the header `X-Amz-Target` and the request's body.

    Raises:
        KeyError: a service that no function calls.
    """
    service, _, operation = target.rpartition(".")
    return tuple(_SERVICES[service](operation, request))


def arn(service: str, resource: str) -> str:
    """Return the ARN of a resource of the local account."""
    return f"arn:aws:{service}:{account.REGION}:{ACCOUNT}:{resource}"


def _dynamodb(operation: str, request: Document) -> Iterator[Call]:
    match operation:
        case "TransactWriteItems":
            yield from _together(
                call
                for element in request["TransactItems"]
                for verb, write in element.items()
                for call in _dynamodb(_ELEMENTS[verb], write)
            )
        case "BatchGetItem":
            for table, wanted in request["RequestItems"].items():
                yield _on_the_table(operation, table, wanted["Keys"])
        case "Query":
            index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
            resource = arn("dynamodb", f"table/{request['TableName']}{index}")
            yield Call(f"dynamodb:{operation}", resource, (_partition(request),))
        case _:
            item = request.get("Item", {})
            named = request.get("Key") or item
            yield _on_the_table(operation, request["TableName"], [named], tuple(item))


def _together(writes: Iterable[Call]) -> Iterator[Call]:
    """Yield the writes of a transaction, those of the same action as one.

    AWS does not say whether the keys of each are compared by themselves. This is the stricter way.
    """
    same: dict[tuple[str, str], list[Call]] = {}
    for each in writes:
        same.setdefault((each.action, each.resource), []).append(each)
    for (action, resource), every in same.items():
        keys = (key for each in every for key in each.leading_keys)
        attributes = dict.fromkeys(name for each in every for name in each.attributes)
        yield Call(action, resource, tuple(keys), tuple(attributes))


def _on_the_table(
    operation: str, table: str, items: Iterable[Document], attributes: tuple[str, ...] = ()
) -> Call:
    keys = tuple(item["pk"]["S"] for item in items)
    return Call(f"dynamodb:{operation}", arn("dynamodb", f"table/{table}"), keys, attributes)


def _partition(query: Document) -> str:
    """Return the partition that a query reads.

    Raises:
        KeyError: its condition names none.
    """
    for name, value in _PARTITION.findall(query["KeyConditionExpression"]):
        if query["ExpressionAttributeNames"].get(name, name) in _PARTITION_KEYS:
            partition: str = query["ExpressionAttributeValues"][value]["S"]
            return partition
    raise KeyError("KeyConditionExpression")


def _sqs(operation: str, request: Document) -> Iterator[Call]:
    # A batch needs the permission of its single form.
    queue = request["QueueUrl"].rpartition("/")[2]
    yield Call(f"sqs:{operation.removesuffix('Batch')}", arn("sqs", queue))


def _events(operation: str, request: Document) -> Iterator[Call]:
    for bus in {entry["EventBusName"] for entry in request["Entries"]}:
        yield Call(f"events:{operation}", arn("events", f"event-bus/{bus}"))


def _secrets_manager(operation: str, request: Document) -> Iterator[Call]:
    yield Call(f"secretsmanager:{operation}", request["SecretId"])


def _ssm(operation: str, request: Document) -> Iterator[Call]:
    yield Call(f"ssm:{operation}", arn("ssm", f"parameter/{request['Name'].removeprefix('/')}"))


_SERVICES: Final[Mapping[str, Callable[[str, Document], Iterator[Call]]]] = {
    "DynamoDB_20120810": _dynamodb,
    "AmazonSQS": _sqs,
    "AWSEvents": _events,
    "secretsmanager": _secrets_manager,
    "AmazonSSM": _ssm,
}
