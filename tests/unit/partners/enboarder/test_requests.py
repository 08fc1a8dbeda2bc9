"""Enboarder's calls as its pages show them, by either way in."""

import json

import pytest

from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import reports as enboarder_reports
from jetbridge.partners.enboarder import workflows as enboarder_workflows
from jetbridge.partners.enboarder.api import Api
from jetbridge.partners.enboarder.workflows import Changes, Order, Participant

V1 = Api(enboarder.API_HOSTS["AU"], enboarder.key_dialect(), timeout=5)
V2 = Api(
    enboarder.API_HOSTS["EU"],
    enboarder.oauth_dialect("https://auth.fra.e1.enboarder.com/oauth2/token"),
    timeout=5,
)
JANE = Participant("Jane Doe", email="jane@example.com", preferred_channel="email")
JOHN = Participant("John Doe", email="john@example.com", preferred_channel="email")
CONTENT = Changes(JANE, (JOHN,), "2026-03-02", {"location": "Sydney"})


def sent(request: HttpRequest) -> object:
    """Return the body of a request."""
    return json.loads(request.body or b"")


def test_a_basic_launch_is_the_one_of_the_page() -> None:
    """Readable names outside, the partner's own inside; what was not given is not sent."""
    # GIVEN an order with one manager
    body = enboarder_workflows.launch_body(Order("basic", CONTENT), "ext-1")
    # WHEN it is launched by key
    request = enboarder_workflows.launch_request(V1, "basic", body, Secret("key"))
    # THEN path, header and fields are the page's
    assert request.url == "https://api.syd.e1.enboarder.com/restapi/v1/startwf/basic"
    assert request.headers["apikey"] == "key"
    assert "authorization" not in request.headers
    assert sent(request) == {
        "nhnm": "Jane Doe",
        "nheml": "jane@example.com",
        "chnl": "eml",
        "mgrnm": "John Doe",
        "mgreml": "john@example.com",
        "mgrchnl": "eml",
        "nhstdt": "2026-03-02",
        "customfields": [{"name": "location", "value": "Sydney"}],
        "externalid": "ext-1",
    }


def test_an_advanced_launch_takes_managers_and_profiles() -> None:
    """Managers in their order, a profile by its id, the token bare as the page's sample has it."""
    # GIVEN an employee with a profile, and two managers of whom one has a profile
    managers = (
        Participant("John", "J", "Doe", mobile="+61400000000", preferred_channel="mobile"),
        Participant(external_id="mgr-2", label="Buddy"),
    )
    order = Order("advanced", Changes(Participant(external_id="emp-1"), managers, "2026-03-02"))
    # WHEN it is launched by OAuth
    body = enboarder_workflows.launch_body(order, "ext-1")
    request = enboarder_workflows.launch_request(V2, "advanced", body, Secret("token"))
    # THEN path, header and fields are the page's
    assert request.url == "https://api.fra.e1.enboarder.com/restapi/v2/startwf/advance"
    assert request.headers["authorization"] == "token"
    assert sent(request) == {
        "nhexternalid": "emp-1",
        "managers": [
            {"nm": "John", "fnm": "J", "lnm": "Doe", "mob": "+61400000000", "chnl": "mob"},
            {"externalid": "mgr-2", "mgrlbl": "Buddy"},
        ],
        "nhstdt": "2026-03-02",
        "externalid": "ext-1",
    }


def test_an_update_sends_what_changes_and_nothing_else() -> None:
    """A field that is not sent stays as it is."""
    # GIVEN a new start date
    changes = Changes(start_date="2026-04-01")
    # WHEN a workflow is updated
    request = enboarder_workflows.update_request(V2, "basic", changes, "ext-1", Secret("token"))
    # THEN the id and the date travel
    assert (request.method, request.url[-8:]) == ("PUT", "updatewf")
    assert sent(request) == {"externalid": "ext-1", "nhstdt": "2026-04-01"}


def test_a_cancellation_names_its_mode() -> None:
    """The partner's default wants more than we know, so the mode is always said."""
    # WHEN the workflows with a custom field are cancelled
    request = enboarder_workflows.cancel_request(
        V1,
        "ext-1",
        Secret("key"),
        mode="SELECTED",
        comments="moved",
        custom_fields={"location": "Sydney"},
    )
    # THEN the fields are the page's
    assert (request.method, request.url[-11:]) == ("POST", "v1/cancelwf")
    assert sent(request) == {
        "externalid": "ext-1",
        "mode": "SELECTED",
        "comments": "moved",
        "customfields": [{"name": "location", "value": "Sydney"}],
    }


@pytest.mark.parametrize(
    ("api", "base"),
    [
        (V1, "https://api.syd.e1.enboarder.com/reports/workflows"),
        (V2, "https://api.fra.e1.enboarder.com/reports/v2/workflows"),
    ],
)
def test_reports_are_read_by_either_way_in(api: Api, base: str) -> None:
    """A definition's id and a page's key are escaped: both are the partner's to choose."""
    # WHEN the reports are asked for
    definitions = enboarder_reports.definitions_request(api, Secret("t"))
    launched = enboarder_reports.launched_request(api, "a/b", Secret("t"), next_key="k&1")
    # THEN the paths are those of the way in
    assert (definitions.method, definitions.url) == ("GET", base)
    assert launched.url == f"{base}/a%2Fb/data?nextKey=k%261"


def test_a_hire_has_one_id_and_no_two_hires_share_one() -> None:
    """The id follows from tenant and hire, and shows neither."""
    # GIVEN hires of two tenants, cut differently
    hires = [("demo", "ana@example.com"), ("demo", "b"), ("dem", "ob")]
    # WHEN their ids are made, twice
    first, second = ([enboarder_workflows.external_id(*hire) for hire in hires] for _ in range(2))
    # THEN they are the same, all different, and tell nothing
    assert first == second
    assert len({*first}) == 3
    assert "ana" not in first[0]
