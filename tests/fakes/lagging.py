"""A DynamoDB that is as far behind as it may be, wherever a read does not ask for the truth."""

from typing import Any, Final

from mypy_boto3_dynamodb import DynamoDBClient

type _Wire = dict[str, Any]
type _Place = tuple[str, str]

_WRITES: Final = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}


class LaggingDynamo:
    """What `DynamoTable` uses of a client, in front of a real one.

    A read that is not consistent, and each read of an index, shows every item as it was before its
    last write. DynamoDB promises no more (Developer Guide, "DynamoDB read consistency").
    """

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        """Be up to date: nothing has been written yet."""
        self._client: Any = client
        self._name = table_name
        self._before: dict[_Place, _Wire | None] = {}

    # ------------------------------------------------ reads

    def get_item(self, **request: Any) -> _Wire:  # noqa: ANN401 - botocore's
        """Read an item."""
        answer: _Wire = self._client.get_item(**request)
        if request.get("ConsistentRead"):
            return answer
        shown = self._shown(_place(request["Key"]), answer.get("Item"))
        return {"Item": shown} if shown else {}

    def batch_get_item(self, **request: Any) -> _Wire:  # noqa: ANN401 - botocore's
        """Read several items."""
        answer: _Wire = self._client.batch_get_item(**request)
        asked = request["RequestItems"][self._name]
        if not asked.get("ConsistentRead"):
            found = {_place(item): item for item in answer["Responses"][self._name]}
            places = map(_place, asked["Keys"])
            shown = [self._shown(place, found.get(place)) for place in places]
            answer["Responses"][self._name] = [item for item in shown if item]
        return answer

    def query(self, **request: Any) -> _Wire:  # noqa: ANN401 - botocore's
        """Read a page. What has just come is missing, what has changed is as it was."""
        answer: _Wire = self._client.query(**request)
        if not request.get("ConsistentRead"):
            shown = [self._shown(_place(item), item) for item in answer["Items"]]
            answer["Items"] = [item for item in shown if item]
        return answer

    # ------------------------------------------------ writes

    def put_item(self, **request: Any) -> None:  # noqa: ANN401 - botocore's
        """Put one item."""
        self._written([{"Put": request}])
        self._client.put_item(**request)

    def update_item(self, **request: Any) -> None:  # noqa: ANN401 - botocore's
        """Update one item."""
        self._written([{"Update": request}])
        self._client.update_item(**request)

    def delete_item(self, **request: Any) -> None:  # noqa: ANN401 - botocore's
        """Delete one item."""
        self._written([{"Delete": request}])
        self._client.delete_item(**request)

    def transact_write_items(self, **request: Any) -> None:  # noqa: ANN401 - botocore's
        """Make a transaction."""
        self._written(request["TransactItems"])
        self._client.transact_write_items(**request)

    # ------------------------------------------------ how

    def _written(self, elements: list[_Wire]) -> None:
        """Note how the items of some writes are before them."""
        for element in elements:
            for verb, write in element.items():
                if verb in _WRITES:
                    key = write["Key"] if "Key" in write else _key(write["Item"])
                    found = self._client.get_item(
                        TableName=self._name, Key=key, ConsistentRead=True
                    )
                    self._before[_place(key)] = found.get("Item")

    def _shown(self, place: _Place, item: _Wire | None) -> _Wire | None:
        return self._before.get(place, item)


def _key(item: _Wire) -> _Wire:
    return {name: item[name] for name in ("pk", "sk")}


def _place(item: _Wire) -> _Place:
    return item["pk"]["S"], item["sk"]["S"]
