"""The events' description: AsyncAPI 3.0."""

import json
from typing import Any, Final

from jetbridge import __version__
from jetbridge.model import events
from jetbridge.model.events import JOURNEY_TYPES
from jetbridge.model.ports import DomainEvent
from jetbridge.web.resources import moment
from jetbridge_local.asyncapi.examples import every
from jetbridge_local.stack.options import PROJECT

type Json = Any

SCHEMAS: Final = PROJECT / "docs" / "schemas" / "events"
TEST: Final = "webhook.test"
_INFO: Final = {
    "title": "Jetbridge events",
    "version": __version__,
    "description": (
        "What happens to connections, onboardings, hires and journeys. Every event is delivered at"
        " least once and in any order: deduplicate by id, and order by version. Within a version of"
        " the schemas members are only ever added, and words may get new values."
    ),
    "license": {"name": "Apache-2.0"},
}
_BINDING: Final = "0.3.0"


def document() -> Json:
    """Return the events' description."""
    schemas, kinds = _schemas()
    examples = every()
    to_tenants = [kind for kind in kinds if kind in JOURNEY_TYPES or kind == TEST]
    on_bus = [kind for kind in kinds if kind != TEST]
    return {
        "asyncapi": "3.0.0",
        "info": _INFO,
        "defaultContentType": "application/json",
        "channels": {"bus": _bus(on_bus), "webhook": _webhook(to_tenants)},
        "operations": {
            "publish": _operation("bus", on_bus, "Publishes every event on the event bus."),
            "deliver": {
                **_operation("webhook", to_tenants, "Sends a tenant's events to its endpoint."),
                "bindings": {"http": {"method": "POST", "bindingVersion": _BINDING}},
            },
        },
        "components": {
            "messages": {
                **{f"bus.{kind}": _on_bus(kinds[kind], examples[kind]) for kind in on_bus},
                **{f"webhook.{kind}": _sent(kinds[kind], examples[kind]) for kind in to_tenants},
            },
            "schemas": schemas,
        },
    }


def _schemas() -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the published schemas by name, and those of the types of events among them."""
    found: dict[str, Json] = {}
    for file in sorted(SCHEMAS.glob("*.json")):
        published = json.loads(file.read_text())
        found |= {
            _name(file.name, name): _moved(file.name, schema)
            for name, schema in published["$defs"].items()
        }
    kinds = {name: {**schema, "name": name} for name, schema in found.items() if "." in name}
    return found, kinds


def _name(file: str, name: str) -> str:
    """Return the name of a schema: parts that types share are named after their file."""
    group = file.partition(".")[0]
    return name if "." in name or name == group else f"{group}-{name}"


def _moved(file: str, node: Json) -> Json:
    """Return a schema whose references lead to where the schemas are here."""
    match node:
        case {"$ref": str(target), **rest}:
            name = _name(file, target.rpartition("/")[2])
            return {"$ref": f"#/components/schemas/{name}", **_moved(file, rest)}
        case dict():
            return {name: _moved(file, value) for name, value in node.items()}
        case list():
            return [_moved(file, each) for each in node]
    return node


def _bus(kinds: list[str]) -> Json:
    return {
        "address": "jetbridge-{stack}",
        "title": "The EventBridge bus of the deployment",
        "description": "Your other systems subscribe with rules of their own, by `detail-type`.",
        "parameters": {"stack": {"description": "The name of the stack."}},
        "messages": _references("bus", kinds),
    }


def _webhook(kinds: list[str]) -> Json:
    return {
        "address": "{endpoint}",
        "title": "A tenant's endpoint",
        "description": (
            "A POST, signed as Standard Webhooks says: the header `webhook-signature` is over id,"
            " timestamp and body. Any answer of 2xx takes the event; 410 disables the endpoint."
        ),
        "parameters": {
            "endpoint": {"description": "The URL that the tenant's client or the operator has set."}
        },
        "messages": _references("webhook", kinds),
    }


def _references(channel: str, kinds: list[str]) -> Json:
    return {kind: {"$ref": f"#/components/messages/{channel}.{kind}"} for kind in kinds}


def _operation(channel: str, kinds: list[str], summary: str) -> Json:
    return {
        "action": "send",
        "summary": summary,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{kind}"} for kind in kinds],
    }


def _on_bus(schema: Json, event: DomainEvent) -> Json:
    payload = {
        "type": "object",
        "required": ["source", "detail-type", "time", "detail"],
        "properties": {
            "source": {"const": "jetbridge"},
            "detail-type": {"const": event.type},
            "time": {"type": "string", "format": "date-time"},
            "detail": {"$ref": f"#/components/schemas/{event.type}"},
        },
    }
    example = {
        "source": "jetbridge",
        "detail-type": event.type,
        "time": moment(event.at),
        "detail": dict(events.told(event)),
    }
    return _message(schema, event, payload, {"payload": example})


def _sent(schema: Json, event: DomainEvent) -> Json:
    payload = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event.type},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": f"#/components/schemas/{event.type}"},
        },
    }
    headers = {"webhook-id": event.id, "webhook-timestamp": str(event.at + 60)}
    signature = {"webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="}
    example = {
        "type": event.type,
        "timestamp": moment(event.at),
        "data": dict(events.told(event)),
    }
    return {
        **_message(schema, event, payload, {"headers": headers | signature, "payload": example}),
        "headers": {
            "type": "object",
            "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
            "properties": {
                "webhook-id": {
                    "type": "string",
                    "description": "The event's id: the same however often it comes.",
                },
                "webhook-timestamp": {
                    "type": "string",
                    "description": "When it was sent, this time, in Unix seconds.",
                },
                "webhook-signature": {
                    "type": "string",
                    "description": "One for each valid secret, separated by spaces.",
                },
            },
        },
    }


def _message(schema: Json, event: DomainEvent, payload: Json, example: Json) -> Json:
    return {
        "name": event.type,
        "summary": schema.get("description", ""),
        "contentType": "application/json",
        "payload": payload,
        "examples": [{"name": event.type, **example}],
    }
