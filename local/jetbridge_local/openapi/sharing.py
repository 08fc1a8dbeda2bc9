"""Refusals that several operations have stand in the document once."""

import json
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

type Json = Any


def shared(paths: Json) -> dict[str, Json]:
    """Replace refusals that are the same in several operations of `paths` by references.

    Returns:
        The refusals, by name: the phrase of the status, and a number from the second on.
    """
    times = Counter(json.dumps(each, sort_keys=True) for _, _, each in _refusals(paths))
    names: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for responses, status, each in [*_refusals(paths)]:
        key = json.dumps(each, sort_keys=True)
        if times[key] == 1:
            continue
        if key not in names:
            phrase = HTTPStatus(int(status)).phrase.title().replace(" ", "")
            taken[phrase] += 1
            names[key] = phrase if taken[phrase] == 1 else f"{phrase}{taken[phrase]}"
        responses[status] = {"$ref": f"#/components/responses/{names[key]}"}
    return {name: json.loads(key) for key, name in names.items()}


def _refusals(paths: Json) -> Iterator[tuple[Json, str, Json]]:
    for item in paths.values():
        for operation in item.values():
            responses = operation["responses"]
            for status in [each for each in responses if each >= "400"]:
                yield responses, status, responses[status]
