"""What a company's recruiters see: its people, and what becomes of them."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from flask import Flask, make_response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.smartrecruiters.candidates import (
    FIRST_DAY,
    OnboardingStatus,
    Status,
)
from jetbridge_local.sandbox.smartrecruiters.integrations import Integrations
from jetbridge_local.sandbox.smartrecruiters.recruiting import Move, NewCandidate, Recruiting
from jetbridge_local.sandbox.times import iso
from jetbridge_local.sandbox.web import content_security_policy

_JOBS: Final[Mapping[str, str]] = MappingProxyType({"job-1": "Engineer", "job-2": "Designer"})
_NAMES: Final = (
    ("Dana", "Novak"),
    ("Emre", "Yilmaz"),
    ("Fay", "Quinn"),
    ("Gus", "Lindt"),
    ("Hana", "Mori"),
    ("Ivo", "Petrov"),
)
"""Made-up people, with whom the form for a new candidate is filled in."""


class People:
    """The pages of one company, under `/company/{companyId}/people`."""

    def __init__(
        self, clock: Clock, url: str, integrations: Integrations, recruiting: Recruiting
    ) -> None:
        """Serve them from `url`."""
        self._clock = clock
        self._url = url
        self._integrations = integrations
        self._recruiting = recruiting

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        people = "/company/<company_id>/people"
        app.add_url_rule(people, view_func=self.people)
        app.add_url_rule(people, view_func=self.add_person, methods=["POST"])
        app.add_url_rule(f"{people}/<candidate_id>", view_func=self.move_person, methods=["POST"])

    def people(self, company_id: str) -> Response:
        """Show every candidate, their status and what happened to them lately."""
        everyone = self._recruiting.people(company_id)
        first_name, last_name = _NAMES[len(everyone) % len(_NAMES)]
        integration = self._integrations.latest(company_id)
        page = render_template(
            "people.html",
            company_id=company_id,
            company_url=self._company_url(company_id),
            connected=integration is not None and integration.enabled,
            heard=self._recruiting.is_heard(company_id),
            people=everyone[::-1],
            lately=lambda candidate_id: self._recruiting.lately(company_id, candidate_id),
            statuses=[each for each in Status if each is not Status.TRANSFERRED],
            words=_words,
            iso=iso,
            jobs=_JOBS,
            made_up=(first_name, last_name),
            starts_on=iso(self._clock.now() + FIRST_DAY)[:10],
            ready=OnboardingStatus.READY,
        )
        return _page(page)

    def add_person(self, company_id: str) -> Response:
        """Add a candidate who has been offered a job, and show the page again."""
        form = request.form.to_dict()
        day = form.pop("startsOn", "")
        wanted = {
            "jobTitle": _JOBS.get(form.get("jobId", "")),
            "status": Status.OFFERED,
            "startsOn": f"{day}T09:00:00.000Z" if day else "",
        }
        try:
            added = self._recruiting.add(company_id, NewCandidate.model_validate(form | wanted))
        except ValidationError:
            return _refused("A candidate needs a name, an e-mail address and a job.")
        return self._back(company_id, added.candidate_id)

    def move_person(self, company_id: str, candidate_id: str) -> Response:
        """Move a candidate along, notify subscriptions, and show the page again."""
        try:
            move = Move.model_validate(request.form.to_dict())
        except ValidationError:
            return _refused("There is no such status.")
        if self._recruiting.move(company_id, candidate_id, move) is None:
            return _refused("The company has no such candidate.", HTTPStatus.NOT_FOUND)
        return self._back(company_id, candidate_id)

    def _back(self, company_id: str, candidate_id: str) -> Response:
        people_url = f"{self._company_url(company_id)}/people"
        return redirect(f"{people_url}#{quote(candidate_id)}", HTTPStatus.SEE_OTHER)

    def _company_url(self, company_id: str) -> str:
        return f"{self._url}/company/{quote(company_id, safe='')}"


def _words(status: Status | OnboardingStatus) -> str:
    """Return a status as people say it: READY_TO_ONBOARD is "Ready to onboard"."""
    return status.replace("_", " ").capitalize()


def _refused(reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
    page = render_template(
        "refused.html", partner="SmartRecruiters", title="This cannot be done", reason=reason
    )
    return _page(page, status)


def _page(page: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = content_security_policy(
        "script-src 'self'", "connect-src 'self'", "form-action 'self'"
    )
    return response
