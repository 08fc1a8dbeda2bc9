"""Onboarder: OAuth 2.0 identity verification on pages that it hosts itself.

Source: Onboarder's page "OAuth 2.0 API Reference", and its Quickstart for the second shape of
userinfo. Assumed, for lack of a word on it: the HTTP statuses of errors, their JSON shape
`{"error", "error_description"}` and their way to the redirect_uri are OAuth's; a code is good for
one exchange; each scope shows the fields that are named after it; a refresh is refused, since the
page knows no such request. Any `flow_id` that is not empty is a flow.
"""

from jetbridge_local.sandbox.onboarder.service import Onboarder

__all__ = ["Onboarder"]
