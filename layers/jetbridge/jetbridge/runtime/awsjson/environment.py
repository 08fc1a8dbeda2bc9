"""Where a service is and who calls it, from the environment variables that botocore reads too."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import record
from jetbridge.runtime.awsjson.signature import Credentials

_VISIBLE: Final = re.compile(r"[!-~]+")
"""What can stand in a request's head: no blanks, no line breaks."""
_DOMAINS: Final = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}
"""By the first part of a region: China's, and those of the European Sovereign Cloud."""
_ISOLATED: Final = ("us-iso", "eu-isoe-")


class NotConfiguredError(JetbridgeError):
    """The environment does not say what a call needs. Names the variable, never its value."""

    def __init__(self, variable: str, rule: str) -> None:
        super().__init__(f"{variable} {rule}")


@record
class Service:
    """A service that speaks AWS JSON.

    Attributes:
        name: what its endpoint variable ends with: `AWS_ENDPOINT_URL_<name>`.
        prefix: the first label of its host, which is its signing name, too.
        target: what goes before the operation in `X-Amz-Target`.
        version: of AWS JSON.
    """

    name: str
    prefix: str
    target: str
    version: str


DYNAMODB: Final = Service("DYNAMODB", "dynamodb", "DynamoDB_20120810", "1.0")
EVENTBRIDGE: Final = Service("EVENTBRIDGE", "events", "AWSEvents", "1.1")
SECRETS_MANAGER: Final = Service("SECRETS_MANAGER", "secretsmanager", "secretsmanager", "1.1")
SQS: Final = Service("SQS", "sqs", "AmazonSQS", "1.0")
SSM: Final = Service("SSM", "ssm", "AmazonSSM", "1.1")


@record
class Endpoint:
    """Where a service answers. `host` is the value of the Host header."""

    secure: bool
    hostname: str
    port: int
    host: str
    path: str


def region(environ: Mapping[str, str]) -> str:
    """Return the region.

    Raises:
        NotConfiguredError: there is none.
    """
    found = environ.get("AWS_DEFAULT_REGION") or environ.get("AWS_REGION")
    if not found:
        raise NotConfiguredError("AWS_REGION", "must be set")
    return found


def credentials(environ: Mapping[str, str]) -> Credentials:
    """Return the credentials, which Lambda keeps in the environment.

    Raises:
        NotConfiguredError: they are not there. Other sources of credentials are not read.
    """
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        if not environ.get(variable):
            raise NotConfiguredError(
                variable, "must be set: other sources of credentials are not read"
            )
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"):
        if environ.get(variable) and not _VISIBLE.fullmatch(environ[variable]):
            raise NotConfiguredError(variable, "must be visible ASCII")
    return Credentials(
        environ["AWS_ACCESS_KEY_ID"],
        environ["AWS_SECRET_ACCESS_KEY"],
        environ.get("AWS_SESSION_TOKEN", ""),
    )


def endpoint(service: Service, environ: Mapping[str, str]) -> Endpoint:
    """Return where `service` answers.

    Raises:
        NotConfiguredError: a variable holds no URL, or the region's endpoints are not known here.
    """
    if environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() != "true":
        for variable in (f"AWS_ENDPOINT_URL_{service.name}", "AWS_ENDPOINT_URL"):
            if environ.get(variable):
                return _read(variable, environ[variable])
    place = region(environ)
    if place.startswith(_ISOLATED):
        raise NotConfiguredError(f"AWS_ENDPOINT_URL_{service.name}", "must be set in this region")
    if environ.get("AWS_USE_FIPS_ENDPOINT", "").lower() == "true":
        raise NotConfiguredError(
            f"AWS_ENDPOINT_URL_{service.name}", "must be set where AWS_USE_FIPS_ENDPOINT is"
        )
    domain = _DOMAINS.get(place.partition("-")[0], "amazonaws.com")
    host = f"{service.prefix}.{place}.{domain}"
    return Endpoint(secure=True, hostname=host, port=443, host=host, path="/")


def _read(variable: str, url: str) -> Endpoint:
    try:
        parts = urlsplit(url)
        hostname, port = parts.hostname, parts.port
    except ValueError:
        hostname, port = None, None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not hostname or not _VISIBLE.fullmatch(url):
        raise NotConfiguredError(variable, "must be an http or https URL")
    secure = parts.scheme == "https"
    host = f"[{hostname}]" if ":" in hostname else hostname
    default = 443 if secure else 80
    if port not in (None, default):
        host = f"{host}:{port}"
    return Endpoint(secure, hostname, port or default, host, parts.path or "/")
