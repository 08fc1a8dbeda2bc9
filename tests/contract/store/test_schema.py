"""The table of template.yaml is the one that the code reads and writes."""

from jetbridge.store.schema import DUE, PRIMARY, TENANT, Index
from tests.unit.infra.templates import properties


def test_the_template_has_the_keys_and_indexes_of_the_code() -> None:
    """Names, key types and projections agree."""
    # GIVEN the table of the template
    shape = properties("Table")
    # WHEN its key schema is compared with the code's indexes
    schemas = {"": shape["KeySchema"]} | {
        index["IndexName"]: index["KeySchema"] for index in shape["GlobalSecondaryIndexes"]
    }
    letters: dict[type, str] = {str: "S", int: "N"}

    def keys(index: Index) -> list[dict[str, str]]:
        return [
            {"AttributeName": index.partition, "KeyType": "HASH"},
            {"AttributeName": index.order, "KeyType": "RANGE"},
        ]

    # THEN they are the same, down to types, projections and the attribute that ends items
    assert schemas == {index.name: keys(index) for index in (PRIMARY, TENANT, DUE)}
    assert {
        part["AttributeName"]: part["AttributeType"] for part in shape["AttributeDefinitions"]
    } == {
        name: letters[kind]
        for index in (PRIMARY, TENANT, DUE)
        for name, kind in index.attributes.items()
    }
    assert {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in shape["GlobalSecondaryIndexes"]
    } == {"tenant": "ALL", "due": "KEYS_ONLY"}
    assert shape["TimeToLiveSpecification"]["AttributeName"] == "ttl"
