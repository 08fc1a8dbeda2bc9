"""The stack as `sam deploy` makes it, in an emulated account, with sandboxes for partners."""

import contextlib
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final, override
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import requests
from botocore.exceptions import BotoCoreError, ClientError
from werkzeug.middleware.http_proxy import ProxyMiddleware
from werkzeug.wrappers import Response

from jetbridge.runtime.clock import SystemClock
from jetbridge_local.rehearsal import deployer, emulator, gaps, route_gap
from jetbridge_local.rehearsal.sam import Sam
from jetbridge_local.rehearsal.scratch import scratch
from jetbridge_local.rehearsal.stacks import LOG_GROUP, RULE, Stack
from jetbridge_local.rehearsal.steps import Steps
from jetbridge_local.rehearsal.workers import Workers
from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack import deploy, partners
from jetbridge_local.stack.aws import Aws, AwsServices
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.errors import StackError, UnknownScheduleError
from jetbridge_local.stack.options import Options
from jetbridge_local.stack.ready import Ready
from jetbridge_local.stack.startable import Startable
from jetbridge_local.stack.surroundings import Surroundings

NAME: Final = "jetbridge-rehearsal"
_SCHEDULED: Final = "ScheduledFunction"
_FIRST: Final = (
    ("GET", "/health", 200),
    ("GET", "/v1/connections", 401),
    ("GET", "/smartrecruiters/consent", 400),
    ("GET", "/connect/onboarder", 400),
    ("POST", "/smartrecruiters/webhooks/none", 404),
)
"""Requests that need no credential, and what they are answered."""
_TIMEOUT: Final = 60
"""Seconds that a request to the API may take, a cold start included."""


class DeployedStack(Startable):
    """A deployed stack, from `start` to `stop`, or inside a `with` statement.

    It has what tests over HTTP use of a `LocalStack`: `ready`, `sandboxes`, `inbox_url`,
    `environment`, `functions`, `fire`. `sam` deploys further changes of `template`, the built
    one, with `parameters`, or of `packaged`, which is the same with its archives uploaded; `stack`
    is what the account tells of it.
    """

    ready: Ready
    sandboxes: Sandboxes
    inbox_url: str
    environment: Mapping[str, str]
    functions: Workers
    sam: Sam
    stack: Stack
    template: Path
    packaged: Path
    parameters: Mapping[str, str]

    def __init__(self, steps: Steps) -> None:
        """`steps` is told how it goes; nothing runs yet. Logs go to its folder."""
        super().__init__()
        self._steps: Final = steps
        self._front: WSGIApplication

    def fire(self, name: str) -> object:
        """Run what a schedule of the scheduled function runs, now; return the answer.

        Raises:
            UnknownScheduleError: there is none of that name.
        """
        rules = self.stack.ids(RULE)
        rule = rules.get(f"{_SCHEDULED}{name}")
        if rule is None:
            known = ", ".join(logical.removeprefix(_SCHEDULED) for logical in rules)
            raise UnknownScheduleError(f"no schedule {name!r}; there are: {known}")
        (target,) = self.stack.aws.events().list_targets_by_rule(Rule=rule)["Targets"]
        answer = self.stack.aws.client("lambda").invoke(
            FunctionName=target["Arn"], Payload=target["Input"]
        )
        return json.loads(answer["Payload"].read())

    def refused_calls(self) -> list[str]:
        """Return the lines of the functions' logs that tell of a call that a role refused."""
        groups = self.stack.ids(LOG_GROUP).values()
        lines = (line for group in groups for line in self.stack.logged(group))
        return [line for line in lines if "AccessDenied" in line]

    def deploy(self, template: Path, **changed: str) -> None:
        """Update the stack from a built or packaged template, with changed parameters.

        Raises:
            SamError: it failed.
        """
        self.sam.deploy(self.stack.name, template, {**self.parameters, **changed})

    def lose(self) -> None:
        """Delete the stack, without the SAM CLI and what it asks; what the template keeps stays.

        The functions' logs go to a folder of their own before.

        Raises:
            WaiterError: it is not gone after two minutes.
        """
        self._keep_logs(self._steps.folder / "lost")
        client, name = self.stack.aws.cloudformation(), self.stack.name
        client.delete_stack(StackName=name)
        waiter = client.get_waiter("stack_delete_complete")
        waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})

    def create(self, **changed: str) -> None:
        """Create the stack from the packaged template, with changed parameters.

        Raises:
            SamError: it failed.
        """
        self.deploy(self.packaged, **changed)
        route_gap.create_routes(self.stack)
        gaps.lift_queue_policies(self.stack)
        gaps.permit_batches(self.stack)
        gaps.number_concurrency(self.stack)
        host = urlsplit(self.stack.aws.url).netloc
        api = f"{self.stack.ids()['HttpApi']}.execute-api.{host}"
        self._front = _at_its_address(self.stack.aws.url, api)

    @override
    def _start(self, parts: ExitStack) -> None:
        steps = self._steps
        folder = parts.enter_context(scratch())
        children = Children()
        parts.callback(children.stop_all)
        services = emulator.start(children, steps.folder / "emulator.log", folder)
        api = LoopbackServer()
        parts.callback(api.stop)
        around = Surroundings.start(parts, api.url, SystemClock())
        self.sandboxes, self.inbox_url = around.sandboxes, around.inbox_url
        self.sam = Sam(children, steps.folder, folder, services.url)
        aws = Aws(services.url, None)
        self.stack = Stack(aws, NAME)
        self.environment = {**aws.environment, "JETBRIDGE_STACK_NAME": self.stack.name}
        options = Options(run_directory=steps.folder)
        given = deploy.parameters(options, self.sandboxes.urls, api.url)
        self.parameters = {**given, "Stage": "rehearsal"}
        with steps.step("sam build"):
            self.template = self.sam.build()
            services.await_answer()
            self.parameters = {**self.parameters, "PermissionsBoundary": deployer.boundary(aws)}
            self.packaged = self.sam.package(self.template)
            gaps.lift_bucket_policy(aws)
            self.sam.sign_with(deployer.credentials(aws, NAME))
        with steps.step("sam deploy creates the stack"):
            parts.callback(self._keep_logs, steps.folder)
            self.create()
        with steps.step("what an operator does first: secrets, clients, an endpoint"):
            self._introduce(around, api, services)

    def _keep_logs(self, folder: Path) -> None:
        """Write what the functions have logged to files: the emulator keeps it in memory."""
        folder.mkdir(exist_ok=True)
        # Where the emulator has gone, its own log says why.
        with contextlib.suppress(BotoCoreError, ClientError):
            for name, group in self.stack.ids(LOG_GROUP).items():
                lines = self.stack.logged(group)
                (folder / f"{name}.log").write_text("\n".join(lines))

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer by the API of now: a stack that is created again has another one."""
        return self._front(environ, start)

    def _introduce(self, around: Surroundings, api: LoopbackServer, services: AwsServices) -> None:
        ids = self.stack.ids()
        api.serve(self._answer)
        self.functions = Workers(services.process.pid, ids)
        client = around.introduce(self.stack.aws, ids)
        _warm(api.url)
        self.ready = Ready(
            api.url, services.url, ids["Table"], partners.TENANT, client, self.sandboxes.urls
        )


def _warm(api_url: str) -> None:
    """Call functions that a partner waits for: their first start may outlast a partner's call.

    The emulator unpacks the layer for it.

    Raises:
        StackError: a function answers otherwise than to a request that means nothing.
    """
    for method, path, status in _FIRST:
        answer = requests.request(method, f"{api_url}{path}", timeout=_TIMEOUT)
        if answer.status_code != status:
            raise StackError(f"{method} {path} answers {answer.status_code}, not {status}")


def _at_its_address(endpoint: str, host: str) -> WSGIApplication:
    """Return a front for the API, which the emulator knows by the host of a request alone.

    At AWS that host resolves; on this machine it does not.
    """
    proxy = ProxyMiddleware(Response(status=502), {}, timeout=_TIMEOUT)
    target = {
        "target": endpoint,
        "host": host,
        "remove_prefix": False,
        "headers": {},
        "ssl_context": None,
    }

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return proxy.proxy_to(target, environ["PATH_INFO"], "/")(environ, start_response)

    return app
