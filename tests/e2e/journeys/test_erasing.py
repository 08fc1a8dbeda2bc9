"""One person is erased on request; that something happened remains."""

import json

from jetbridge.model.journey import Status, What
from tests.e2e.flows.notifications import until
from tests.e2e.flows.tenant import Json, table_dump
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import whole


def test_nothing_of_an_erased_person_is_left(tenant: Hiring) -> None:
    """Neither in the table nor in a log; and late news of them begin nothing."""
    # GIVEN a person whose journey is over, and another's
    tenant.follows(whole())
    ada, bea = tenant.hire(), tenant.hire()
    for hire in (ada, bea):
        hire.tells(What.STARTED, What.LINK_READY)
        hire.at_incode("begin", "pass")
        hire.is_(Status.COMPLETED)
    tenant.idle()
    journey = ada.journeys()[0]
    assert ada.candidate_id in table_dump(tenant.stack)
    # WHEN the operator erases them
    erase = ("people", "erase", "--tenant", tenant.name, "--candidate", ada.candidate_id)
    report = json.loads(tenant.operator(*erase, "--yes", "--json"))
    assert report["journeys"] == 1
    # THEN they are not found in a copy of the table, and the other one is there
    dump = table_dump(tenant.stack)
    session, workflow = ada.sessions()[0], ada.workflows()[0]
    marks = [ada.candidate_id, ada.email, session["interviewId"], "Ada Byron"]
    assert not [mark for mark in [*marks, workflow["externalid"]] if mark in dump]
    assert bea.candidate_id in dump
    # AND no log ever knew who they are
    logs = "".join(log.read_text() for log in tenant.stack.logs.parent.rglob("*.log"))
    assert not [mark for mark in (ada.email, "Ada Byron", session["url"]) if mark in logs]
    # AND the skeleton tells what happened, and when
    lines = [line.what for line in tenant.story_of(journey.id)]
    assert lines[0] is What.STARTED
    assert What.LAUNCHED in lines
    assert lines[-1] is What.ERASED
    # WHEN SmartRecruiters tells of them once more
    ada.move(status="HIRED")
    tenant.idle()
    # THEN nothing begins
    assert not ada.journeys()
    assert len(ada.workflows()) == 1


def test_a_tenant_copies_and_erases_a_person_by_the_api(tenant: Hiring) -> None:
    """What it asks for is made by the deployed functions, with the roles that they have."""
    # GIVEN a person whose journey is over
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin", "pass")
    journey = ada.is_(Status.COMPLETED)
    tenant.idle()

    def made(act: str) -> Json:
        asked = tenant.call("POST", f"/v1/people/{act}", {"candidateId": ada.candidate_id})
        assert asked.status_code == 202, asked.text
        place = f"/v1/people/requests/{asked.json()['id']}"
        over: Json = until(
            lambda: next(
                (found for found in [tenant.call("GET", place).json()] if found["endedAt"]), None
            )
        )
        assert over["status"] == "completed", over
        return over

    # WHEN a copy of what is held of them is asked for
    copied = made("copies")
    # THEN it has their journey, and what partners told of them
    copy = tenant.call("GET", f"/v1/people/requests/{copied['id']}/copy").json()
    assert [each["id"] for each in copy["journeys"]] == [journey.id]
    assert ada.email not in json.dumps(copied)
    # WHEN their erasure is asked for
    session = ada.sessions()[0]
    erased = made("erasures")
    # THEN a copy of the table has nothing of them
    assert erased["erasure"]["counts"]["journeys"] == 1
    dump = table_dump(tenant.stack)
    marks = (ada.candidate_id, ada.email, session["interviewId"])
    assert not [mark for mark in marks if mark in dump]
    # AND no log has
    logs = "".join(log.read_text() for log in tenant.stack.logs.parent.rglob("*.log"))
    assert not [mark for mark in (ada.candidate_id, ada.email) if mark in logs]
