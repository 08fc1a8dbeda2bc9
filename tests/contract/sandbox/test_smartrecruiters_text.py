"""Candidates as people write them: the sandbox keeps every character, and our client reads them."""

import json

import pytest

from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.customer import Api, Found, read_document
from jetbridge.runtime.http import RequestsHttp
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient

WRITTEN = {
    "blanks": ("\u00a0Ana \r\n", "\u00a0Ana \r\n"),
    "letters and accents": ("Zoe\u0308", "Zoe\u0308"),
    "half a character": ("Ana\ud800", "Ana\ufffd"),
    "nul": ("Ana\0", "Ana\ufffd"),
    "an override": ("\u202eanA", "anA"),
}


@pytest.mark.parametrize(("written", "read"), WRITTEN.values(), ids=WRITTEN)
def test_a_candidate_is_shown_as_they_were_written_and_read_cleaned(
    smartrecruiters: SmartRecruitersClient, written: str, read: str
) -> None:
    """No rule for such text is published: whatever the partner holds, nothing fails."""
    # GIVEN a company with a candidate of such a name
    token = smartrecruiters.token(smartrecruiters.integrated())
    person = {"firstName": written, "lastName": "Ruiz", "email": "ana@example.com"}
    added = smartrecruiters.control("/candidates/acme", {**person, "phoneNumber": "(02) 9374 4000"})
    assert added.status_code == 201
    candidate_id = added.json()["id"]
    # THEN the Customer API has it letter by letter
    shown = smartrecruiters.get(f"/candidates/{candidate_id}", token)
    assert json.loads(shown.content)["firstName"] == written
    # AND our client reads it as text that can be stored and sent
    request = Api(smartrecruiters.url, Secret(token), TIMEOUT).candidate(candidate_id)
    found = read_document(RequestsHttp().send(request))
    assert isinstance(found, Found)
    assert found.document["firstName"] == read
    # AND the recruiters' page shows them
    page = smartrecruiters.get("/company/acme/people")
    assert (page.status_code, candidate_id in page.text) == (200, True)
