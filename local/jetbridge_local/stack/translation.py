"""What AWS makes of a SAM template."""

import copy
from collections.abc import Mapping
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from jetbridge_cli.local_stack import account


def cloudformation(written: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the CloudFormation template into which AWS would turn a SAM template as it is written.

    Raises:
        samtranslator.public.exceptions.InvalidDocumentException: AWS would refuse it.
    """
    document = copy.deepcopy(written)
    for resource in document["Resources"].values():
        for folder in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
            # `sam deploy` uploads the folders, and puts their addresses here.
            resource["Properties"][folder] = "s3://bucket/key"
    session = boto3.Session(region_name=account.REGION)
    translator = Translator(None, Parser(), boto_session=session)
    translated: dict[str, Any] = translator.translate(document, parameter_values=dict(parameters))
    return translated
