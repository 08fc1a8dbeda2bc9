"""One execution environment: AWS's runtime interface client under its emulator.

The emulator serves one invocation at a time, gives up at the function's timeout and starts the
function again after it, as Lambda does.
"""

import contextlib
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Final, Self

import requests
import samcli.local.rapid

from jetbridge_local.stack.children import Children
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.function import Function
from jetbridge_local.stack.ports import LOOPBACK, free_port

_START_PATIENCE: Final = 10.0
"""Seconds that an emulator has to open its port."""
_ANSWER_MARGIN: Final = 10.0
"""Seconds past the function's timeout after which the emulator itself counts as broken."""
_RUNTIME_CLIENT: Final = Path(__file__).with_name("runtime_client.py")
_INVOKE: Final = "2015-03-31/functions/function/invocations"
MACHINES: Final = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
"""Processors as AWS names them, by this machine's name for them in lower case."""


def emulator() -> Path:
    """Return the emulator's binary, which comes inside the aws-sam-cli wheel.

    Raises:
        StackError: there is none for this machine.
    """
    machine = MACHINES.get(platform.machine().lower())
    if sys.platform != "linux" or machine is None:
        raise StackError(
            "AWS publishes its runtime interface emulator for Linux on x86-64 and arm64 only; "
            f"this is {sys.platform} on {platform.machine()}"
        )
    return Path(samcli.local.rapid.__path__[0]) / f"aws-lambda-rie-{machine}"


class ExecutionEnvironment:
    """A started environment. Not for two threads at once."""

    def __init__(
        self, children: Children, process: subprocess.Popen[bytes], url: str, timeout: float
    ) -> None:
        """Use `start`."""
        self._children = children
        self._process: Final = process
        self._url: Final = f"{url}/{_INVOKE}"
        self._timeout: Final = timeout
        self._session: Final = requests.Session()
        self._session.trust_env = False

    @classmethod
    def start(
        cls, children: Children, emulator: Path, function: Function, log: Path, clock: Path
    ) -> Self:
        """Start an environment of `function` under `emulator`; it writes its output to `log`.

        `clock` is the file of the clock by which it tells the time.

        Raises:
            StackError: its emulator ended or opened no port.
        """
        port = free_port()
        address = f"{LOOPBACK}:{port}"
        command = [
            str(emulator),
            "--runtime-interface-emulator-address",
            address,
            "--runtime-api-address",
            f"{LOOPBACK}:{free_port()}",
            sys.executable,
            "-P",
            str(_RUNTIME_CLIENT),
            str(clock),
            function.handler,
        ]
        with log.open("ab") as output:
            process = _start(children, command, function, output)
        environment = cls(children, process, f"http://{address}", function.timeout)
        try:
            environment._await_port(log)
        except BaseException:
            environment.stop()
            raise
        return environment

    @property
    def is_running(self) -> bool:
        """Return whether the environment can take another invocation."""
        return self._process.poll() is None

    def invoke(self, event: bytes) -> str:
        """Return the function's answer as JSON, or Lambda's error object in its place."""
        try:
            answer = self._session.post(
                self._url, data=event, timeout=self._timeout + _ANSWER_MARGIN
            )
        except requests.RequestException:
            self.stop()
            return _failure("Runtime.ExitError", "the execution environment ended")
        return _answer(answer.text)

    def stop(self) -> None:
        """End the environment, whatever it is doing."""
        self._children.stop(self._process)
        self._session.close()

    def _await_port(self, log: Path) -> None:
        deadline = time.monotonic() + _START_PATIENCE
        while self.is_running and time.monotonic() < deadline:
            with contextlib.suppress(requests.ConnectionError):
                # Any path but the one of invocations is a 404 and wakes no environment.
                self._session.head(self._url.removesuffix(_INVOKE), timeout=_START_PATIENCE)
                return
            time.sleep(0.005)
        raise StackError(f"an execution environment did not start; see {log}")


def _start(
    children: Children, command: list[str], function: Function, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return children.start(
        command, env=function.environment, output=output, directory=function.directory
    )


def _answer(text: str) -> str:
    """Return a function's answer, and every error in the one form that SAM takes for an error.

    The runtime's own has members besides these two, at which SAM sees an answer in it.
    """
    try:
        answer = json.loads(text)
    except ValueError:
        # The emulator says "Task timed out after 5.00 seconds" in plain text.
        return _failure("Sandbox.Timedout", text)
    if isinstance(answer, dict) and {"errorType", "errorMessage"} <= answer.keys():
        return _failure(answer["errorType"], answer["errorMessage"])
    return text


def _failure(error_type: str, message: str) -> str:
    return json.dumps({"errorType": error_type, "errorMessage": message})
