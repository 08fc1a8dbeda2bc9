"""The functions whose environments are measured: each with a first event, and what it reads."""

import compileall
import shutil
from pathlib import Path
from typing import Any, Final

import certifi

from bench import first_events
from bench.environments import BUILT, Subject, copy_packages, layer
from bench.first_events import First
from bench.runtime_api import Aws
from tests.unit.infra.templates import given, written

HERE: Final = Path(__file__).parent
_STOCK_PACKAGES: Final = frozenset(
    {
        *("annotated_types", "aws_lambda_powertools", "boto3", "botocore", "certifi"),
        *("charset_normalizer", "dateutil", "idna", "jmespath", "pydantic", "pydantic_core"),
        *("requests", "s3transfer", "six", "typing_extensions", "typing_inspection", "urllib3"),
    }
)


def subjects_in(folder: Path) -> list[Subject]:
    """Return the functions, a bare one first, stock's last; `folder` is for their files."""
    aws, firsts = first_events.firsts()
    asks, stock, trusted = firsts[0].event, HERE / "stock", certifi.where()
    packages, compiled = _stock_packages(folder), folder / "compiled"
    shutil.copytree(packages, compiled)
    compileall.compile_dir(compiled, quiet=1)
    return [
        Subject("bare", HERE / "bare", None, asks, aws.answer),
        *(_subject(first, aws.answer) for first in firsts),
        Subject("stock, with bytecode", stock, compiled, asks, aws.answer, authorities=trusted),
        Subject("stock, as built", stock, packages, asks, aws.answer, authorities=trusted),
    ]


def _stock_packages(folder: Path) -> Path:
    """Return a folder with what the stock function imports, as plain `sam build` leaves it."""
    found, linked = Path(certifi.__file__).parents[1], folder / "stock"
    copy_packages(found, linked, _STOCK_PACKAGES)
    for bytecode in linked.rglob("__pycache__"):
        shutil.rmtree(bytecode)
    return linked


def _subject(first: First, aws: Aws) -> Subject:
    function = f"{first.function.capitalize()}Function"
    return Subject(
        first.name,
        BUILT / function,
        layer(),
        first.event,
        aws,
        status=first.status,
        variables=variables(function),
    )


def variables(function: str) -> dict[str, str]:
    """Return a function's variables: defaults of parameters, and a word for what is deployed."""
    return {name: _value(value) for name, value in given(function).items()}


def _value(value: Any) -> str:  # noqa: ANN401 - CloudFormation's
    parameters = written()["Parameters"]
    match value:
        case {"Ref": name} if name in parameters:
            return str(parameters[name].get("Default", "made-up"))
        case str():
            return value
        case _:
            return "https://made-up.example"
