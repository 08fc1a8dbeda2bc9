"""A tenant's policy, written by an operator: checked whole, stored as a version, and set going."""

import json
from collections.abc import Mapping
from typing import Any

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import arm
from jetbridge.store import policies
from jetbridge.web import policy_check


def put(bridge: Bridge, tenant: str, document: Mapping[str, Any]) -> int:
    """Make a document the tenant's policy, and return its version. Running journeys keep theirs.

    The document that is current already makes no new version. Each time, the tenant's connections
    are set going: where that failed the last time, doing it again makes it good.

    Raises:
        ApiProblem: 422, with everything that is wrong with the document. Nothing was stored.
        ConditionFailed: somebody else has stored a version at the same moment. Nothing was stored.
        Conflict: it is stored; a connection was being written all the while.
    """
    policy_check.check(document)
    version = policies.current(bridge.table, tenant)
    if not version or not _same(policies.get(bridge.table, tenant, version), document):
        written = policies.put(tenant, dict(document), before=version, now=bridge.clock.now())
        bridge.table.write(*written)
        version += 1
    arm.policy_changed(bridge, tenant)
    return version


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Tell whether two documents say the same; Python would take `true` for 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
