"""Starting a stack: with other partners, on another table engine, and failing to."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.stack import LocalStack, Options
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.options import PROJECT
from tests.contract.store import engines
from tests.e2e.stack.onboarding import onboard
from tests.e2e.stack.operator import PATIENCE
from tests.e2e.stack.processes import descendants


def test_a_partner_that_is_given_replaces_its_sandbox(tmp_path: Path) -> None:
    """`--partner` leads the functions, the redirects and the ready-file elsewhere."""
    # GIVEN partners that others run
    with Sandboxes.start() as others:
        partners = {**others.urls, "enboarder-api": "https://enboarder.example"}
        # WHEN a stack is started with them
        with LocalStack(Options(partners=partners, run_directory=tmp_path)) as stack:
            answer = onboard(stack)
            back = f"{others.urls['smartrecruiters']}/company/acme/apps/connected"
            consent = requests.get(
                f"{stack.ready.api_url}/smartrecruiters/consent",
                params={"companyId": "acme", "redirect": back},
                allow_redirects=False,
                timeout=PATIENCE,
            )
            own = [host.calls.view(full=False) for host in stack.sandboxes.hosts.values()]
            ready = stack.ready
        # THEN the others were asked for the link, and the stack's own sandboxes were not
        assert answer.status_code == 201, answer.text
        assert others.hosts["incode-api"].calls.view(full=False)
        assert not any(own)
    # AND the admin may come back to the other SmartRecruiters, after the other sign-in
    assert consent.status_code == 303
    assert consent.headers["Location"].startswith(others.urls["identity"])
    # AND the ready-file names them, those that no function uses yet included
    assert partners.items() <= ready.partners.items()


type Engine = Callable[[], AbstractContextManager[str]]


@pytest.mark.parametrize("engine", [engines.moto, engines.dynalite])
def test_another_engine_holds_the_table(engine: Engine, tmp_path: Path) -> None:
    """With `--dynamodb-endpoint` the table, indexes included, is there and nowhere else."""
    # GIVEN a DynamoDB engine
    with engine() as url:
        # WHEN a stack is started on it
        options = Options(dynamodb_endpoint=url, run_directory=tmp_path)
        with LocalStack(options) as stack:
            answer = onboard(stack)
            own = engines.client(stack.ready.aws_endpoint_url).list_tables()["TableNames"]
            described = engines.client(url).describe_table(TableName=stack.ready.table_name)
            items = engines.client(url).scan(TableName=stack.ready.table_name)["Items"]
    # THEN it works, and its items are in that engine
    assert answer.status_code == 201, answer.text
    assert any(item["pk"]["S"].startswith("ONBOARDING#") for item in items)
    assert own == []
    # AND the table has the template's indexes
    indexes = described["Table"]["GlobalSecondaryIndexes"]
    assert {index["IndexName"] for index in indexes} == {"tenant", "due"}


def test_a_function_that_cannot_start_fails_the_start_and_leaves_nothing(tmp_path: Path) -> None:
    """The error says where to look, and every process is gone."""
    # GIVEN a template with a function that cannot be imported
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "app.py").write_text("raise RuntimeError('no')\n")
    template = tmp_path / "template.yaml"
    text = (PROJECT / "template.yaml").read_text()
    text = text.replace("CodeUri: functions/token", f"CodeUri: {broken}")
    text = text.replace("CodeUri: functions/", f"CodeUri: {PROJECT}/functions/")
    template.write_text(text.replace("ContentUri: layers/", f"ContentUri: {PROJECT}/layers/"))
    before = descendants(os.getpid())
    # WHEN a stack is started from it
    with (
        pytest.raises(StackError) as caught,
        LocalStack(Options(template=template, run_directory=tmp_path)),
    ):
        pytest.fail("it started")
    # THEN the error names the health check and the directory of the logs, and the log the cause
    assert "/health" in str(caught.value)
    assert str(tmp_path / "functions") in str(caught.value)
    assert "RuntimeError" in (tmp_path / "functions" / "TokenFunction-1.log").read_text()
    # AND nothing that was started is still there
    assert descendants(os.getpid()) <= before


def test_an_engine_that_does_not_answer_fails_the_start(tmp_path: Path) -> None:
    """A wrong `--dynamodb-endpoint` is named."""
    # GIVEN an address where no engine is
    before = descendants(os.getpid())
    # WHEN a stack is to put its table there
    options = Options(dynamodb_endpoint="http://127.0.0.1:9", run_directory=tmp_path)
    with pytest.raises(StackError, match=r"http://127\.0\.0\.1:9 does not answer"):
        LocalStack(options).start()
    # THEN nothing that was started is still there
    assert descendants(os.getpid()) <= before
