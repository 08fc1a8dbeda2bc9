"""`jetbridge up` as a program: its ready-file, its screen, its end."""

import json
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from tests.e2e.stack.processes import all_end, descendants, watch

_JETBRIDGE: Final = Path(sys.executable).with_name("jetbridge")
_PATIENCE: Final = 60.0


class Up:
    """A running `jetbridge up`, its screen read."""

    def __init__(self, process: subprocess.Popen[str], ready_file: Path) -> None:
        """Read the output of `process` until its screen is whole."""
        self.process: Final = process
        self.ready_file: Final = ready_file
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        self.screen: Final = "".join(_until("Ctrl-C stops everything", lines))
        self.ready: Final[dict[str, Any]] = json.loads(ready_file.read_text())

    def command(self, heading: str) -> str:
        """Return the lines that the screen offers under a heading, as one shell script."""
        below = self.screen.partition(heading)[2].partition("\n")[2]
        return below.partition("\n\n")[0]


def _until(end: str, lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if end in line:
            return
    pytest.fail("the screen never came")


@contextmanager
def running(ready_file: Path, *options: str) -> Iterator[Up]:
    """Run `jetbridge up`, and end it."""
    command = [str(_JETBRIDGE), "up", "--port", "0", "--ready-file", str(ready_file), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Up(process, ready_file)
        finally:
            process.terminate()
            process.communicate(timeout=_PATIENCE)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Run one `jetbridge up` for the tests that only look."""
    with running(tmp_path_factory.mktemp("up") / "ready.json") as up:
        yield up


def _shell(script: str) -> str:
    done = subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, check=False, text=True, timeout=_PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_ready_file_says_where_everything_is(up: Up) -> None:
    """The members are those of the contract, no more and no less."""
    # GIVEN a stack that is ready
    # WHEN its ready-file is read
    ready = up.ready
    # THEN it holds the contract's members
    assert set(ready) == {
        "api_url",
        "aws_endpoint_url",
        "table_name",
        "tenant",
        "api_client",
        "partners",
    }
    assert ready["tenant"] == "demo"
    assert isinstance(ready["api_client"]["scopes"], list)
    assert {"smartrecruiters", "incode-auth", "incode-api", "identity"} <= set(ready["partners"])
    # AND only its owner reads it
    assert stat.S_IMODE(up.ready_file.stat().st_mode) == 0o600


def test_every_part_answers_once_the_ready_file_is_there(up: Up) -> None:
    """API, partners and AWS services can be spoken to at once."""
    # GIVEN the addresses of the ready-file
    addresses = [
        f"{up.ready['api_url']}/health",
        f"{up.ready['aws_endpoint_url']}/moto-api/",
        *(f"{url}/_sandbox/state" for url in up.ready["partners"].values()),
    ]
    # WHEN each is asked
    statuses = {url: requests.get(url, timeout=_PATIENCE).status_code for url in addresses}
    # THEN each answers
    assert set(statuses.values()) == {200}, statuses


def test_the_api_client_obtains_a_token_with_every_scope(up: Up) -> None:
    """What the ready-file hands out works."""
    # GIVEN the API client of the ready-file
    client = up.ready["api_client"]
    # WHEN it asks for a token
    answer = requests.post(
        f"{up.ready['api_url']}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client["client_id"], client["client_secret"]),
        timeout=_PATIENCE,
    ).json()
    # THEN the token has the scopes that the ready-file names
    assert sorted(answer["scope"].split()) == sorted(client["scopes"])


def test_the_screen_offers_commands_that_work(up: Up) -> None:
    """What is shown can be pasted."""
    # GIVEN the screen of a stack
    # WHEN its commands are run as they stand
    backend = _shell(up.command("Be the tenant's backend"))
    operator = _shell(up.command("Be the operator"))
    preparing = [up.command("Be the operator").splitlines()[0]]
    preparing += [up.command("Be the tenant's backend").splitlines()[0]]
    watching = re.findall(r"^ {5}(?!http)(.*)$", up.command("Watch a hire"), flags=re.MULTILINE)
    watched = _shell("\n".join(preparing + watching[:-1]))
    passed = _shell(up.command("Let a day pass"))
    # THEN the backend has a link, and no connection yet
    assert re.search(r'"url":"https?://[^"]+"', backend)
    assert '"items":[]' in backend
    # AND the operator sees secrets and settles what is open
    assert "keyring" in operator
    assert '"failures":0' in operator
    # AND a user who wants to watch a hire has a policy and an account at Enboarder
    assert re.search(r"version\s+1", watched)
    assert '"status":"active"' in watched
    assert watching[-1].endswith("journeys show JOURNEY_ID")
    # AND a day passes where a person wants it to
    assert '"ahead":86400' in passed
    assert '"complete":true' in passed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM leave nothing running, and no ready-file that lies."""
    with running(tmp_path / "ready.json") as up:
        # GIVEN a stack with processes of its own
        processes = descendants(up.process.pid)
        assert len(processes) >= 3
        descriptors = watch(processes)
        # WHEN it gets the signal
        up.process.send_signal(number)
        output, _ = up.process.communicate(timeout=_PATIENCE)
        # THEN it says so and ends well
        assert "Stopped." in output
        assert up.process.returncode == 0
        # AND so did everything that it had started
        assert all_end(descriptors, _PATIENCE)
        assert not up.ready_file.exists()


def test_a_killed_stack_takes_its_processes_along(tmp_path: Path) -> None:
    """Even where it cannot clean up, it leaves nothing behind."""
    with running(tmp_path / "ready.json") as up:
        # GIVEN a stack with processes of its own
        descriptors = watch(descendants(up.process.pid))
        # WHEN it is killed
        up.process.kill()
        # THEN they end all the same
        assert all_end(descriptors, _PATIENCE)


def test_an_interrupted_start_leaves_nothing_running(tmp_path: Path) -> None:
    """Ctrl-C in the middle of the start is clean, too."""
    # GIVEN a stack that has started a part of itself
    command = [str(_JETBRIDGE), "up", "--port", "0", "--ready-file", str(tmp_path / "ready.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert list(_until("smartrecruiters", iter(process.stdout.readline, "")))
        descriptors = watch(descendants(process.pid))
        # WHEN it is interrupted
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=_PATIENCE)
    # THEN it ends as an interrupted program does, without its processes
    assert "Stopped." in output
    assert process.returncode == 130
    assert all_end(descriptors, _PATIENCE)
    assert not any(tmp_path.iterdir())


def test_a_taken_port_is_named(up: Up, tmp_path: Path) -> None:
    """The commonest reason not to start is said in a sentence."""
    # GIVEN a port on which something listens
    port = up.ready["api_url"].rpartition(":")[2]
    # WHEN a stack is to have it
    command = [str(_JETBRIDGE), "up", "--port", port, "--ready-file", str(tmp_path / "r.json")]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=_PATIENCE)
    # THEN it says why it does not start
    assert done.returncode == 1
    assert f"port {port} is not free" in done.stderr
    assert not (tmp_path / "r.json").exists()
