"""A draft of the policy, played for one hire beside its text: nothing is sent, nothing is stored.

It is the dry run of the API, with the API's quota (docs/decisions/0109).
"""

import json
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.console.places import Form, View, Visit
from jetbridge.flows.console.policy import showing
from jetbridge.model.dry_run import Call, Played, Verdict
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.journey import Entry
from jetbridge.model.record import replace
from jetbridge.model.sentence import say
from jetbridge.store import policies
from jetbridge.store.listing import or_else
from jetbridge.web import journey_words as words
from jetbridge.web import json_object, times

_VERDICTS: Final = (
    (Verdict.VERIFIED, say("proves who they are")),
    (Verdict.REJECTED, say("fails to")),
    (Verdict.SILENT, say("does not come")),
)
_NONE: Final = say("No journey begins for this hire.")
_POLICY: Final = "/policy"


def shown(visit: Visit) -> View:
    """Show the form, with the document in force."""
    table, tenant = visit.context.table, visit.of
    found = or_else(lambda: policies.in_force(table, tenant, policies.latest(table, tenant)), None)
    document = showing.written(found.document) if found else showing.BEGINNING
    return _view(visit, {"document": document})


def played(visit: Visit, form: Form, refused: ApiProblem | None) -> View:
    """Play what was filled in, and show it beside the form.

    Raises:
        ApiProblem: what is wrong with it, or 429, the quota of this minute is used up. It is shown
            there as well.
    """
    if refused:
        return _view(visit, form, refused=refused)
    asked: dict[str, object] = {"verdict": form.get("verdict", "")}
    if form.get("company", "").strip():
        asked["companyId"] = form["company"].strip()
    asked["policy"] = json_object.json_object(form.get("document", "").encode())
    settings = visit.context.settings.at(visit.request.domain)
    ran = visit.play(visit.context, settings, visit.person, asked, visit.now)
    return _view(visit, form, ran=ran)


def _view(
    visit: Visit, form: Form, *, ran: Played | None = None, refused: ApiProblem | None = None
) -> View:
    facts = {
        "document": form.get("document", ""),
        "company": form.get("company", ""),
        "verdicts": _VERDICTS,
        "verdict": form.get("verdict", Verdict.VERIFIED),
        "refused": refused,
        "errors": [*_errors(refused)] if refused else [],
        "result": _result(ran) if ran else None,
        "here": f"{visit.home}/policy",
    }
    return View(
        "policy_try.html.j2",
        facts,
        status=refused.status if refused else 200,
        retry_after=refused.retry_after if refused else None,
    )


def _errors(refused: ApiProblem) -> Iterator[Violation]:
    """Yield what is wrong, by the places in the document that was typed."""
    for each in refused.errors:
        yield replace(each, pointer=each.pointer.removeprefix(_POLICY))


def _result(ran: Played) -> dict[str, object]:
    journey = ran.journey
    return {
        "lines": [*map(_line, ran.lines)],
        "end": words.status(journey.status, journey.reason) if journey else _NONE,
        "company": ran.company,
    }


def _line(line: Call | Entry) -> dict[str, object]:
    moment = times.moment(line.at)
    if not isinstance(line, Call):
        return {"at": moment, "sentence": words.sentence(line), "call": None, "body": None}
    body = json.dumps(line.body, indent=2, ensure_ascii=False) if line.body is not None else None
    call = f"{line.method} {line.host}{line.path}"
    return {"at": moment, "sentence": None, "call": call, "body": body}
