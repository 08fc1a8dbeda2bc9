"""What the local stack makes of template.yaml."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from samcli.commands._utils.template import get_template_data

from jetbridge_local.stack import partners, resources
from jetbridge_local.stack.aws import Aws, AwsServices
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.left_out import leave_out
from jetbridge_local.stack.options import PROJECT
from jetbridge_local.stack.template import cloudformation

_TEMPLATE: Final[dict[str, Any]] = get_template_data(str(PROJECT / "template.yaml"))
_LOOPBACK: Final = {
    "smartrecruiters": "http://localhost:4001",
    "incode-auth": "http://127.0.0.1:4002",
    "incode-api": "http://127.0.0.1:4003",
    "identity": "http://localhost:4004",
}
_ELSEWHERE: Final = {
    "smartrecruiters": "https://hiring.example/api",
    "incode-auth": "https://auth.verify.example",
    "incode-api": "https://api.verify.example",
    "identity": "https://sign-in.example/tenant/",
}


def _parameters(urls: dict[str, str]) -> dict[str, str]:
    return partners.parameters(
        urls,
        "http://127.0.0.1:3000",
        allow_list="smartrecruiters.com",
        ancestors="https://*.smartrecruiters.com",
    )


@pytest.mark.parametrize("urls", [_LOOPBACK, _ELSEWHERE])
def test_the_stack_gives_the_template_only_what_the_template_takes(urls: dict[str, str]) -> None:
    """CloudFormation would accept every parameter value of the local stack."""
    # GIVEN partners, here or elsewhere
    # WHEN the parameters are made
    given = _parameters(urls)
    # THEN each is a parameter of the template, and obeys its pattern
    described = _TEMPLATE["Parameters"]
    assert given.keys() <= described.keys()
    for name, value in given.items():
        assert re.fullmatch(described[name].get("AllowedPattern", ".*"), value), name
        assert value in described[name].get("AllowedValues", [value]), name


def test_smartrecruiters_is_allowed_besides_the_defaults() -> None:
    """Redirects and frames: the template's own hosts stay, the address here is added."""
    # GIVEN a SmartRecruiters on this machine, and one elsewhere
    # WHEN the parameters are made
    here, elsewhere = _parameters(_LOOPBACK), _parameters(_ELSEWHERE)
    # THEN both allow-lists hold it beside the default
    assert here["RedirectAllowList"] == "smartrecruiters.com,http://localhost:4001"
    assert here["FrameAncestors"] == "https://*.smartrecruiters.com http://localhost:4001"
    assert elsewhere["RedirectAllowList"] == "smartrecruiters.com,hiring.example"
    assert elsewhere["FrameAncestors"] == "https://*.smartrecruiters.com https://hiring.example"


@pytest.mark.parametrize("name", partners.NAMES)
def test_every_partner_name_is_taken(name: str) -> None:
    """Also those of partners that no function speaks to yet."""
    # GIVEN a name of `--partner`
    # WHEN it is given a URL
    # THEN it is taken
    assert partners.checked(name, "https://partner.example") == (name, "https://partner.example")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("nobody", "https://partner.example"),
        ("onboarder", "http://partner.example"),
        ("identity", ""),
    ],
)
def test_a_partner_that_would_not_work_is_refused(name: str, url: str) -> None:
    """Before anything starts."""
    # GIVEN an unknown name, or a URL that the functions refuse
    # WHEN it is given
    # THEN it is refused
    with pytest.raises(ValueError, match=r"one of|https"):
        partners.checked(name, url)


def test_references_to_what_is_left_out_are_filled_in() -> None:
    """Ref, GetAtt in both spellings, Sub and DependsOn; what stays is not touched."""
    # GIVEN a template with a function, and a role that names it in every way
    template = {
        "Resources": {
            "Function": {"Type": "AWS::Lambda::Function"},
            "Role": {
                "Type": "AWS::IAM::Role",
                "DependsOn": ["Function", "Table"],
                "Properties": {
                    "A": {"Ref": "Function"},
                    "B": {"Fn::GetAtt": ["Function", "Arn"]},
                    "C": {"Fn::GetAtt": "Function.Arn"},
                    "D": {"Fn::Sub": "${Function}/${Function.Arn}/${Table.Arn}/${AWS::Region}"},
                    "E": {"Fn::Sub": ["${Function.Arn}/${X}", {"X": {"Ref": "Table"}}]},
                    "F": {"Fn::GetAtt": ["Function", "Unknown"]},
                },
            },
            "Table": {"Type": "AWS::DynamoDB::Table"},
        },
        "Outputs": {"Function": {"Value": {"Ref": "Function"}}},
    }
    # WHEN the function is left out
    rest = leave_out(
        template,
        lambda name, _: {"Ref": "f", "Arn": "arn:f"} if name == "Function" else None,
    )
    # THEN nothing names it any more
    assert rest["Resources"].keys() == {"Role", "Table"}
    assert rest["Resources"]["Role"]["DependsOn"] == ["Table"]
    assert rest["Resources"]["Role"]["Properties"] == {
        "A": "f",
        "B": "arn:f",
        "C": "arn:f",
        "D": {"Fn::Sub": "f/arn:f/${Table.Arn}/${AWS::Region}"},
        "E": {"Fn::Sub": ["arn:f/${X}", {"X": {"Ref": "Table"}}]},
        "F": "f",
    }
    assert rest["Outputs"] == {"Function": {"Value": "f"}}


def test_a_stack_with_alarms_is_created_without_them(tmp_path: Path) -> None:
    """There are no figures here for an alarm to watch; topic and key are there."""
    # GIVEN parameters that switch alarms and dashboard on
    given = {
        **_parameters(_LOOPBACK),
        "AlarmEmail": "ops@example.com",
        "Dashboard": "true",
    }
    translated = cloudformation(PROJECT / "template.yaml", given)
    # WHEN the template's resources are created at the local services
    children = Children()
    try:
        services = AwsServices.start(children, tmp_path / "aws.log")
        services.await_answer()
        ids = resources.create(Aws(services.url, None), translated, given)
    finally:
        children.stop_all()
    # THEN what tells of alarms is among them, and references to those that are left out hold
    assert ids["AlarmTopic"].startswith("arn:aws:sns:")
    assert ids["ClockStoppedAlarm"] == "ClockStoppedAlarm"
