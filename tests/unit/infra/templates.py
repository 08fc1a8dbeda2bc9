"""template.yaml as it is written, and as SAM turns it into CloudFormation."""

import copy
from functools import cache
from pathlib import Path
from typing import Any, Final

from samtranslator.yaml_helper import yaml_parse

from jetbridge_local.stack import translation

ROOT: Final = Path(__file__).parents[3]
TEMPLATE: Final = ROOT / "template.yaml"
FUNCTION: Final = "AWS::Serverless::Function"
PUBLIC: Final = ""
"""The authorizer of a route that anyone may call."""

type Document = dict[str, Any]


@cache
def written() -> Document:
    """Return the template as it is written. Not to be changed."""
    document: Document = yaml_parse(TEMPLATE.read_text())
    return document


@cache
def deployed() -> Document:
    """Return the CloudFormation that SAM makes of the template. Not to be changed."""
    document = copy.deepcopy(written())
    document["Parameters"]["SmartRecruitersAppId"]["Default"] = "app"
    document["Parameters"]["Stage"]["Default"] = "test"
    return translation.cloudformation(document, {})


def resources(kind: str, document: Document | None = None) -> Document:
    """Return the resources of one type, by logical id."""
    every: Document = (document or written())["Resources"]
    return {name: resource for name, resource in every.items() if resource["Type"] == kind}


def properties(logical_id: str) -> Document:
    """Return the properties of a resource as they are written."""
    found: Document = written()["Resources"][logical_id]["Properties"]
    return found


def folder(function: str) -> str:
    """Return the folder of `functions` that holds a function's code, by its logical id."""
    return str(properties(function)["CodeUri"]).removeprefix("functions/")


def given(function: str) -> Document:
    """Return the environment variables of a function, by its logical id."""
    everywhere: Document = written()["Globals"]["Function"]["Environment"]["Variables"]
    own: Document = properties(function).get("Environment", {}).get("Variables", {})
    return {**everywhere, **own}


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - IAM takes one or a list of either
    """Return a member of a statement, of which there may be one or several."""
    return value if isinstance(value, list) else [value]


def routes() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the function and the authorizer of each route, by method and path."""
    return {
        (event["Properties"]["Method"], event["Properties"]["Path"]): (
            name,
            event["Properties"].get("Auth", {}).get("Authorizer", PUBLIC),
        )
        for name, function in resources(FUNCTION).items()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }
