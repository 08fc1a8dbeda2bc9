"""template.yaml, read by SAM's own code."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.provider import Api
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider
from samcli.yamlhelper import yaml_parse

from jetbridge_cli.local_stack import account
from jetbridge_local.stack import translation
from jetbridge_local.stack.function import Function, describe
from jetbridge_local.stack.roles import Credentials

for _name in ("samcli", "samtranslator"):
    # Without a handler the standard library prints SAM's warnings over our own screen.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_SCHEDULE: Final = "Schedule"
_QUEUE: Final = "SQS"
_BATCH_SIZE: Final = 10
"""Lambda's own, where a mapping names none."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A Schedule event of a function. `expression` is EventBridge's, such as rate(5 minutes)."""

    name: str
    function: str
    expression: str
    event: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EventSource:
    """An SQS event of a function: which queue, how many messages at once, how failures are told.

    `partial`: the function names the messages that failed; otherwise a batch fails whole. At most
    `concurrency` batches are worked at once.
    """

    name: str
    function: str
    queue_url: str
    queue_arn: str
    batch_size: int
    partial: bool
    concurrency: int = 1


@dataclass(frozen=True, slots=True)
class Deployment:
    """The resolved template: what runs here and not at an AWS service."""

    api: Api
    functions: tuple[Function, ...]
    schedules: tuple[Schedule, ...]
    event_sources: tuple[EventSource, ...]


def parameter_default(path: Path, name: str) -> str:
    """Return the default value of a template parameter."""
    return str(_written(path.read_text())["Parameters"][name]["Default"])


def cloudformation(path: Path, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the CloudFormation template into which AWS would turn the SAM template.

    Raises:
        samtranslator.public.exceptions.InvalidDocumentException: AWS would refuse it.
    """
    return translation.cloudformation(_written(path.read_text()), parameters)


@cache
def _written(text: str) -> dict[str, Any]:
    """Return the template as it is written, not to be changed. Reading it takes SAM a moment."""
    document: dict[str, Any] = yaml_parse(text)
    return document


def resolve(
    path: Path,
    parameters: Mapping[str, str],
    resources: Mapping[str, str],
    aws: Mapping[str, str],
    credentials: Mapping[str, Credentials],
) -> Deployment:
    """Resolve the template for this machine.

    `resources` are the physical ids of resources that exist, by logical id; `aws` the variables
    that lead functions to the local services, `credentials` each function's by its logical id.
    """
    stacks, _ = SamLocalStackProvider.get_stacks(
        str(path), parameter_overrides={**parameters, **resources}
    )
    functions = [*SamFunctionProvider(stacks).get_all()]
    return Deployment(
        api=ApiProvider(stacks).api,
        functions=tuple(
            describe(function, aws, credentials[function.name]) for function in functions
        ),
        schedules=tuple(
            schedule
            for function in functions
            for schedule in _schedules(function.name, function.events or {})
        ),
        event_sources=tuple(_event_sources(_written(path.read_text()), parameters, resources)),
    )


def roles(translated: Mapping[str, Any]) -> dict[str, str]:
    """Return the logical id of each function's role, by the function's."""
    return {
        name: resource["Properties"]["Role"]["Fn::GetAtt"][0]
        for name, resource in translated["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }


def _schedules(function: str, events: Mapping[str, Any]) -> Iterator[Schedule]:
    for name, event in events.items():
        if event["Type"] == _SCHEDULE:
            properties = event["Properties"]
            given = properties.get("Input", '{"source": "aws.events"}')
            yield Schedule(name, function, properties["Schedule"], json.loads(given))


def _event_sources(
    written: Mapping[str, Any], parameters: Mapping[str, str], resources: Mapping[str, str]
) -> Iterator[EventSource]:
    """Read the mappings from the template as it is written: SAM resolves a queue's ARN wrongly."""
    for function, resource in written["Resources"].items():
        for name, event in resource.get("Properties", {}).get("Events", {}).items():
            if event["Type"] != _QUEUE:
                continue
            properties = event["Properties"]
            url = resources[properties["Queue"]["Fn::GetAtt"][0]]
            yield EventSource(
                name=name,
                function=function,
                queue_url=url,
                queue_arn=queue_arn(url),
                batch_size=properties.get("BatchSize", _BATCH_SIZE),
                partial="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ()),
                concurrency=int(
                    parameters[properties["ScalingConfig"]["MaximumConcurrency"]["Ref"]]
                ),
            )


def queue_arn(url: str) -> str:
    """Return the ARN of a local queue from its URL, which ends in the account and the name."""
    *_, account_id, name = url.split("/")
    return f"arn:aws:sqs:{account.REGION}:{account_id}:{name}"
