"""The public API: projects, secrets and the team, opened by the `API_KEY` header."""

import json
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException

from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.onboardbase.cryptojs import BadEncryptionError, decrypt, encrypt
from jetbridge_local.sandbox.onboardbase.keys import ApiKey, Keys
from jetbridge_local.sandbox.onboardbase.projects import (
    MEMBERS,
    Projects,
    Secret,
    new_id,
    place,
)
from jetbridge_local.sandbox.server import UNDERSCORED_HEADERS

BAD_ENCRYPTION: Final = "bad encryption"


class ItemShape(StrEnum):
    """The two shapes in which Onboardbase's own programs read a secret."""

    OBJECTS = "objects"
    STRINGS = "strings"


class ApiSettings(BaseModel):
    """`itemShape`: objects with encrypted fields, or encrypted JSON objects."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item_shape: ItemShape = Field(default=ItemShape.OBJECTS, alias="itemShape")


class ApiError(Exception):
    """A refusal with an HTTP `status` and a message."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Refuse."""
        super().__init__(message)
        self.status = status
        self.message = message


class Api:
    """The views."""

    def __init__(self, keys: Keys, projects: Projects) -> None:
        """Show `projects` to the holder of one of `keys`."""
        self._keys = keys
        self._projects = projects
        self._behaviour = Behaviour(ApiSettings())

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        base = "/api/v1"
        app.add_url_rule(f"{base}/projects", view_func=self.projects)
        app.add_url_rule(f"{base}/secrets", view_func=self.secrets)
        app.add_url_rule(f"{base}/secrets", view_func=self.create_secrets, methods=["POST"])
        app.add_url_rule(f"{base}/team/members", view_func=self.members)
        app.register_error_handler(ApiError, _refused)
        app.register_error_handler(HTTPException, _http_error)

    def control(self) -> Blueprint:
        """Return the control routes."""
        return self._behaviour.blueprint("onboardbase-api")

    def reset(self) -> None:
        """Return to the made-up secrets."""
        self._behaviour.reset()
        self._projects.reset()

    def projects(self) -> Response:
        """List the projects."""
        self._allowed("read", "projects")
        return _reply(self._projects.listed(), "Projects fetched")

    def secrets(self) -> Response:
        """List the secrets of an environment, encrypted under the key's passphrase."""
        key = self._allowed("read", "secrets")
        project, environment = request.args.get("project", ""), request.args.get("environment", "")
        found = self._projects.within(project, environment)
        if found is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "project or environment not found")
        items = [self._item(secret, key.passphrase) for secret in found]
        return _reply({**place(project, environment), "secrets": items}, "Secrets fetched")

    def create_secrets(self) -> tuple[Response, int]:
        """Add secrets, encrypted under the key's passphrase."""
        key = self._allowed("create", "secrets")
        project, environment = request.args.get("project", ""), request.args.get("environment", "")
        if self._projects.within(project, environment) is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "project or environment not found")
        created = [_decrypted(item, key.passphrase) for item in _items(request.get_json())]
        self._projects.put(project, environment, created)
        items = [self._item(secret, key.passphrase) for secret in created]
        return _reply(items, "Secrets created"), 201

    def members(self) -> Response:
        """List the team: Onboardbase's own way to see whether a key is good."""
        self._key()
        return _reply(list(MEMBERS), "Members fetched")

    def _key(self) -> ApiKey:
        headers: dict[str, str] = request.environ.get(UNDERSCORED_HEADERS, {})
        key = self._keys.find(headers.get("api_key", ""))
        if key is None:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "invalid or expired api key")
        return key

    def _allowed(self, verb: str, resource: str) -> ApiKey:
        key = self._key()
        if not key.may(verb, resource):
            raise ApiError(HTTPStatus.FORBIDDEN, f"the api key may not {verb} {resource}")
        return key

    def _item(self, secret: Secret, passphrase: str) -> object:
        fields = {"key": secret.key, "value": secret.value, "comment": secret.comment}
        if self._behaviour.current.item_shape is ItemShape.STRINGS:
            return encrypt(json.dumps({"id": secret.secret_id, **fields}), passphrase)
        encrypted = {name: encrypt(text, passphrase) for name, text in fields.items()}
        return {"id": secret.secret_id, **encrypted}


def _items(body: object) -> list[dict[str, object]]:
    items = body.get("secrets") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items or not all(isinstance(i, dict) for i in items):
        raise ApiError(HTTPStatus.BAD_REQUEST, "secrets must be a list of objects")
    return items


def _decrypted(item: dict[str, object], passphrase: str) -> Secret:
    """Return the secret in an item of a POST. Its key must be there; value and comment may lack."""
    texts = {name: item.get(name) or "" for name in ("key", "value", "comment")}
    try:
        clear = {n: decrypt(str(t), passphrase) if t else "" for n, t in texts.items()}
    except BadEncryptionError:
        raise ApiError(HTTPStatus.BAD_REQUEST, BAD_ENCRYPTION) from None
    if not clear["key"]:
        raise ApiError(HTTPStatus.BAD_REQUEST, BAD_ENCRYPTION)
    return Secret(new_id(), **clear)


def _reply(data: object, message: str) -> Response:
    return jsonify(data=data, message=message, status="success")


def _refused(refusal: ApiError) -> Response:
    response = jsonify(data=None, message=refusal.message, status="error")
    response.status_code = refusal.status
    return response


def _http_error(error: HTTPException) -> Response:
    """Render what the web framework refused: an unknown path, a wrong method, broken JSON."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return _refused(ApiError(status, error.description or status.phrase))
