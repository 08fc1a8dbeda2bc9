"""Writes and page requests as DynamoDB takes them."""

from jetbridge.model.aws_calls import Document
from jetbridge.store.dynamodb.expressions import Placeholders, change, condition, key_condition
from jetbridge.store.dynamodb.wire import key_to_wire, to_wire
from jetbridge.store.schema import KEY_ATTRIBUTES, PRIMARY, Span
from jetbridge.store.table import Check, Cursor, Put, Update, Write


def write_request(table_name: str, write: Write) -> Document:
    """Return a write as an element of TransactWriteItems: `{"Put": {...}}`.

    What the verb holds is also the whole request of PutItem, UpdateItem or DeleteItem.
    """
    placeholders = Placeholders()
    request: Document = {"TableName": table_name}
    if isinstance(write, Put):
        request["Item"] = to_wire(write.item)
    else:
        request["Key"] = key_to_wire(write.key)
    if isinstance(write, Update):
        request["UpdateExpression"] = change(write, placeholders)
    if write.when:
        request["ConditionExpression"] = condition(write.when, placeholders)
    verb = "ConditionCheck" if isinstance(write, Check) else type(write).__name__
    return {verb: request | _meanings(placeholders)}


def page_request(
    table_name: str, span: Span, limit: int, after: Cursor | None, *, newest_first: bool
) -> Document:
    """Return the Query for up to `limit` items of `span`, those behind `after`."""
    placeholders = Placeholders()
    request: Document = {
        "TableName": table_name,
        "KeyConditionExpression": key_condition(span, placeholders),
        # Only the table itself can be read consistently, its indexes cannot.
        "ConsistentRead": span.index is PRIMARY,
        "ScanIndexForward": not newest_first,
        "Limit": limit,
    }
    if span.only:
        wanted = map(placeholders.name, dict.fromkeys((*KEY_ATTRIBUTES, *span.only)))
        request["ProjectionExpression"] = ", ".join(wanted)
    if span.index.name:
        request["IndexName"] = span.index.name
    if after is not None:
        request["ExclusiveStartKey"] = to_wire(after)
    return request | _meanings(placeholders)


def _meanings(placeholders: Placeholders) -> Document:
    """Return what the placeholders stand for. DynamoDB refuses empty maps."""
    meanings: Document = {}
    if placeholders.names:
        meanings["ExpressionAttributeNames"] = placeholders.names
    if placeholders.values:
        meanings["ExpressionAttributeValues"] = to_wire(placeholders.values)
    return meanings
