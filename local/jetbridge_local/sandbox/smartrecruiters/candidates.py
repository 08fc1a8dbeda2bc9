"""A little of the Customer API's data: the same three made-up candidates in every company."""

from typing import Final

CANDIDATES: Final[tuple[dict[str, object], ...]] = (
    {
        "id": "0f3a9a4e-ana",
        "firstName": "Ana",
        "lastName": "Ruiz",
        "email": "ana.ruiz@example.com",
        "phoneNumber": "+14155550100",
        "primaryAssignment": {"job": {"id": "job-1", "title": "Engineer"}, "status": "HIRED"},
    },
    {
        "id": "5c21b7d0-ben",
        "firstName": "Ben",
        "lastName": "Okafor",
        "email": "ben.okafor@example.com",
        "phoneNumber": "+14155550101",
        "primaryAssignment": {"job": {"id": "job-1", "title": "Engineer"}, "status": "OFFERED"},
    },
    {
        "id": "9e77c1f2-cho",
        "firstName": "Cho",
        "lastName": "Park",
        "email": "cho.park@example.com",
        "phoneNumber": "+14155550102",
        "primaryAssignment": {"job": {"id": "job-2", "title": "Designer"}, "status": "INTERVIEW"},
    },
)

LIMIT_DEFAULT: Final = 10
LIMIT_MAXIMUM: Final = 100


def page(limit: int, after: str) -> dict[str, object]:
    """Return at most `limit` candidates behind the one called `after` (empty: from the first)."""
    ids = [str(candidate["id"]) for candidate in CANDIDATES]
    start = ids.index(after) + 1 if after in ids else 0
    content = CANDIDATES[start : start + limit]
    more = start + limit < len(CANDIDATES)
    return {
        "content": list(content),
        "nextPageId": content[-1]["id"] if more else "",
        "totalFound": len(CANDIDATES),
        "limit": limit,
    }


def one(candidate_id: str) -> dict[str, object] | None:
    """Return a candidate, or None."""
    return next((c for c in CANDIDATES if c["id"] == candidate_id), None)
