"""An identifier names one person, whole, of its kind and within its tenant; or it names none."""

import pytest

from jetbridge.flows.people import erase
from jetbridge.flows.people.identifying import AmbiguousPersonError, PersonNotFoundError
from tests.support.journeys.env import TENANT
from tests.unit.flows.people.erasing import (
    application,
    candidate,
    erased,
    external,
    found,
    items,
    notified,
    of_people,
    onboarding,
    told_of,
)
from tests.unit.flows.people.population import OTHER, a_town, asked_to_verify, hired, launched

ALIKE = [
    ("can-1", "can-10"),
    ("can-1", "CAN-1"),
    ("can-1", "can-1%2Fjob-1"),
    ("can-1", "can-1#1"),
    ("2026", "2026-7"),
    ("1", "01"),
    ("a.b", "a"),
    ("job-1", "can-1"),
]
"""Two candidates whose ids share pieces, or look alike. The last one's id is also a job's."""


@pytest.mark.parametrize(("mine", "others"), ALIKE)
def test_an_id_that_looks_alike_is_another_persons(mine: str, others: str) -> None:
    """No piece of an id, and no other spelling of it, names a person."""
    # GIVEN two people who were hired for the same job, and of whom more was notified
    simulation = a_town()
    hired(simulation, others)
    notified(simulation, "evt-a", {"candidate_id": others, "new_hire_id": "hire-of-others"})
    before = of_people(simulation.world)
    hired(simulation, mine)
    # WHEN one of them is erased
    report = erased(simulation.world, candidate(mine))
    # THEN one journey is, and the other person's items are as they were
    assert report.erasure.counts["journeys"] == 1
    now = of_people(simulation.world)
    assert {key: now.get(key) for key in before} == before


def test_a_jobs_id_names_nobody() -> None:
    """Three people were hired for one job: none of them is called by its id."""
    # GIVEN three people who were hired for the same job
    simulation = a_town()
    for number in range(3):
        hired(simulation, f"can-{number}", "job-77")
    before = items(simulation.world)
    # WHEN the job is named as a candidate
    with pytest.raises(PersonNotFoundError, match="has nothing of candidate 'job-77'"):
        found(simulation.world, candidate("job-77"))
    # THEN nothing was touched
    assert items(simulation.world) == before


@pytest.mark.parametrize("piece", ["2026", "batch-7", "1", "2026/batch-7", "/1", ""])
def test_a_piece_of_an_external_id_names_nobody(piece: str) -> None:
    """Neither as a candidate nor as an external id."""
    # GIVEN two requests of API clients, one at each partner
    simulation = a_town()
    launched(simulation, externalCustomerId="2026/batch-7/1")
    asked_to_verify(simulation, externalCustomerId="2026/batch-7/2")
    # WHEN a piece of the ids is named
    for named in (candidate(piece), external(piece), application(piece)):
        # THEN no person is found
        with pytest.raises(PersonNotFoundError):
            found(simulation.world, named)


def test_an_external_id_is_found_whole() -> None:
    """With every request under it, and none beside it."""
    # GIVEN requests of API clients
    simulation = a_town()
    mine = [
        launched(simulation, externalCustomerId="2026/batch-7/1"),
        asked_to_verify(simulation, externalCustomerId="2026/batch-7/1"),
    ]
    other = asked_to_verify(simulation, externalCustomerId="2026/batch-7/12")
    # WHEN one of the ids is erased
    report = erased(simulation.world, external("2026/batch-7/1"))
    # THEN its requests are, and the other is as it was
    assert {each.id for each in report.erasure.remains} == {each.id for each in mine}
    assert other.external_customer_id == "2026/batch-7/12"
    assert found(simulation.world, external("2026/batch-7/12")).counts()["onboardings"] == 1


def test_ids_of_two_kinds_are_not_confused() -> None:
    """A candidate's id may be spelled as another person's application is."""
    # GIVEN a candidate whose id is the same text as the application of another one
    simulation = a_town()
    journey = hired(simulation, "can-2")
    assert journey.application_id == "app-2"
    notified(simulation, "evt-mine", {"candidate_id": "app-2"})
    # THEN each identifier names one of them
    by_candidate = found(simulation.world, candidate("app-2"))
    assert [each.key for each in by_candidate.traces] == ["smartrecruiters evt-mine"]
    by_application = found(simulation.world, application("app-2"))
    assert by_application.person.candidate_id == "can-2"
    assert "smartrecruiters evt-mine" not in {each.key for each in by_application.traces}


def test_an_application_leads_to_its_candidate() -> None:
    """All that is stored of the person is found, not the one application."""
    # GIVEN a candidate with two applications
    simulation = a_town()
    hired(simulation, "can-1")
    hired(simulation, "can-1", "job-2")
    (first, *_) = [each for each in simulation.every if each.application_id]
    # WHEN one application is named
    shown = found(simulation.world, application(first.application_id))
    # THEN both journeys are found
    assert shown.counts()["journeys"] == 2


def test_one_candidate_id_at_two_companies_is_two_people() -> None:
    """The operator says which; without that nothing is done."""
    # GIVEN two companies of a tenant that hired people with the same candidate id
    simulation = a_town(companies_too=True)
    mine = hired(simulation, "can-1")
    before = of_people(simulation.world)
    others = hired(simulation, "can-1", company=OTHER)
    # WHEN the id alone is named
    with pytest.raises(AmbiguousPersonError, match=f"at several companies.*{OTHER}"):
        found(simulation.world, candidate("can-1"))
    # AND then the company, in whatever case
    report = erased(simulation.world, candidate("can-1", OTHER.upper()))
    # THEN the person of that company is erased, and the other is as they were
    assert report.erasure.counts["journeys"] == 1
    assert {each.id for each in report.erasure.remains if each.partner == "smartrecruiters"} == {
        others.id
    }
    now = of_people(simulation.world)
    assert {key: now.get(key) for key in before} == before
    assert mine.id in {each.key for each in found(simulation.world, candidate("can-1")).traces}


def test_a_request_without_a_company_is_nobodys_where_two_have_the_id() -> None:
    """It is listed as not included, and can be erased by its own id."""
    # GIVEN two people with one candidate id, and a request of an API client that names it
    simulation = a_town(companies_too=True)
    hired(simulation, "can-1")
    hired(simulation, "can-1", company=OTHER)
    request = launched(simulation, candidateId="can-1", jobId="job-9")
    # WHEN one of them is found
    shown = found(simulation.world, candidate("can-1", OTHER))
    # THEN the request is not among what is theirs
    assert shown.unclear == (request.id,)
    assert request.id not in {each.key for each in shown.traces}
    # AND is found by its own id
    assert found(simulation.world, onboarding(request.id)).counts()["onboardings"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"candidateId": "can-1", "jobId": "job-9"},
        {"externalCustomerId": "can-1"},
        {"externalCustomerId": "else", "candidateId": "can-1", "jobId": "job-9"},
    ],
)
def test_a_launch_that_an_api_client_requested_for_the_candidate_is_found(
    fields: dict[str, str],
) -> None:
    """By the field of the request, or by the candidate's id as its external id."""
    # GIVEN a request that names a candidate whom no journey was for, and another's
    simulation = a_town()
    request = launched(simulation, **fields)
    launched(simulation, candidateId="can-12", jobId="job-9")
    # WHEN the candidate is erased
    report = erased(simulation.world, candidate("can-1"))
    # THEN the request is, and nothing else
    assert [each.id for each in report.erasure.remains] == [request.id]
    assert told_of(simulation.world, "'can-1'", "can-1/job-9") == []


@pytest.mark.parametrize("fields", [{"candidateId": "can-1"}, {"externalCustomerId": "can-1"}])
def test_a_verification_that_an_api_client_requested_for_the_candidate_is_found(
    fields: dict[str, str],
) -> None:
    """Incode is sent the candidate's id, and so are we."""
    # GIVEN a request that names a candidate, and one that names another
    simulation = a_town()
    request = asked_to_verify(simulation, **fields)
    asked_to_verify(simulation, candidateId="can-12")
    # WHEN the candidate is erased
    report = erased(simulation.world, candidate("can-1"))
    # THEN the request is, and nothing else
    assert [each.id for each in report.erasure.remains] == [request.id]


def test_another_tenants_people_are_not_there() -> None:
    """A tenant that is unknown is told as such, and so is one that is not theirs."""
    # GIVEN a person of a tenant
    simulation = a_town()
    journey = hired(simulation, "can-1")
    # WHEN another tenant is named, with any identifier that leads to them
    for named in (
        candidate("can-1"),
        application(journey.application_id),
        onboarding(journey.steps[0].onboarding_id),
        external("can-1/job-1"),
    ):
        # THEN the tenant is unknown
        with pytest.raises(PersonNotFoundError, match="'unknown'"):
            found(simulation.world, named, "unknown")


def test_an_unknown_tenant_is_told_as_such() -> None:
    """A mistyped tenant is not a success."""
    # GIVEN a tenant with a person
    simulation = a_town()
    hired(simulation, "can-1")
    # WHEN the tenant is mistyped, or the id is
    with pytest.raises(PersonNotFoundError, match="there is no tenant 'Demo'"):
        found(simulation.world, candidate("can-1"), "Demo")
    # THEN each is told as what it is
    with pytest.raises(
        PersonNotFoundError, match=f"tenant '{TENANT}' has nothing of candidate 'can-2'"
    ):
        found(simulation.world, candidate("can-2"))
    # AND so is a company that the tenant does not have
    with pytest.raises(PersonNotFoundError, match="has no company 'acmee'"):
        found(simulation.world, candidate("can-1", "acmee"))


def test_facts_of_another_tenants_notification_are_not_wiped() -> None:
    """Two tenants may know a candidate by the same id."""
    # GIVEN a person of one tenant, and a notification of another tenant's company
    simulation = a_town()
    hired(simulation, "can-1")
    notified(simulation, "evt-foreign", {"candidate_id": "can-1"}, tenant="foreign")
    foreign = {
        key: item for key, item in items(simulation.world).items() if "evt-foreign" in key.pk
    }
    # WHEN the person is erased
    erased(simulation.world, candidate("can-1"))
    # THEN the notification is as it was
    assert {key: items(simulation.world)[key] for key in foreign} == foreign


def test_a_link_names_the_candidate_by_its_place() -> None:
    """What stands where a job's id stands in an address is a job's."""
    # GIVEN notifications that name applications by an address only
    simulation = a_town()
    hired(simulation, "can-2", "can-1")
    link = "https://smartrecruiters.test/candidates/{}/jobs/{}"
    notified(simulation, "evt-job", {"link": link.format("can-2", "can-1")})
    notified(simulation, "evt-mine", {"link": link.format("can%2D1", "job-1")})
    # WHEN the candidate is found whose id is also a job's
    shown = found(simulation.world, candidate("can-1"))
    # THEN one notification is theirs
    assert [each.key for each in shown.traces] == ["smartrecruiters evt-mine"]


def test_a_notification_that_names_another_candidate_is_not_taken_along() -> None:
    """Whatever else it has in common with one of the person's."""
    # GIVEN two people who are named with the same new hire's id
    simulation = a_town()
    hired(simulation, "can-1")
    notified(simulation, "evt-mine", {"candidate_id": "can-1", "new_hire_id": "hire-1"})
    notified(simulation, "evt-other", {"candidate_id": "can-2", "new_hire_id": "hire-1"})
    # WHEN one is erased
    erased(simulation.world, candidate("can-1"))
    # THEN the other's notification is there
    assert found(simulation.world, candidate("can-2")).counts()["notifications"] == 1


def test_what_is_found_can_be_erased_by_the_function_alone() -> None:
    """The command adds the question, and nothing else."""
    # GIVEN a person
    simulation = a_town()
    hired(simulation, "can-1")
    shown = found(simulation.world, candidate("can-1"))
    # WHEN they are erased
    report = erase.erase(simulation.world.context(), shown, by="ops")
    # THEN nothing is left
    assert report.left == ()
    assert report.erasure.by == "ops"


def test_a_request_leads_to_the_candidate_whom_it_names() -> None:
    """By its own id or by the caller's: the journey, and every other request, are found, too."""
    # GIVEN a hire, two requests of API clients that name the candidate, and one for another
    simulation = a_town()
    journey = hired(simulation, "can-9")
    mine = asked_to_verify(simulation, candidateId="can-9", externalCustomerId="mine-1")
    asked_to_verify(simulation, candidateId="can-9", externalCustomerId="mine-2")
    asked_to_verify(simulation, candidateId="can-90", externalCustomerId="others")
    whole = found(simulation.world, candidate("can-9"))
    assert journey.id in {each.key for each in whole.traces}
    assert whole.counts()["onboardings"] == 3
    # WHEN one of the requests is named
    for named in (onboarding(mine.id), external("mine-1"), external("mine-2")):
        # THEN the same is found as by the candidate
        shown = found(simulation.world, named)
        assert {each.key for each in shown.traces} == {each.key for each in whole.traces}


def test_a_request_leads_to_the_others_for_a_candidate_known_by_requests_alone() -> None:
    """A client may verify a candidate first, and launch the workflow later."""
    # GIVEN two requests for a candidate of whom there is nothing else, and one for another
    simulation = a_town()
    mine = launched(simulation, candidateId="can-9", jobId="job-1", externalCustomerId="mine-1")
    other = asked_to_verify(simulation, candidateId="can-9", externalCustomerId="mine-2")
    asked_to_verify(simulation, candidateId="can-8", externalCustomerId="others")
    # WHEN one of them is named
    for named in (onboarding(mine.id), external("mine-2")):
        # THEN both are found
        shown = found(simulation.world, named)
        assert {each.key for each in shown.traces} == {mine.id, other.id}


def test_an_external_id_of_two_candidates_names_neither() -> None:
    """A caller may use one id for all persons: the operator says which request is meant."""
    # GIVEN one external id under which two candidates were asked to verify themselves
    simulation = a_town()
    for candidate_id in ("can-8", "can-9"):
        asked_to_verify(simulation, candidateId=candidate_id, externalCustomerId="shared-id")
    # WHEN the id is named
    # THEN nothing is found, and the operator is told of both
    with pytest.raises(
        AmbiguousPersonError, match=r"leads to 2 persons: name one of .* by --onboarding"
    ):
        found(simulation.world, external("shared-id"))
