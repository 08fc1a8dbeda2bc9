"""An applicant decides who they are, and nothing else about their onboarding."""

from typing import Any, Final

import pytest

from tests.support.policy_documents import a_policy, enboarder, faults, incode, onboarder

THEIRS: Final[dict[str, Any]] = {"path": "/candidate/web/skype"}
MANAGER: Final = {"name": "People", "email": "people@example.com"}


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        (onboarder({"flowId": THEIRS}), "/flowId"),
        (onboarder({"returnUrl": THEIRS}), "/returnUrl"),
        (onboarder({"linkValidityInMinutes": THEIRS}), "/linkValidityInMinutes"),
        (incode({"integrationReference": THEIRS}), "/integrationReference"),
        (incode({"meetingLink": THEIRS}), "/meetingLink"),
        (enboarder({"kind": THEIRS}), "/kind"),
        (enboarder({"managers": [{"name": "a", "email": THEIRS}]}), "/managers/0/email"),
        (enboarder({"managers": [MANAGER, THEIRS]}), "/managers/1"),
        (
            enboarder({"employee": {"name": "a", "email": "a@b.test", "externalId": THEIRS}}),
            "/employee/externalId",
        ),
    ],
)
@pytest.mark.parametrize("shape", ["path", "join", "nested", "default", "date"])
def test_what_the_applicant_wrote_chooses_nothing(
    step: dict[str, Any], pointer: str, shape: str
) -> None:
    """Neither by itself, nor as a part of a join, a default or a date."""
    # GIVEN a field that does not describe the person, made of what they wrote in some way
    shaped, inner = {
        "path": (THEIRS, ""),
        "join": ({"join": ["https://a.test/", THEIRS], "with": ""}, "/join/1"),
        "nested": ({"join": [{"join": [THEIRS]}]}, "/join/0/join/0"),
        "default": ({"path": "/application/x", "default": THEIRS}, "/default"),
        "date": ({"date": THEIRS}, "/date"),
    }[shape]
    changed = replaced(step, shaped)
    # WHEN the policy is checked, THEN that is told, where it stands
    assert faults(a_policy(changed)) == [(f"/steps/0/fields{pointer}{inner}", "applicant_chooses")]


def replaced(value: Any, by: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with `by` in the place of what the applicant wrote."""
    if value == THEIRS:
        return by
    if isinstance(value, list):
        return [replaced(each, by) for each in value]
    if isinstance(value, dict):
        return {name: replaced(member, by) for name, member in value.items()}
    return value


def test_a_setting_says_otherwise() -> None:
    """For the fields that it names, and for no others."""
    # GIVEN a step that lets the applicant choose one field, and takes two from them
    fields = {"flowId": THEIRS, "returnUrl": THEIRS}
    step = onboarder(fields, applicantMayChoose=["flowId"])
    # WHEN it is checked, THEN the other is refused
    assert faults(a_policy(step)) == [("/steps/0/fields/returnUrl", "applicant_chooses")]
    # AND nothing is, where it names both
    assert faults(a_policy(onboarder(fields, applicantMayChoose=["flowId", "returnUrl"]))) == []


def test_a_setting_names_fields_of_its_step() -> None:
    """A slip would leave a door open that is not used yet."""
    step = onboarder(applicantMayChoose=["flowID"])
    assert faults(a_policy(step)) == [("/steps/0/applicantMayChoose", "no_such_field")]


@pytest.mark.parametrize(
    "path",
    [
        "/candidate/id",
        "/candidate/primaryAssignment/job/title",
        "/application/hiringManager",
        "/company/id",
        "/journey/id",
    ],
)
def test_what_the_company_writes_may_fill_every_field(path: str) -> None:
    """The applicant has no part in it."""
    assert faults(a_policy(onboarder({"flowId": {"path": path}}))) == []


@pytest.mark.parametrize(
    "path",
    [
        "/application/source",
        "/application/sourceDetails/url",
        "/application/referrer",
        "/application/messageToHiringManager",
        "/application/candidate/web/skype",
        "/application/candidate",
    ],
)
def test_where_an_applicant_came_from_is_theirs(path: str) -> None:
    """The address that they followed may say anything, and so may what they sent with it."""
    found = faults(a_policy(onboarder({"flowId": {"path": path}})))
    assert found == [("/steps/0/fields/flowId", "applicant_chooses")]


def test_a_default_for_the_whole_employee_names_nobody_else() -> None:
    """A default may be an object, whose `externalId` counts."""
    person = {"name": "a", "email": "a@b.test", "externalId": THEIRS}
    found = faults(a_policy(enboarder({"employee": {"path": "/candidate/x", "default": person}})))
    assert found == [("/steps/0/fields/employee/default/externalId", "applicant_chooses")]


def test_who_the_person_is_they_may_say() -> None:
    """Names, addresses, and what the workflow tells them."""
    person = {"path": "/candidate/firstName", "default": "Ana"}
    email = {"path": "/candidate/email"}
    verify = incode({"name": person, "notification": {"email": email}})
    launch = enboarder(
        {"employee": {"name": person, "email": email}, "customFields": {"a": person}}
    )
    assert faults(a_policy(verify, launch)) == []
