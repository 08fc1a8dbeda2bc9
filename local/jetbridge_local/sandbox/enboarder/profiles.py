"""The profile API: people who are known before or beside a workflow."""

import re
import threading
import uuid
from typing import Final

from flask import Flask, Response, jsonify, request

from jetbridge_local.sandbox.enboarder.errors import ApiError
from jetbridge_local.sandbox.enboarder.paging import page
from jetbridge_local.sandbox.enboarder.workflows import LIVE, Workflow, Workflows

_ACTIVE_PAGE: Final = 10
_MOBILE: Final = re.compile(r"\+\d{6,15}")
_INVALID_MOBILE: Final = "mobile number is invalid"

type Profile = dict[str, object]


class Profiles:
    """The views, and the people."""

    def __init__(self, workflows: Workflows) -> None:
        """Start without people; `workflows` keep a profile from being deleted."""
        self._lock = threading.Lock()
        self._profiles: dict[str, Profile] = {}
        self._workflows = workflows

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`, for key and token alike."""
        for base in ("/restapi/v1/profile", "/restapi/v2/profile"):
            one = f"{base}/<profile_id>"
            app.add_url_rule(base, view_func=self.create_profile, methods=["POST"])
            app.add_url_rule(one, view_func=self.read_profile)
            app.add_url_rule(one, view_func=self.update_profile, methods=["PUT"])
            app.add_url_rule(one, view_func=self.delete_profile, methods=["DELETE"])
            app.add_url_rule(f"{one}/workflows", view_func=self.profile_workflows)

    def exists(self, profile_id: str) -> bool:
        """Return whether there is such a profile."""
        with self._lock:
            return profile_id in self._profiles

    def clear(self) -> None:
        """Forget every profile."""
        with self._lock:
            self._profiles.clear()

    def create_profile(self) -> Response:
        """Create a profile, under its externalid if it has one."""
        profile = _checked()
        profile_id = str(profile.get("externalid") or uuid.uuid4())
        with self._lock:
            if profile_id in self._profiles:
                raise ApiError(
                    f"Profile with ID {profile_id} already exists", errorcode="PROFILE_EXISTS"
                )
            self._profiles[profile_id] = profile
        return jsonify(message="Profile Created", id=profile_id, **_warnings(profile))

    def read_profile(self, profile_id: str) -> Response:
        """Show a profile."""
        return jsonify({**self._find(profile_id), "id": profile_id})

    def update_profile(self, profile_id: str) -> Response:
        """Replace a profile."""
        self._find(profile_id)
        profile = _checked()
        with self._lock:
            self._profiles[profile_id] = profile
        return jsonify(message="Profile Updated", id=profile_id, **_warnings(profile))

    def delete_profile(self, profile_id: str) -> Response:
        """Delete a profile that has no running workflow."""
        self._find(profile_id)
        if self._active(profile_id):
            raise ApiError(
                "Profile is associated with an active workflow", errorcode="ACTIVE_PROFILE"
            )
        with self._lock:
            self._profiles.pop(profile_id, None)
        return jsonify(message="Profile Deleted", id=profile_id)

    def profile_workflows(self, profile_id: str) -> tuple[Response, int]:
        """List the running workflows of a profile: 206 while there are more."""
        self._find(profile_id)
        active = [each.view() for each in self._active(profile_id)]
        items, next_key = page(active, _ACTIVE_PAGE, request.args.get("nextKey", ""))
        more = {"nextKey": next_key} if next_key else {}
        return jsonify(items=items, **more), 206 if next_key else 200

    def _find(self, profile_id: str) -> Profile:
        with self._lock:
            found = self._profiles.get(profile_id)
        if found is None:
            raise ApiError(
                f"Profile with ID {profile_id} does not exist", errorcode="PROFILE_NOT_EXISTS"
            )
        return found

    def _active(self, profile_id: str) -> list[Workflow]:
        return [
            each
            for each in self._workflows.all()
            if each.body.get("nhexternalid") == profile_id and each.status in LIVE
        ]


def _checked() -> Profile:
    """Return the profile in the request.

    Raises:
        ApiError: something is missing, or not what it should be.
    """
    body = request.get_json()
    profile = body if isinstance(body, dict) else {}
    contact = profile.get("contact")
    known = contact if isinstance(contact, dict) else {}
    missing = [
        text
        for text, given in (
            ("First Name is missing", profile.get("firstName")),
            ("Last Name is missing", profile.get("lastName")),
            (
                "Both Email and mobile number are missing or invalid",
                known.get("email") or known.get("mobile"),
            ),
        )
        if not given
    ]
    if missing:
        raise ApiError("Mandatory fields are missing", errorcode="MISSING_FIELDS", errors=missing)
    if known.get("preferred", "email") not in {"email", "mobile"}:
        raise ApiError(
            "Fields are invalid",
            errorcode="INVALID_FIELDS",
            errors=["Preferred contact must be email or mobile"],
        )
    return profile


def _warnings(profile: Profile) -> dict[str, object]:
    """Return the warnings, where `X-Enboarder-Warning: yes` asks for them."""
    if request.headers.get("X-Enboarder-Warning", "no").lower() != "yes":
        return {}
    contact = profile["contact"]
    mobile = contact.get("mobile") if isinstance(contact, dict) else None
    invalid = mobile and not _MOBILE.fullmatch(str(mobile))
    return {"warnings": [_INVALID_MOBILE] if invalid else []}
