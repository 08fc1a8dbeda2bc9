"""What the parameters of the alarms take."""

import re

import pytest

from tests.unit.infra.templates import written


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("", True),
        ("ops@example.com", True),
        ("ops", False),
        ("ops@example", False),
        ("a b@example.com", False),
        ("a@b@example.com", False),
    ],
)
def test_an_address_is_one(address: str, *, good: bool) -> None:
    """A wrong one would be found by the first alarm that does not arrive."""
    pattern = written()["Parameters"]["AlarmEmail"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, address)) is good


@pytest.mark.parametrize("name", ["AlarmTopicArn", "UrgentTopicArn"])
@pytest.mark.parametrize(
    ("arn", "good"),
    [
        ("", True),
        ("arn:aws:sns:eu-central-1:123456789012:alarms", True),
        ("arn:aws-cn:sns:cn-north-1:123456789012:alarms", True),
        ("arn:aws:sns:eu-central-1:123456789012:alarms.fifo", False),
        ("arn:aws:sqs:eu-central-1:123456789012:alarms", False),
        ("alarms", False),
    ],
)
def test_a_topic_is_one_to_which_an_alarm_may_publish(name: str, arn: str, *, good: bool) -> None:
    """CloudWatch publishes to no FIFO topic."""
    pattern = written()["Parameters"][name]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, arn)) is good


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("docs/runbooks", True),
        ("https://git.example.com/ops/jetbridge/-/blob/main/docs/runbooks", True),
        ("https://example.com/", False),
        ("http://example.com/runbooks", False),
        ("https://example.com/runbooks?x=1", False),
        ("https://example.com/my(runbooks)", False),
        ('https://example.com/"runbooks"', False),
        ("https://example.com\\runbooks", False),
        ("", False),
    ],
)
def test_runbooks_are_at_a_url_to_which_a_name_can_be_added(url: str, *, good: bool) -> None:
    """A slash, a query or a fragment at its end would make a link that leads nowhere.

    A quote would end the dashboard's JSON, and fail the deployment; a bracket its links.
    """
    pattern = written()["Parameters"]["RunbooksUrl"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, url)) is good
