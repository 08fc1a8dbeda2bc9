"""What a dry run promises, the real run does: the same requests, times, holds and end.

Hypothesis draws policies and hires; each is rehearsed, and run in the unit tests' world.
"""

from typing import Final

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jetbridge.model.dry_run import Verdict
from tests.support.policy_documents import a_policy, enboarder, faults, incode, onboarder, report
from tests.unit.dry_run.comparison import READY, Json, rehearsed_and_run

NASTY: Final = st.sampled_from(
    [
        "Ana",
        " Ana\u00a0",
        "Ru\u0301iz",
        "\u202eAna",
        "a" * 257,
        "b" * 11_000,
        "",
        "  ",
        "two\r\nlines",
        None,
        7,
        True,
        ["Ana"],
        {"first": "Ana"},
        1.5,
        "李雷",
    ]
)
IDS: Final = st.sampled_from(
    ["can-1", "2b9f6c1e-03a4-4a53", "x" * 128, "x" * 129, "a/b", "a%2Fb", "..", "a b", "é", "a?b"]
)
PHONES: Final = st.sampled_from(
    ["+14155550100", "(02) 9374 4000", "+1 415 555 0100", "none", "", None, 61293744000]
)
EMAILS: Final = st.sampled_from(["ana@example.com", " ana@example.com", "ana", "", None])
DAYS: Final = st.sampled_from(
    ["2027-02-28T13:00:00Z", "2026-03-02", "2026-09-21T23:30:00-05:00", "soon", None, 20260302]
)
URLS: Final = st.sampled_from(
    ["https://ok.example/done", "https://other.example/", "http://ok.example", "ok", None]
)
MINUTES: Final = st.sampled_from([5, 60, 4_320, 10_081, 0, "5", None])


@st.composite
def candidates(draw: st.DrawFn) -> Json:
    """Draw a candidate, with members that are odd or missing."""
    drawn = {
        "firstName": draw(NASTY),
        "lastName": draw(NASTY | st.just("Ruiz")),
        "email": draw(EMAILS | st.just("ana@example.com")),
        "phoneNumber": draw(PHONES),
        "linkMinutes": draw(MINUTES),
        "returnUrl": draw(URLS),
        "about": "w" * draw(st.sampled_from([0, 70_000])),
    }
    left = draw(st.sets(st.sampled_from(sorted(drawn)), max_size=2))
    return {name: value for name, value in drawn.items() if name not in left}


VALUES: Final = st.sampled_from(
    [
        {"path": "/candidate/firstName"},
        {"path": "/candidate/missing", "default": "Unnamed"},
        {"join": [{"path": "/candidate/firstName"}, {"path": "/candidate/lastName"}]},
        {"join": [{"path": "/company/id"}, {"path": "/journey/round"}], "with": "-"},
        {"path": "/application/jobId"},
        "constant",
    ]
)
REACTIONS: Final = st.sampled_from(["stop", "review", "continue"])
HOURS: Final = st.sampled_from([1, 24, 72])


@st.composite
def verifying(draw: st.DrawFn, name: str) -> Json:
    """Draw a step in which the person proves who they are."""
    deadline = draw(HOURS)
    common = {
        "name": name,
        "deadlineInHours": deadline,
        "remindAfterHours": draw(st.sampled_from([[], [12], [1, 23]])) if deadline > 1 else [],
        "onRejection": draw(REACTIONS),
        "onDeadline": draw(REACTIONS),
        "onRefusal": draw(REACTIONS),
    }
    fields: Json = {}
    if draw(st.booleans()):
        fields["linkValidityInMinutes"] = {"path": "/candidate/linkMinutes"}
    if draw(st.booleans()):
        if draw(st.booleans()):
            fields["returnUrl"] = {"path": "/candidate/returnUrl"}
        return onboarder(fields, **common)
    if draw(st.booleans()):
        fields["name"] = draw(VALUES)
    delivery = draw(st.sampled_from(["bus", "sms", "email"]))
    address = {"sms": ("phone", "phoneNumber"), "email": ("email", "email")}.get(delivery)
    if address:
        fields["notification"] = {address[0]: {"path": f"/candidate/{address[1]}"}}
    return incode(fields, delivery=delivery, **common)


@st.composite
def launching(draw: st.DrawFn) -> Json:
    """Draw a step that launches a workflow."""
    employee = {"name": draw(VALUES), "email": {"path": "/candidate/email"}}
    if draw(st.booleans()):
        employee["mobile"] = {"path": "/candidate/phoneNumber"}
    start = {
        "date": draw(st.sampled_from(["today", {"path": "/application/startsOn"}])),
        "addDays": draw(st.sampled_from([0, 1, -3])),
    }
    if draw(st.booleans()):
        start["notBefore"] = "today"
    fields: Json = {"employee": employee, "startDate": start}
    fields["kind"] = draw(st.sampled_from(["basic", "advanced"]))
    if draw(st.booleans()):
        fields["customFields"] = {"Team": draw(VALUES)}
    return enboarder(fields, onRefusal=draw(REACTIONS))


@st.composite
def policies(draw: st.DrawFn) -> Json:
    """Draw a policy that passes its check."""
    verifies, again = draw(verifying("identity")), draw(verifying("again"))
    launches, early = draw(launching()), report(name="early", status=READY)
    steps = draw(
        st.sampled_from(
            [
                [verifies, launches, report()],
                [early, verifies, launches],
                [launches, verifies, report()],
                [verifies, again, report()],
                [launches, report()],
            ]
        )
    )
    members = {
        "start": draw(st.sampled_from(["hired", "ready"])),
        "reportFailure": draw(st.booleans()),
        "timeZone": draw(st.sampled_from([None, "Australia/Sydney", "America/Los_Angeles"])),
        "defaultCountry": draw(st.sampled_from([None, "AU"])),
    }
    document = a_policy(*steps, **{name: each for name, each in members.items() if each})
    document["reportFailure"] = members["reportFailure"]
    assume(not faults(document))
    return document


@settings(max_examples=150, deadline=None)
@given(
    document=policies(),
    candidate=candidates(),
    ids=st.tuples(IDS | st.just("can-1"), IDS | st.just("job-1")),
    starts=DAYS,
    verdict=st.sampled_from(Verdict),
    allowed=st.sampled_from(["", "ok.example"]),
    sequence=st.sampled_from([1, 1, 2]),
    status=st.sampled_from([READY, READY, ""]),
)
def test_the_real_run_does_what_the_rehearsal_shows(  # noqa: PLR0913, PLR0917 - what is drawn
    document: Json,
    candidate: Json,
    ids: tuple[str, str],
    starts: object,
    verdict: Verdict,
    allowed: str,
    sequence: int,
    status: str,
) -> None:
    """The same requests in the same order, the same timeline at the same times, the same end."""
    application = {"candidateId": ids[0], "jobId": ids[1], "startsOn": starts}
    rehearsal, real = rehearsed_and_run(
        document,
        {"id": ids[0], **candidate},
        application,
        verdict=verdict,
        variables={"RETURN_URL_ALLOW_LIST": allowed},
        sequence=sequence,
        status=status,
    )
    assert rehearsal == real
