"""The options of a dry run that say what it assumes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer


class Region(StrEnum):
    """Enboarder's regions."""

    AU = "AU"
    EU = "EU"
    US = "US"
    CA = "CA"


RehearsedStack = Annotated[
    str | None,
    typer.Option(
        "--stack-name",
        help="Take the settings of this CloudFormation stack. None: the template's defaults.",
    ),
]
RehearsedTenant = Annotated[
    str | None,
    typer.Option(
        "--tenant",
        help="For whom. With --stack-name, company and Enboarder account are this tenant's.",
    ),
]
RehearsedCompany = Annotated[
    str | None, typer.Option("--company", help="Which company hires: SmartRecruiters' id of it.")
]
RehearsedSettings = Annotated[
    list[str] | None,
    typer.Option(
        "--setting",
        metavar="NAME=VALUE",
        help="A setting of the functions, by its environment variable. May be repeated.",
    ),
]
RehearsedSequence = Annotated[
    int,
    typer.Option(
        "--round", min=1, max=1_000, help="Which hire of the application: 2 is hired again."
    ),
]
RehearsedRegion = Annotated[
    Region,
    typer.Option("--region", help="Enboarder's region, unless a stack's tenant is connected."),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command's options say."""

    stack_name: str | None = None
    endpoint: str | None = None
    tenant: str | None = None
    company: str | None = None
    settings: Sequence[str] = ()
    sequence: int = 1
    region: Region = Region.US
