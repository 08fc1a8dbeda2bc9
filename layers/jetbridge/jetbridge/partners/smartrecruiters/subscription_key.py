"""The secret key of a subscription: whether the partner still signs with one that we hold.

Anyone with access to the company's Webhooks API can replace it there, and nothing tells us.
"""

import logging
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.company_settings import SUBSCRIPTION_ID
from jetbridge.model.connection import Connection
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import notification_keys
from jetbridge.partners.smartrecruiters.subscription_api import Subscription, read_key
from jetbridge.partners.smartrecruiters.subscription_calls import NotSubscribedError, send

logger = logging.getLogger(__name__)

UNREADABLE: Final = "secret_key_unreadable"
"""The word for a key that can be neither read nor replaced."""
_NOT_ASKED: Final = 0


def unknown(
    context: Context, connection: Connection, found: Subscription
) -> tuple[Secret | None, str]:
    """Return a key of the subscription that we do not hold yet, and what is wrong with its keys.

    Raises:
        NotSubscribedError: there is none to be had, and nothing could be verified; or not now.
    """
    held = notification_keys.live(context, connection) if _is_ours(connection, found) else []
    if not held:
        return _new_key(context, connection, found), ""
    answer = send(context, connection, lambda api: api.key(found.id))
    key = read_key(answer)
    if key is None and not _says_something(answer):
        raise NotSubscribedError("secret key", answer.status)
    if key is not None and key.reveal() in [each.reveal() for each in held]:
        return None, ""
    try:
        if key is None:
            key = _new_key(context, connection, found)
    except NotSubscribedError:
        context.meter.count(Metric.SUBSCRIPTION_KEY_UNREADABLE)
        return None, UNREADABLE
    logger.warning("secret key replaced", extra={"connection": connection.id})
    context.meter.count(Metric.SUBSCRIPTION_KEY_REPLACED)
    return key, ""


def _new_key(context: Context, connection: Connection, found: Subscription) -> Secret:
    """Make a key, which no one else has seen. The partner limits how many live at a time."""
    if _is_ours(connection, found) and notification_keys.replaced_lately(context, connection):
        raise NotSubscribedError("secret key", _NOT_ASKED)
    answer = send(context, connection, lambda api: api.new_key(found.id))
    key = read_key(answer)
    if key is None:
        raise NotSubscribedError("secret key", answer.status)
    return key


def _is_ours(connection: Connection, found: Subscription) -> bool:
    return connection.settings.get(SUBSCRIPTION_ID) == found.id


def _says_something(answer: HttpResponse) -> bool:
    """Return whether the API itself answered: that it has no key for us, or one that is none."""
    return answer.is_refusal or (answer.is_success and answer.json() is not None)
