"""What the API shows of what was asked for of persons' data, and how a copy is handed out."""

from jetbridge.model.erasure import Erasure
from jetbridge.model.export import Export
from jetbridge.model.person_request import PersonRequest as Request
from jetbridge.model.person_request import RequestFailure
from jetbridge.web import person_shapes as shapes
from jetbridge.web import who
from jetbridge.web.resources import moment
from jetbridge.web.response import JSON, NO_STORE, Response


def request(
    shown: Request, erased: Erasure | None = None, copied: Export | None = None
) -> shapes.PersonRequest:
    """Show a request, with the receipt that it has led to."""
    return {
        "id": shown.id,
        "act": shown.act,
        "status": shown.state,
        "askedBy": who.of_actor(shown.by),
        "askedAt": moment(shown.asked_at),
        "endedAt": moment(shown.ended_at),
        "failure": RequestFailure(shown.why) if shown.why else None,
        "erasure": _erasure(erased) if erased else None,
        "copy": receipt(copied) if copied else None,
        "copyUntil": moment(shown.copy_until),
        "notIncluded": list(shown.not_included),
    }


def receipt(shown: Export) -> shapes.CopyReceipt:
    """Show the receipt of a copy."""
    return {
        "id": shown.id,
        "tenant": shown.tenant,
        "by": shown.by,
        "madeAt": moment(shown.made_at),
        "counts": dict(shown.counts),
        "about": list(shown.about),
    }


def copy(text: str) -> Response:
    """Hand out a copy. Nothing between us and its reader may keep it."""
    name = {"Content-Disposition": 'attachment; filename="person.json"'}
    return Response(200, {"Content-Type": JSON, **NO_STORE, **name}, text)


def _erasure(shown: Erasure) -> shapes.ErasureRecord:
    return {
        "id": shown.id,
        "outcome": shown.outcome,
        "forced": shown.forced,
        "beganAt": moment(shown.began_at),
        "endedAt": moment(shown.ended_at),
        "counts": dict(shown.counts),
        "remains": [
            {"partner": each.partner, "id": each.id, "status": each.status, "why": each.why}
            for each in shown.remains
        ],
    }
