"""The local stack: the deployed shape on one machine, from template.yaml itself."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, override

import requests

from jetbridge_cli.local_stack.clock import StackClock
from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack import call_log, partners
from jetbridge_local.stack.access_log import logged
from jetbridge_local.stack.aws import Aws, AwsServices
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.options import Options
from jetbridge_local.stack.ready import Ready
from jetbridge_local.stack.startable import Startable
from jetbridge_local.stack.surroundings import Surroundings
from jetbridge_local.stack.transactions import with_transactions

if TYPE_CHECKING:
    from jetbridge_local.stack.functions import Functions
    from jetbridge_local.stack.schedules import Schedules

_HEALTH_PATIENCE: Final = 60.0
"""Seconds that the first request may take, a cold start included."""
_HEALTH_TRIES: Final = 3
_OK: Final = 200


class LocalStack(Startable):
    """A stack that runs from `start` to `stop`, or inside a `with` statement.

    After `start`: `ready` says where everything is, `sandboxes` are the partners, `inbox_url` is
    where the tenant's own system shows the webhooks that it got, `functions` run the functions,
    `clock` is theirs, `logs` is the directory of their output, `control_url` fires schedules and
    moves the clock, and `environment` are the variables that lead the operator's commands
    here.
    """

    ready: Ready
    sandboxes: Sandboxes
    inbox_url: str
    functions: "Functions"
    clock: StackClock
    logs: Path
    control_url: str
    environment: Mapping[str, str]

    _schedules: "Schedules"

    def __init__(self, options: Options | None = None) -> None:
        """Prepare a stack; nothing runs yet."""
        super().__init__()
        self._options: Final = options or Options()

    def fire(self, name: str) -> object:
        """Fire a schedule now, by its own logical id or its function's; return the answer.

        Raises:
            UnknownScheduleError: there is none of that name.
        """
        return self._schedules.fire(name)

    def refused_calls(self) -> list[str]:
        """Return the calls to AWS that no role allows: function, action and resource of each."""
        calls = call_log.refused(self._options.run_directory)
        return [call for call in calls if call.partition(" ")[0] in self.functions.names]

    @override
    def _start(self, parts: ExitStack) -> None:
        options = self._options
        api = _listen(options.port)
        parts.callback(api.stop)
        self.clock = StackClock.create(options.run_directory / "clock")
        children = Children()
        parts.callback(children.stop_all)
        services = AwsServices.start(children, options.run_directory / "aws.log")
        around = Surroundings.start(parts, api.url, self.clock)
        self.sandboxes, self.inbox_url = around.sandboxes, around.inbox_url
        urls = {**self.sandboxes.urls, **options.partners}
        for name, url in urls.items():
            options.tell(name, url)

        # Importing SAM takes as long as moto takes to start, so it begins when moto has begun.
        from jetbridge_local.stack import deploy  # noqa: PLC0415 - see above

        parameters = deploy.parameters(options, urls, api.url)
        translated = deploy.translate(options, parameters)
        services.await_answer()
        aws = Aws(services.url, _engine(parts, options.dynamodb_endpoint))
        ids, deployment = deploy.deploy(options, aws, translated, parameters)
        options.tell("AWS services", aws.url)
        self.logs = options.run_directory / "functions"
        self.logs.mkdir(exist_ok=True)
        self.functions = deploy.functions(parts, deployment, children, self.logs, self.clock)
        app = options.around(deploy.gateway(deployment, self.functions, api.port))
        api.serve(logged(app, options.run_directory / "access.log", options.on_access))
        with ThreadPoolExecutor(1) as beside:
            healthy = beside.submit(_await_health, api.url, self.logs)
            client = around.introduce(aws, ids)
            healthy.result()
        options.tell("API", api.url)
        deploy.queues(parts, deployment, self.functions, aws, options.pollers)
        self._schedules, self.control_url = deploy.schedules(
            parts, deployment, self.functions, self.clock
        )
        self.environment = deploy.operators_environment(aws, self.clock)
        self.ready = Ready(api.url, aws.url, ids["Table"], partners.TENANT, client, urls)


def _listen(port: int) -> LoopbackServer:
    try:
        return LoopbackServer(port=port)
    except OSError as error:
        raise StackError(
            f"port {port} is not free ({error.strerror}); 0 takes one that is"
        ) from error


def _engine(parts: ExitStack, url: str | None) -> str | None:
    """Return where an engine of its own has the transactions that the store needs."""
    if url is None:
        return None
    try:
        return parts.enter_context(with_transactions(url))
    except requests.RequestException as error:
        raise StackError(f"the DynamoDB engine at {url} does not answer") from error


def _await_health(api_url: str, logs: Path) -> None:
    """Return once the API answers.

    The first start of a function on a machine compiles what it imports, and may take longer than
    the function's timeout. The second one does not.
    """
    status = 0
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(_HEALTH_TRIES):
            status = session.get(f"{api_url}/health", timeout=_HEALTH_PATIENCE).status_code
            if status == _OK:
                return
    raise StackError(f"GET /health answers {status}; see the logs in {logs}")
