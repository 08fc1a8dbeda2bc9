"""The settings that the operator's tool takes from a stack's parameters."""

from jetbridge_cli import published
from jetbridge_local import settings_table


def test_the_file_is_the_one_that_the_template_gives() -> None:
    """A parameter that changes changes it: run `make settings`."""
    assert published.FILE.read_text() == settings_table.text()


def test_a_parameter_that_was_given_wins() -> None:
    """The others have their defaults, and one without is absent."""
    # WHEN a stack was given one parameter, and one that is none of the template's
    found = published.variables({"HttpTimeout": "7", "Unknown": "x"})
    # THEN its variable has that value, the rest the defaults
    assert found["HTTP_TIMEOUT"] == "7"
    assert {**found, "HTTP_TIMEOUT": ""} == {**published.variables(), "HTTP_TIMEOUT": ""}
    assert "SMARTRECRUITERS_APP_ID" not in found
    assert published.variables({"SmartRecruitersAppId": "app"})["SMARTRECRUITERS_APP_ID"] == "app"


def test_a_partners_environment_chooses_its_hosts() -> None:
    """Unless a host is given."""
    demo, saas = (published.variables({"IncodeEnvironment": name}) for name in ("Demo", "SaaS"))
    assert demo["INCODE_API_URL"] == published.variables()["INCODE_API_URL"]
    assert demo["INCODE_API_URL"] != saas["INCODE_API_URL"]
    given = published.variables({"IncodeEnvironment": "SaaS", "IncodeApiUrl": "http://localhost"})
    assert given["INCODE_API_URL"] == "http://localhost"
    assert given["INCODE_AUTH_URL"] == saas["INCODE_AUTH_URL"]
