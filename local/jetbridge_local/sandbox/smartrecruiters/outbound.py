"""SmartRecruiters calling the partner: a token from oauthTokenUrl, then a POST to callbackUrl."""

from typing import Final

import requests

from jetbridge_local.sandbox.credentials import ClientCredentials
from jetbridge_local.sandbox.smartrecruiters.registration import Registration

_TIMEOUT: Final = 30
"""Seconds for each of the two calls. SmartRecruiters documents none."""

type Report = dict[str, object]


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
        report["callback"] = _post(
            registration.callback_url,
            json={"eventType": event_type},
            headers={"Authorization": f"Bearer {token}"},
        )
    return report


def _token(url: str, pair: ClientCredentials, report: Report) -> str:
    """Obtain an access token, put the answer into `report`, and return an empty string for none."""
    answer = _post(
        url,
        data={
            "grant_type": "client_credentials",
            "client_id": pair.client_id,
            "client_secret": pair.client_secret,
        },
    )
    report["token"] = answer
    body = answer.get("body")
    token = body.get("access_token") if isinstance(body, dict) else None
    return token if isinstance(token, str) else ""


def _post(
    url: str,
    data: dict[str, str] | None = None,
    json: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Report:
    """POST a form or JSON, and return status and body, or the kind of failure."""
    try:
        answer = requests.post(
            url, data=data, json=json, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        return {"error": type(error).__name__}
    try:
        body = answer.json()
    except ValueError:
        body = answer.text
    return {"status": answer.status_code, "body": body}
