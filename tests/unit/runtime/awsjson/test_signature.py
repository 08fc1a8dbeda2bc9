"""The signer against botocore's, over whatever can be in a request."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import botocore.auth
import botocore.credentials
from botocore.awsrequest import AWSRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.runtime.awsjson.signature import Credentials, Signer

HOST: Final = "dynamodb.eu-west-1.amazonaws.com"
AT: Final = "20261130T002301Z"

_names = st.from_regex(r"[Xx]-[A-Za-z][A-Za-z0-9-]{0,10}", fullmatch=True).filter(
    lambda name: name.lower() not in botocore.auth.SIGNED_HEADERS_BLACKLIST
)
_values = st.text(st.characters(min_codepoint=9, max_codepoint=0x2FF, exclude_characters="\r\n"))
headers = st.dictionaries(_names, _values, max_size=5).filter(
    lambda found: len({name.lower() for name in found}) == len(found)
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
paths = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/?#"), min_size=1)
    .map(quote)
    .filter(lambda part: part not in {".", ".."}),
    max_size=3,
).map(lambda parts: "/" + "/".join(parts))
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
credentials = st.builds(Credentials, keys, keys, st.one_of(st.just(""), keys))
queries = st.lists(st.tuples(texts, texts), max_size=4)


class FixedTime(botocore.auth.SigV4Auth):
    """botocore's signer, signing at a moment that a test chooses."""

    def authorization(self, request: AWSRequest) -> str:
        """Return the Authorization header of `request`."""
        request.context["timestamp"] = AT
        request.headers["X-Amz-Date"] = AT
        if self.credentials.token:
            request.headers["X-Amz-Security-Token"] = self.credentials.token
        text = self.string_to_sign(request, self.canonical_request(request))
        inject = getattr(self, "_inject_signature_to_request")  # noqa: B009 - no stub names it
        inject(request, self.signature(text, request))
        return str(request.headers["Authorization"])


def botocores(  # noqa: PLR0913, PLR0917 - the parts of a request
    held: Credentials,
    method: str,
    path: str,
    sent: Mapping[str, str],
    body: bytes,
    query: Any,  # noqa: ANN401 - the stub does not know repeated parameters
) -> str:
    """Return the Authorization header that botocore would send."""
    request = AWSRequest(method, f"https://{HOST}{path}", dict(sent), body, query)
    theirs = botocore.credentials.Credentials(
        held.access_key, held.secret_key, held.session_token or None
    )
    return FixedTime(theirs, "dynamodb", "eu-west-1").authorization(request)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    held=credentials,
    method=st.sampled_from(["GET", "POST", "put"]),
    path=paths,
    sent=headers,
    body=st.binary(max_size=50),
    query=queries,
)
def test_every_request_is_signed_as_botocore_signs_it(  # noqa: PLR0913, PLR0917 - the parts of a request
    held: Credentials,
    method: str,
    path: str,
    sent: dict[str, str],
    body: bytes,
    query: list[tuple[str, str]],
) -> None:
    """Session tokens, odd header values, paths, query strings and bodies included."""
    # GIVEN any request, WHEN it is signed
    sent = {"Host": HOST, **sent}
    signer = Signer(held, "eu-west-1", "dynamodb")
    signed = signer.signed(method, path, sent, body, at=AT, query=query)
    # THEN the signature is botocore's
    assert signed["Authorization"] == botocores(held, method, path, sent, body, query)
    # AND what was signed is sent
    assert signed["X-Amz-Date"] == AT
    assert signed.get("X-Amz-Security-Token", "") == held.session_token


def test_credentials_show_no_secret() -> None:
    """They may appear in a traceback or a log."""
    # GIVEN credentials, WHEN they are shown, THEN their secrets are not
    shown = repr(Signer(Credentials("id", "canary", "canary"), "eu-west-1", "dynamodb"))
    assert "canary" not in shown
