"""A function as template.yaml describes it, and its environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samcli.lib.providers.provider import Function as SamFunction
from samcli.local.lambdafn.env_vars import EnvironmentVariables

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.roles import Credentials


@dataclass(frozen=True, slots=True)
class Function:
    """What it takes to run one function. `timeout` is in seconds."""

    name: str
    handler: str
    timeout: int
    directory: Path
    environment: Mapping[str, str] = field(repr=False)


def describe(function: SamFunction, aws: Mapping[str, str], credentials: Credentials) -> Function:
    """Read a function of the resolved template.

    `aws` are the variables that reach its services, `credentials` are its role's.

    Code is imported from where it is written: the function's folder, the layer's, and the layer's
    dependencies from this interpreter's environment, which uv.lock describes as it does the layer.
    """
    directory = Path(function.codeuri)
    layers = [layer.codeuri for layer in function.layers]
    variables: Mapping[str, Any] = (function.environment or {}).get("Variables", {})
    of_lambda: dict[str, str] = EnvironmentVariables(
        function_name=function.name,
        function_memory=function.memory,
        function_timeout=function.timeout,
        function_handler=function.handler,
        function_logging_config=function.logging_config,
        variables=variables,
        aws_creds={
            "region": account.REGION,
            "key": credentials.key_id,
            "secret": credentials.secret,
            "sessiontoken": credentials.token,
        },
    ).resolve()
    return Function(
        name=function.name,
        handler=function.handler,
        timeout=function.timeout,
        directory=directory,
        environment={
            **of_lambda,
            **aws,
            "LAMBDA_TASK_ROOT": str(directory),
            "LANG": "en_US.UTF-8",
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
            "PYTHONPATH": os.pathsep.join((str(directory), *layers)),
            "TZ": ":UTC",
            # The emulator's own messages, not the function's.
            "LOG_LEVEL": "error",
        },
    )
