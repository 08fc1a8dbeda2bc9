"""What a dry run of a deployment shows is what its partners are asked."""

import json
import re
from typing import Any, Final

from jetbridge.model.journey import Status, What
from tests.e2e.flows.tenant import Json
from tests.e2e.journeys.hiring import STARTS_ON, Hiring
from tests.e2e.journeys.policies import LAUNCH, REPORT, by_incode, policy

_OURS: Final = re.compile(r"onb_[A-Za-z0-9_-]{16}")
_WRITES: Final = ("POST", "PUT")


def told(calls: list[Json], *parts: str) -> list[tuple[str, str, Any]]:
    """Return the calls that change something at a path with one of these parts, ids aside."""
    kept = [
        (each["method"], each["path"], json.loads(_OURS.sub("onb", json.dumps(each["body"]))))
        for each in calls
        if each["method"] in _WRITES and any(part in each["path"] for part in parts)
    ]
    return [each for each in kept if each[2] != "token"]


def test_the_partners_get_what_the_dry_run_showed(tenant: Hiring) -> None:
    """Odd fields included: with the stack's settings, the tenant's company and its account."""
    # GIVEN a policy with odd fields, and a person with an odd name
    verify = by_incode(deadlineInHours=48)
    verify["fields"] |= {"linkValidityInMinutes": {"path": "/application/none", "default": 4_000}}
    launch = json.loads(json.dumps(LAUNCH))
    launch["fields"]["startDate"]["addDays"] = 1
    launch["fields"]["customFields"] = {"Company": {"path": "/company/id"}}
    document = policy(verify, launch, REPORT, timeZone="Australia/Sydney")
    ada = tenant.offer(firstName=" Ada\u00a0", lastName="Byron-Ru\u0301iz")
    # WHEN it is rehearsed for them
    person = {"firstName": " Ada\u00a0", "lastName": "Byron-Ru\u0301iz", "email": ada.email}
    application = {"candidateId": ada.candidate_id, "jobId": ada.job_id, "startsOn": STARTS_ON}
    sample = tenant.directory / "hire.json"
    sample.write_text(
        json.dumps({"candidate": {"id": ada.candidate_id, **person}, "application": application})
    )
    file = tenant.directory / "rehearsed.json"
    file.write_text(json.dumps(document))
    options = ["--sample", str(sample), "--tenant", tenant.name, "--json"]
    shown = json.loads(tenant.operator("policy", "dry-run", str(file), *options))
    # AND done
    tenant.follows(document)
    ada.move(status="HIRED")
    ada.tells(What.STARTED, What.LINK_READY)
    ada.at_incode("begin")
    ada.tells(What.PERSON_BEGAN)
    ada.at_incode("pass")
    ada.is_(Status.COMPLETED)
    # THEN every partner got what was shown
    hosts = tenant.stack.sandboxes.hosts
    parts = ("request-new", "startwf", ada.candidate_id)
    real = [
        call
        for host in ("incode-api", "enboarder-api", "smartrecruiters")
        for call in told(hosts[host].calls.view(full=True), *parts)
        if any(word in json.dumps(call) for word in (ada.email, ada.candidate_id))
    ]
    rehearsed = told([line for line in shown["lines"] if "method" in line], *parts)
    assert rehearsed == real
    assert [path.rpartition("/")[2] for _, path, _ in real] == [
        "request-new",
        "basic",
        "onboardingStatus",
    ]
    # AND the same story
    story = [line["what"] for line in shown["lines"] if "what" in line]
    assert story == [str(line.what) for line in ada.story()]
    assert shown["assumed"]["company"] == tenant.company
