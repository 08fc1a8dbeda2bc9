"""What `jetbridge up` shows once everything runs."""

import shlex
import sys
from pathlib import Path
from typing import Final

from rich.text import Text

from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.access_log import Access

_REFUSED: Final = 400
_BROKEN: Final = 500

_BODY: Final = (
    '{"partner":"incode","integrationReference":"int_b2b_prod_001",'
    '"loginHint":"ana@example.com","name":"Ana Ruiz","notification":{"type":"URL"}}'
)


def screen(stack: LocalStack) -> Text:
    """Return the one screen: what runs where, and what to try next, ready to be pasted."""
    ready, client = stack.ready, stack.ready.api_client
    hiring = ready.partners["smartrecruiters"]
    credentials = shlex.quote(f"{client.client_id}:{client.client_secret}")
    read_token = shlex.quote('import json,sys; print(json.load(sys.stdin)["access_token"])')
    command = shlex.quote(_command())
    return Text("\n").join(
        [
            Text(),
            _heading("What runs where"),
            *_places(stack),
            Text(),
            _heading("Connect a company, in a browser (sign in as the form is filled in)"),
            Text(f"  {hiring}/company/acme/apps"),
            Text(),
            _heading("Be the tenant's backend"),
            Text(
                f"  TOKEN=$(curl -s -u {credentials} -d grant_type=client_credentials "
                f"{ready.api_url}/oauth/token | python3 -c {read_token})"
            ),
            Text(
                f'  curl -s {ready.api_url}/v1/onboardings -H "Authorization: Bearer $TOKEN" '
                f"-H 'Idempotency-Key: try-1' -H 'Content-Type: application/json' -d '{_BODY}'"
            ),
            Text(f'  curl -s {ready.api_url}/v1/connections -H "Authorization: Bearer $TOKEN"'),
            Text(),
            _heading("Be SmartRecruiters, once a company is connected"),
            Text(f"  curl -s -X POST {hiring}/_sandbox/disable/acme"),
            Text(),
            _heading("Be the operator"),
            Text(f"  export {stack.shell_environment}"),
            Text(f"  {command} secrets status"),
            Text(f"  {command} connections list --tenant {ready.tenant}"),
            Text(f"  curl -s -X POST {stack.control_url}/schedules/Reconcile"),
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
        f"{access.method} {access.path} ",
        (f"{access.milliseconds} ms", "dim"),
    )


def _heading(text: str) -> Text:
    return Text(text, style="bold")


def _places(stack: LocalStack) -> list[Text]:
    ready = stack.ready
    places = {
        "API": ready.api_url,
        **ready.partners,
        "AWS services": ready.aws_endpoint_url,
        "table": ready.table_name,
        "function logs": str(stack.logs),
    }
    return [Text.assemble((f"  {name:<16} ", "cyan"), where) for name, where in places.items()]


def _command() -> str:
    """Return how this program was called, shorter where it is below the present directory."""
    program = Path(sys.argv[0])
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)
