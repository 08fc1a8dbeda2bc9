"""A client of AWS services that speak AWS JSON, without the AWS SDK.

boto3 takes most of a cold start and most of a call's CPU time. This client does what Jetbridge
needs of it: Signature Version 4, kept connections, botocore's retries, and the environment
variables that botocore reads. Of the other sources of configuration (profiles, instance and
container credentials, `~/.aws`) it reads none: it is for Lambda, whose environment holds all.
Source: smithy.io, "AWS JSON 1.0 protocol".
"""

from jetbridge.runtime.awsjson.client import AwsJson
from jetbridge.runtime.awsjson.environment import (
    DYNAMODB,
    EVENTBRIDGE,
    SECRETS_MANAGER,
    SQS,
    SSM,
    Service,
)

__all__ = [
    "DYNAMODB",
    "EVENTBRIDGE",
    "SECRETS_MANAGER",
    "SQS",
    "SSM",
    "AwsJson",
    "Service",
]
