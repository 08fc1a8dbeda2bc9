"""What happens to a candidate: found by key, deleted, merged, corrected."""

from jetbridge.store import applications, candidates
from tests.support.hires import CANDIDATE, JOB, a_company, connection, every_journey, look, tell


def test_a_candidates_journeys_are_found_by_key() -> None:
    """An event about the person names the candidate only, and an erasure does, too."""
    # GIVEN a candidate who was hired for two jobs, and another person
    world, company = a_company()
    for candidate_id, job_id in ((CANDIDATE, JOB), (CANDIDATE, "job-2"), ("can-2", JOB)):
        company.hire(candidate_id, job_id)
        event = f"evt-{candidate_id}-{job_id}"
        tell(world, event, facts={"candidate_id": candidate_id, "job_id": job_id})
    look(world)
    # WHEN their journeys are looked up
    held = connection(world)
    found = candidates.leads(world.table, held.id, CANDIDATE)
    # THEN they are found with their applications, and no other person's are
    theirs = [each for each in every_journey(world) if each.candidate_id == CANDIDATE]
    assert {each.journey_id for each in found} == {each.id for each in theirs}
    assert {each.record_id for each in found} == {
        applications.name(held.id, CANDIDATE, job_id) for job_id in (JOB, "job-2")
    }
    # AND not through another company's connection
    assert candidates.leads(world.table, "con_other", CANDIDATE) == ()
