"""A client of Jetbridge's API: tokens, retries, pages, typed problems, and webhooks."""

from jetbridge_client import models, problems
from jetbridge_client.calls import Tagged
from jetbridge_client.client import Jetbridge, Surroundings
from jetbridge_client.errors import (
    JetbridgeError,
    NoAnswerError,
    NotSentError,
    ProblemError,
    RefusedError,
    TokenRefusedError,
    UnreadableError,
    WebhookRefusedError,
)
from jetbridge_client.retries import Retries
from jetbridge_client.webhooks import Webhook, Webhooks

__all__ = [
    "Jetbridge",
    "JetbridgeError",
    "NoAnswerError",
    "NotSentError",
    "ProblemError",
    "RefusedError",
    "Retries",
    "Surroundings",
    "Tagged",
    "TokenRefusedError",
    "UnreadableError",
    "Webhook",
    "WebhookRefusedError",
    "Webhooks",
    "models",
    "problems",
]
