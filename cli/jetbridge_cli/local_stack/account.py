"""The AWS account of the local stack: every service accepts anything, so it is made up."""

from typing import Final

REGION: Final = "us-east-1"
ACCESS_KEY_ID: Final = "local"
SECRET_ACCESS_KEY: Final = "local"  # noqa: S105 - no service checks it
