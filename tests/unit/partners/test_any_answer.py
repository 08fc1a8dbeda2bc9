"""Partners may answer anything: it is read, or it is no answer, and never a fault of ours."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.broker.dialect import NoTokenError, TokenRefusedError
from jetbridge.broker.token_answer import read_token
from jetbridge.model import text
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import answers as enboarder_answers
from jetbridge.partners.enboarder import reports as enboarder_reports
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboardbase import secrets as onboardbase_secrets
from jetbridge.partners.onboardbase.cryptojs import UndecipherableError
from jetbridge.partners.onboarder import person as onboarder_person
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import customer as smartrecruiters_customer
from jetbridge.partners.smartrecruiters import hired as smartrecruiters_hired
from jetbridge.partners.smartrecruiters import subscription_api
from jetbridge.web import openid
from tests.support.incode import ORDER

NAMES: Final = (
    *("access_token", "expires_in", "scope", "error", "errors", "data", "message", "url"),
    *("interviewId", "content", "nextPageId", "id", "callbackUrl", "events", "status"),
    *("secretKey", "integrationId", "clientId", "clientSecret", "referenceid", "items", "sub"),
    *("nextKey", "name", "email", "verifications", "document_type", "secrets", "key", "value"),
    *("keys", "id_token", "issuer", "token_endpoint", "primaryAssignment", "job"),
    *("secondaryAssignments", "totalFound", "applicationId", "candidateId"),
)


def _openid_metadata(response: HttpResponse) -> object:
    with suppress(openid.ProviderFaultError, openid.ProviderUnavailableError):
        return openid.read_metadata("https://issuer.test", response)
    return None


def _keys(response: HttpResponse) -> object:
    with suppress(openid.ProviderFaultError, openid.ProviderUnavailableError):
        openid.read_keys(response)
    return None


def _id_token(response: HttpResponse) -> object:
    with suppress(openid.ProviderFaultError, openid.ProviderUnavailableError):
        return openid.read_id_token(response)
    return None


def _token(response: HttpResponse) -> object:
    with suppress(TokenRefusedError, NoTokenError):
        found = read_token(incode.dialect("https://incode.test"), response, now=0)
        return found.value.reveal()
    return None


def _secrets(response: HttpResponse) -> object:
    with suppress(onboardbase_secrets.ApiRefusedError, UndecipherableError):
        onboardbase_secrets.read_secrets(response, Secret("passphrase"))
    return None


READERS: Final[dict[str, Callable[[HttpResponse], object]]] = {
    "a token": _token,
    "an integration": smartrecruiters.read_integration,
    "a document": smartrecruiters_customer.read_document,
    "a page of hires": smartrecruiters_hired.read_hired,
    "a subscription": subscription_api.read_subscription,
    "subscriptions": subscription_api.read_list,
    "a key": subscription_api.read_key,
    "a verification": lambda response: incode.read_onboarding(ORDER, response),
    "a launch": enboarder_answers.read_launch,
    "a change": enboarder_answers.read_change,
    "a report": enboarder_reports.read_page,
    "a person": onboarder_person.read_userinfo,
    "secrets": _secrets,
    "a provider's metadata": _openid_metadata,
    "a provider's keys": _keys,
    "an ID token": _id_token,
}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]))
    | st.sampled_from(["https://x.test/a", "https://[", "x" * 5_000, "\0", "\ud800", "\u202e"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)
bodies = st.binary() | anything.map(lambda document: json.dumps(document).encode())


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@settings(max_examples=40)
@given(status=st.sampled_from([200, 201, 204, 400, 401, 404, 409, 422, 429, 500, 503]), body=bodies)
def test_any_answer_is_read(
    reader: Callable[[HttpResponse], object], status: int, body: bytes
) -> None:
    """What is read of it is text that can be stored, sent and shown."""
    read = reader(HttpResponse(status, {}, body))
    assert text.fault(str(read)) is None
