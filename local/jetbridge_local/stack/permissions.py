"""What each function may do at the AWS services: enforced as at AWS.

Who signs with a role's temporary credentials may do what the role's policies allow. The others,
who are the operator and the stack itself, may do anything.
"""

import io
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends

from jetbridge_local.stack.aws_requests import ACCOUNT, Call, calls
from jetbridge_local.stack.call_log import ALLOWED, REFUSED, CallLog
from jetbridge_local.stack.policies import Statement, allows

_PARTITION: Final = "aws"
_KEY_ID: Final = re.compile(r"Credential=([^/]+)/")


def enforced(moto: WSGIApplication, log: CallLog) -> WSGIApplication:
    """Return moto behind the roles' policies."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        session = _session(environ)
        if session is None:
            return moto(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        refused = None
        for call in calls(environ["HTTP_X_AMZ_TARGET"], json.loads(body)):
            permitted = allows(_statements(session.role_arn), call)
            log.keep(ALLOWED if permitted else REFUSED, session.session_name, call)
            refused = refused if permitted else call
        if refused is None:
            return moto(environ, start_response)
        return _refuse(session, refused, start_response)

    return app


def _session(environ: WSGIEnvironment) -> AssumedRole | None:
    """Return the session of a role whose credentials signed the request."""
    signer = _KEY_ID.search(environ.get("HTTP_AUTHORIZATION", ""))
    backend = sts_backends[ACCOUNT][_PARTITION]
    return backend.get_assumed_role_from_access_key(signer.group(1)) if signer else None


@cache
def _statements(role_arn: str) -> tuple[Statement, ...]:
    """Return the statements of a role's own policies."""
    backend = iam_backends[ACCOUNT][_PARTITION]
    name = role_arn.rpartition("/")[2]
    # What CloudFormation has created, moto keeps as it was written, and not as JSON text.
    documents: list[Any] = [
        backend.get_role_policy(name, each)[1] for each in backend.list_role_policies(name)
    ]
    return tuple(statement for document in documents for statement in document["Statement"])


def _refuse(session: AssumedRole, call: Call, start_response: StartResponse) -> list[bytes]:
    message = (
        f"User: {session.arn} is not authorized to perform: {call.action} on resource: "
        f"{call.resource} because no identity-based policy allows the {call.action} action"
    )
    refusal = {"__type": "AccessDeniedException", "message": message}
    start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.1")])
    return [json.dumps(refusal).encode()]
