"""Every parameter explains itself and refuses what the functions would refuse."""

import re
from typing import Any, Final

import pytest

from jetbridge.model.choices import MAX_LINK_MINUTES
from jetbridge.model.settings import SettingError, Settings
from tests.unit.infra.templates import FUNCTION, given, properties, resources, written

PARAMETERS: dict[str, dict[str, Any]] = written()["Parameters"]
ARN: Final = 130
"""Characters of a name or an address that AWS makes, in a stack whose own name has up to 40."""
BASE_URLS = [
    "SmartRecruitersApiUrl",
    "IncodeAuthUrl",
    "IncodeApiUrl",
    "OnboarderApiUrl",
    "OnboardbaseAppUrl",
    "OnboardbaseAuthUrl",
    "OnboardbaseApiUrl",
    "EnboarderApiUrl",
    "EnboarderAuthUrl",
    "OidcIssuer",
    "PublicUrl",
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_described_and_bounded(name: str) -> None:
    """A deployer learns what to give from the console, and what not to give too."""
    # GIVEN a parameter of the template
    parameter = PARAMETERS[name]
    # THEN it has a sentence, and a rule of some sort
    assert parameter["Description"].endswith(".")
    assert parameter.keys() & {"AllowedPattern", "AllowedValues", "MaxValue"}


def test_a_deployment_that_forgot_its_parameters_is_refused() -> None:
    """`--parameter-overrides` replaces samconfig.toml's list: production would become a test."""
    # THEN the stage has no default
    assert "Default" not in PARAMETERS["Stage"]


@pytest.mark.parametrize("function", resources(FUNCTION))
def test_the_longest_values_fit_into_a_functions_environment(function: str) -> None:
    """Lambda takes 4 KB, names included, and CloudFormation says so after minutes of deployment."""
    # GIVEN the variables of a function, each as long as its parameter lets it be
    longest = {name: _longest(value) for name, value in given(function).items()}
    # THEN all of them fit
    assert sum(len(name) + length for name, length in longest.items()) <= 4_096


def _longest(value: Any) -> int:  # noqa: ANN401 - text, or CloudFormation's functions
    """Return how long a variable may be."""
    match value:
        case str():
            return len(value)
        case {"Ref": str(name)} if name in PARAMETERS:
            return _bound(PARAMETERS[name])
        case {"Fn::FindInMap": [str(name), _, str(member)]}:
            return max(len(each[member]) for each in written()["Mappings"][name].values())
        case {"Fn::If": [_, one, other]}:
            return max(_longest(one), _longest(other))
    return ARN


def _bound(parameter: dict[str, Any]) -> int:
    """Return how long a parameter's value may be."""
    if "MaxLength" in parameter:
        return int(parameter["MaxLength"])
    choices = parameter.get("AllowedValues") or [parameter.get("MaxValue")]
    assert choices != [None], f"without a bound: {parameter['Description']}"
    return max(len(str(choice)) for choice in choices)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_default_keeps_its_own_rule(name: str) -> None:
    """A deployment that changes nothing is accepted."""
    # GIVEN a parameter with a default and a pattern
    parameter = PARAMETERS[name]
    default, pattern = parameter.get("Default"), parameter.get("AllowedPattern")
    # THEN the default matches, and is no longer than allowed
    assert default is None or pattern is None or re.fullmatch(pattern, default)
    assert len(str(default or "")) <= parameter.get("MaxLength", 4_096)


def test_every_parameter_stands_in_a_group_of_the_console() -> None:
    """No parameter falls under "Other parameters"."""
    # GIVEN the groups that the console shows
    groups = written()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    # THEN they hold every parameter once
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(PARAMETERS)


@pytest.mark.parametrize("name", BASE_URLS)
@pytest.mark.parametrize("url", ["https://api.example.com", "http://127.0.0.1:8080"])
def test_a_base_url_is_https_or_loopback(name: str, url: str) -> None:
    """The cloud speaks https, the local stack http to itself."""
    # THEN such a URL is accepted
    assert re.fullmatch(PARAMETERS[name]["AllowedPattern"], url)


@pytest.mark.parametrize("name", BASE_URLS)
@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "http://localhost.example.com",
        "https://user@api.example.com",
        "https://api.example.com?key=1",
        "ftp://api.example.com",
        "api.example.com",
    ],
)
def test_any_other_base_url_is_refused(name: str, url: str) -> None:
    """Credentials never travel in the clear, nor to a host that was not meant."""
    # THEN such a URL is refused
    assert not re.fullmatch(PARAMETERS[name]["AllowedPattern"], url)


def test_three_partner_calls_fit_into_one_request() -> None:
    """A partner that takes all its time is answered for before the API gives up at 30 s."""
    # GIVEN the longest that a partner may take
    longest = PARAMETERS["HttpTimeout"]["MaxValue"]
    # THEN a token asked for twice and the request itself fit into the functions that make them
    for name in ("ConnectFunction", "ConsentFunction", "OnboardingFunction"):
        assert 3 * longest < properties(name)["Timeout"] < 30


def test_a_link_lives_as_long_as_the_template_lets_it() -> None:
    """One bound: of the parameter, of the API's field, of the cookie that outlives the link."""
    # THEN the template's is the code's
    assert PARAMETERS["OnboarderLinkMinutes"]["MaxValue"] == MAX_LINK_MINUTES


@pytest.mark.parametrize(
    ("contact", "good"),
    [
        ("", True),
        ("help@example.com", True),
        ("https://example.com/help?topic=verification", True),
        ("http://example.com/help", False),
        ("javascript:alert(1)", False),
        ("mailto:help@example.com", False),
        ("help@example.com?bcc=other@example.com", False),
        ("https://user@example.com/", False),
        ("help at example.com", False),
    ],
)
def test_a_contact_is_refused_by_the_template_as_by_the_functions(
    contact: str, *, good: bool
) -> None:
    """It becomes a link on a person's page."""
    # THEN both take it, or neither
    pattern = PARAMETERS["SupportContact"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, contact)) is good
    # AND the functions as the template
    settings = Settings({"SUPPORT_CONTACT": contact})
    if good:
        assert settings.support_contact == contact
    else:
        with pytest.raises(SettingError, match="e-mail address or an https URL"):
            _ = settings.support_contact


@pytest.mark.parametrize(
    ("domain", "good"),
    [
        ("", True),
        ("jetbridge-prod", True),
        ("-prod", False),
        ("my-aws", False),
        ("amazon-hires", False),
        ("my-cognito-1", False),
    ],
)
def test_a_cognito_domain_is_one_that_cognito_takes(domain: str, *, good: bool) -> None:
    """The template refuses it before anything is made.

    Cognito takes neither aws nor amazon nor cognito in a domain (developer guide, "Configuring a
    user pool domain").
    """
    pattern = PARAMETERS["CognitoDomain"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, domain)) is good
