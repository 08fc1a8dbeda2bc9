"""SmartRecruiters calling the partner: a token from oauthTokenUrl, then a POST to callbackUrl."""

from typing import Final

from jetbridge_local.sandbox.credentials import ClientCredentials
from jetbridge_local.sandbox.outgoing import Report, post
from jetbridge_local.sandbox.smartrecruiters.registration import Registration

_TIMEOUT: Final = 30
"""Seconds for each of the two calls. SmartRecruiters documents none."""


def notify(
    registration: Registration | None, received: ClientCredentials | None, event_type: str
) -> Report:
    """Send `{"eventType": event_type}` and report what the partner answered to each call."""
    if registration is None or not registration.oauth_token_url or not registration.callback_url:
        return {"skipped": "oauthTokenUrl and callbackUrl are not both registered"}
    if received is None:
        return {"skipped": "the partner sent no clientId and clientSecret"}
    report: Report = {}
    token = _token(registration.oauth_token_url, received, report)
    if token:
        answer = post(
            registration.callback_url,
            timeout=_TIMEOUT,
            json={"eventType": event_type},
            headers={"Authorization": f"Bearer {token}"},
        )
        report["callback"] = answer.report()
    return report


def _token(url: str, pair: ClientCredentials, report: Report) -> str:
    """Obtain an access token, put the answer into `report`, and return an empty string for none."""
    answer = post(
        url,
        timeout=_TIMEOUT,
        data={
            "grant_type": "client_credentials",
            "client_id": pair.client_id,
            "client_secret": pair.client_secret,
        },
    )
    report["token"] = answer.report()
    token = answer.body.get("access_token") if isinstance(answer.body, dict) else None
    return token if isinstance(token, str) else ""
