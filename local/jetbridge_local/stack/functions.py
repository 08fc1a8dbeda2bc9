"""Every function of the template, in place of Lambda: what SAM's local API Gateway invokes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from samcli.local.lambdafn.exceptions import FunctionNotFound

from jetbridge_local.stack.children import Children
from jetbridge_local.stack.environment import ExecutionEnvironment, emulator
from jetbridge_local.stack.function import Function
from jetbridge_local.stack.pool import Pool

MAX_ENVIRONMENTS: Final = 8
"""Environments a function. Lambda has a thousand; a laptop has a few cores."""


class Output(Protocol):
    """Where SAM wants a function's answer."""

    def write_str(self, output: str) -> None:
        """Write a text."""
        ...


class Functions:
    """A pool of execution environments for each function."""

    def __init__(
        self, functions: Iterable[Function], children: Children, logs: Path, clock: Path
    ) -> None:
        """Run `functions` by the clock in the file `clock`.

        Environment N of function F writes to `logs`/F-N.log.

        Raises:
            StackError: functions do not run on a machine like this one.
        """
        self._emulator = emulator()
        self._children = children
        self._logs = logs
        self._clock = clock
        self._pools: Final = {function.name: self._pool(function) for function in functions}

    @property
    def names(self) -> tuple[str, ...]:
        """The functions' logical ids."""
        return tuple(self._pools)

    def is_debugging(self) -> bool:
        """Tell SAM that requests may run side by side."""
        return False

    def invoke(
        self,
        function_identifier: str,
        event: str,
        stdout: Output,
        stderr: object = None,
        tenant_id: str | None = None,
    ) -> None:
        """Invoke a function as SAM does: its answer goes to `stdout`.

        `stderr` and `tenant_id` are there because SAM passes them.

        Raises:
            FunctionNotFound: there is no such function.
        """
        del stderr, tenant_id
        pool = self._pools.get(function_identifier)
        if pool is None:
            raise FunctionNotFound(f"no function {function_identifier} in the template")
        stdout.write_str(pool.invoke(event.encode()))

    def call(self, name: str, event: object) -> object:
        """Invoke a function with a JSON event, and return its answer."""
        return json.loads(self._pools[name].invoke(json.dumps(event).encode()))

    def cold_starts(self, name: str) -> int:
        """How many execution environments of a function have been started."""
        return self._pools[name].cold_starts

    def crash(self, name: str) -> int:
        """End every execution environment of a function at once; return how many."""
        return self._pools[name].crash()

    def stop(self) -> None:
        """End every execution environment."""
        for pool in self._pools.values():
            pool.stop()

    def _pool(self, function: Function) -> Pool:
        def start(number: int) -> ExecutionEnvironment:
            log = self._logs / f"{function.name}-{number}.log"
            return ExecutionEnvironment.start(
                self._children, self._emulator, function, log, self._clock
            )

        return Pool(start, MAX_ENVIRONMENTS)
