"""The API's description, as it is served."""

import json

from jetbridge.web import description
from jetbridge.web.request import Request
from jetbridge_local.openapi import files

ORIGIN = "https://api.customer.example"


def test_the_description_names_the_deployments_own_address() -> None:
    """As server, and where tokens are issued."""
    # WHEN the description is asked for
    answer = description.describe(ORIGIN, Request("GET", "/openapi.json"))
    served = json.loads(answer.body)
    # THEN it is the committed one, at this address
    committed = files.DOCUMENT.read_text().replace(description.ORIGIN, ORIGIN)
    assert served == json.loads(committed)
    assert served["servers"] == [{"url": ORIGIN}]
    assert description.ORIGIN not in answer.body
    # AND may be cached
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_who_has_it_already_gets_no_body() -> None:
    """RFC 9110 §13.1.2: one of several, weak or not."""
    # GIVEN the ETag of the description
    etag = description.describe(ORIGIN, Request("GET", "/openapi.json")).headers["ETag"]
    for given, status in (
        (etag, 304),
        (f'"other", W/{etag}', 304),
        ("*", 304),
        ('"other"', 200),
        (etag.strip('"'), 200),
        ("", 200),
    ):
        # WHEN it is asked for with what the caller has
        headers = {"if-none-match": given}
        answer = description.describe(ORIGIN, Request("GET", "/openapi.json", headers))
        # THEN there is a body only where that differs
        assert (answer.status, bool(answer.body)) == (status, status == 200)
        assert answer.headers["ETag"] == etag


def test_another_address_is_another_document() -> None:
    """A cache between must not mix them up."""
    etags = {
        description.describe(origin, Request("GET", "/openapi.json")).headers["ETag"]
        for origin in (ORIGIN, "https://other.example")
    }
    assert len(etags) == 2
