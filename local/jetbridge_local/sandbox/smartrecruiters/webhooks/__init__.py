"""SmartRecruiters' Webhooks API, and the notifications that its subscriptions get.

Source: the OpenAPI description of the Webhooks API and SmartRecruiters' pages on activating
subscriptions, receiving notifications and secret keys. Assumed: the codes of refusals that only
have a status; three steps of the redelivery, of which the page leaves out three; ten failed
attempts in a row suspend a subscription, which is then called `suspended`. Whether a redelivery is
stamped and signed anew is not documented: the request for a redelivery says which. A
subscription outlives its integration, so that one which was not deleted keeps sending.
For loopback hosts an http callbackUrl is good enough.
"""

from jetbridge_local.sandbox.smartrecruiters.webhooks.service import Webhooks

__all__ = ["Webhooks"]
