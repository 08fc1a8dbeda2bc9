"""The commands that need no deployment: validate, dry-run, sample and schema."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jetbridge_cli import policy_schema
from jetbridge_cli.failure import CommandError
from jetbridge_cli.policies import SAMPLE, app
from tests.support.policy_documents import EXAMPLES, a_policy, incode, onboarder, report


def run(*arguments: str | Path) -> Result:
    """Run a command of `jetbridge policy`."""
    return CliRunner().invoke(app, [*map(str, arguments)])


def failure(*arguments: str | Path) -> str:
    """Return what a command that fails says."""
    with pytest.raises(CommandError) as failed:
        CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    return str(failed.value)


def written(folder: Path, document: object) -> Path:
    """Return a file with a document in it."""
    file = folder / "policy.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return file


def test_a_valid_policy_is_said_to_be_valid() -> None:
    """Exit status 0."""
    result = run("validate", EXAMPLES[0])
    assert result.exit_code == 0
    assert result.output == f"{EXAMPLES[0]} is valid.\n"


def test_faults_are_listed_one_a_line(tmp_path: Path) -> None:
    """Where, which rule, and a sentence."""
    # GIVEN a policy with two faults
    steps = incode({"partner": "incode"}), onboarder(delivery="sms")
    file = written(tmp_path, a_policy(*steps))
    # WHEN it is validated, THEN it fails, and says each of them
    expected = (
        f"{file} is not valid:\n"
        "  /steps/0/fields/partner  set_by_the_journey  The journey sets this: leave it out.\n"
        "  /steps/1/delivery  bus_only  The link of onboarder is ours to hand out: only bus."
    )
    assert failure("validate", file) == expected
    assert failure("dry-run", file) == expected


FAULT = " is not valid:\n  "


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", f"{FAULT}/  json  Must be JSON in UTF-8."),
        ('{"a": 1, "a": 2}', f"{FAULT}/  repeated_name  Must not hold a name twice."),
        (
            '{"a": "\\u0000"}',
            f"{FAULT}/a  no_control_characters  Must not hold control characters.",
        ),
        ("[]", f"{FAULT}/  model_type  Must be a JSON object."),
        (" " * 65_537, ": The body must not exceed 65536 bytes"),
    ],
)
def test_a_file_that_holds_no_json_object_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """Before anything in it is looked at."""
    file = written(tmp_path, text)
    assert failure("validate", file) == f"{file}{why}"


def test_a_dry_run_shows_what_would_be_sent() -> None:
    """For the built-in hire, or for the one in a file."""
    result = run("dry-run", EXAMPLES[0])
    assert result.exit_code == 0
    assert result.output.endswith("\n\nThe journey is completed. Every step is done.\n")


def test_a_dry_run_takes_a_hire_from_a_file(tmp_path: Path) -> None:
    """As `sample` prints one."""
    # GIVEN the printed sample with another name
    hire = json.loads(run("sample").output)
    assert hire == SAMPLE
    hire["candidate"]["email"] = "bo@example.com"
    sample = tmp_path / "hire.json"
    sample.write_text(json.dumps(hire))
    file = written(tmp_path, a_policy(incode(onRejection="stop"), report()))
    # WHEN the policy is tried on it, by a person who fails
    result = run("dry-run", file, "--sample", sample, "--verdict", "rejected", "--json")
    # THEN that is what would be sent
    shown = json.loads(result.output)
    assert shown["status"] == "failed"
    assert "bo@example.com" in result.output


@pytest.mark.parametrize("hire", [{}, {"candidate": {}}, {"candidate": [], "application": {}}])
def test_a_hire_has_a_candidate_and_an_application(tmp_path: Path, hire: object) -> None:
    """Each an object."""
    sample = tmp_path / "hire.json"
    sample.write_text(json.dumps(hire))
    why = "the sample must have a candidate and an application, each an object"
    assert failure("dry-run", EXAMPLES[0], "--sample", sample) == why


def test_a_dry_run_takes_settings_and_shows_them(tmp_path: Path) -> None:
    """A return address off the list that is given is refused."""
    file = written(tmp_path, a_policy(onboarder({"returnUrl": "https://other.example/"})))
    given = "RETURN_URL_ALLOW_LIST=ok.example"
    result = run("dry-run", file, "--setting", given, "--tenant", "t", "--region", "EU", "--json")
    shown = json.loads(result.output)
    assert shown["reason"] == "refused"
    assert shown["assumed"]["settings"]["RETURN_URL_ALLOW_LIST"] == "ok.example"
    assert (shown["assumed"]["tenant"], shown["assumed"]["enboarder"]) == ("t", "EU, by API key")


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("NONE=1", "--setting NONE: the functions have no such setting"),
        (
            "INCODE_LINK_MINUTES=0",
            "--setting INCODE_LINK_MINUTES must be a whole number of minutes from 1 to 10080",
        ),
        ("x", "--setting is NAME=VALUE, such as RETURN_URL_ALLOW_LIST=example.com"),
    ],
)
def test_a_setting_that_is_none_is_refused(setting: str, why: str) -> None:
    """By its name and its rule."""
    assert failure("dry-run", EXAMPLES[0], "--setting", setting) == why


def test_a_hire_of_more_than_64_kb_can_be_tried(tmp_path: Path) -> None:
    """Answers of SmartRecruiters have no such limit."""
    hire = {**SAMPLE, "candidate": {**SAMPLE["candidate"], "about": "w" * 70_000}}
    sample = tmp_path / "hire.json"
    sample.write_text(json.dumps(hire))
    assert run("dry-run", EXAMPLES[0], "--sample", sample).exit_code == 0


def test_the_schema_is_printed() -> None:
    """The published one."""
    assert run("schema").output == policy_schema.text()
