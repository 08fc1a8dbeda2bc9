"""What `jetbridge up` shows once everything runs."""

import shlex
import sys
from pathlib import Path
from typing import Final

from rich.text import Text

from jetbridge_cli.printing import printable
from jetbridge_local.sandbox import credentials
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.access_log import Access
from jetbridge_local.stack.options import PROJECT

_REFUSED: Final = 400
_BROKEN: Final = 500
_A_DAY: Final = '{"advance":86400}'

_POLICY: Final = PROJECT / "docs" / "policies" / "incode-enboarder.json"
_ENBOARDER: Final = f'{{"region":"EU","auth":"apiKey","apiKey":"{credentials.ENBOARDER_API_KEY}"}}'
_ONBOARDING: Final = (
    '{"partner":"incode","integrationReference":"int_b2b_prod_001",'
    '"loginHint":"ana@example.com","name":"Ana Ruiz","notification":{"type":"URL"}}'
)


def screen(stack: LocalStack) -> Text:
    """Return the one screen: what runs where, and what to try next, ready to be pasted."""
    ready, client = stack.ready, stack.ready.api_client
    api, hiring = ready.api_url, ready.partners["smartrecruiters"]
    pair = shlex.quote(f"{client.client_id}:{client.client_secret}")
    read_token = shlex.quote('import json,sys; print(json.load(sys.stdin)["access_token"])')
    command, policy = shlex.quote(_command()), shlex.quote(_file(_POLICY))
    json = "-H 'Content-Type: application/json'"
    bearer = '-H "Authorization: Bearer $TOKEN"'
    return Text("\n").join(
        [
            Text(),
            _heading("What runs where"),
            *_places(stack),
            Text(),
            _heading("Work in the console"),
            Text(f"  {api}/console"),
            *map(_person, filter(lambda user: user.roles, credentials.DEMO_USERS)),
            Text(),
            _heading("Be the operator"),
            Text(f"  export {_exported(stack)}"),
            Text(f"  {command} secrets status"),
            Text(f"  {command} connections list --tenant {ready.tenant}"),
            Text(f"  curl -s -X POST {stack.control_url}/schedules/Reconcile"),
            Text(),
            _heading("Be the tenant's backend"),
            Text(
                f"  TOKEN=$(curl -s -u {pair} -d grant_type=client_credentials "
                f"{api}/oauth/token | python3 -c {read_token})"
            ),
            Text(
                f"  curl -s {api}/v1/onboardings {bearer} -H 'Idempotency-Key: try-1' {json} "
                f"-d '{_ONBOARDING}'"
            ),
            Text(f"  curl -s {api}/v1/connections {bearer}"),
            Text(),
            _heading("Watch a hire (with the operator's export and the backend's TOKEN)"),
            _step(1, "connect the company: sign in as the form is filled in, approve"),
            Text(f"     {hiring}/company/acme/apps"),
            _step(2, "say what follows from a hire, and connect Enboarder"),
            Text(f"     {command} policy put --tenant {ready.tenant} {policy}"),
            Text(f"     curl -s {api}/v1/connections/enboarder {bearer} {json} -d '{_ENBOARDER}'"),
            _step(3, "be the recruiter: move a candidate to Hired"),
            Text(f"     {hiring}/company/acme/people"),
            _step(4, "be the tenant: open the link, be the new hire, and look at the people again"),
            Text(f"     {stack.inbox_url}"),
            _step(5, "read the timeline"),
            Text(f"     {command} journeys list --tenant {ready.tenant}"),
            Text(f"     {command} journeys show JOURNEY_ID"),
            Text(),
            _heading("Let a day pass, and what waits for it happen"),
            Text(f"  curl -s {stack.control_url}/clock {json} -d '{_A_DAY}'"),
            Text(f"  curl -s -X POST {stack.control_url}/schedules/Journeys"),
            Text(),
            _heading("Be SmartRecruiters, once a company is connected"),
            Text(f"  curl -s -X POST {hiring}/_sandbox/disable/acme"),
            Text(),
            Text("Ctrl-C stops everything. Requests to the API show below.", style="dim"),
        ]
    )


def access_line(access: Access) -> Text:
    """Return the line of one request."""
    status = access.status
    style = "red" if status >= _BROKEN else "yellow" if status >= _REFUSED else "green"
    return Text.assemble(
        (f"{access.time[11:19]} ", "dim"),
        (f"{status} ", style),
        f"{printable(access.method)} {printable(access.path)} ",
        (f"{access.milliseconds} ms", "dim"),
    )


def _heading(text: str) -> Text:
    return Text(text, style="bold")


def _person(user: credentials.DemoUser) -> Text:
    """Return who may sign in to the console. The sign-in form offers them by a button each."""
    of = f" of {user.tenant}" if user.tenant else ""
    return Text.assemble(("  sign in as ", "dim"), f"{user.email} ({', '.join(user.roles)}{of})")


def _step(number: int, what: str) -> Text:
    return Text.assemble((f"  {number}  ", "cyan"), what)


def _exported(stack: LocalStack) -> str:
    return " ".join(f"{name}={shlex.quote(value)}" for name, value in stack.environment.items())


def _places(stack: LocalStack) -> list[Text]:
    ready = stack.ready
    places = {
        "API": ready.api_url,
        "tenant's inbox": stack.inbox_url,
        **ready.partners,
        "AWS services": ready.aws_endpoint_url,
        "table": ready.table_name,
        "function logs": str(stack.logs),
    }
    return [Text.assemble((f"  {name:<16} ", "cyan"), where) for name, where in places.items()]


def _command() -> str:
    """Return how this program was called."""
    return _file(Path(sys.argv[0]))


def _file(path: Path) -> str:
    """Return a path, shorter where it is below the present directory."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
