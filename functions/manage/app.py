"""Self-service: what a tenant's client sets up and decides, as an operator can."""

# Every module needs these. Lambda may start a function before a request comes, which then does not
# wait for them (AWS Lambda Developer Guide, "Understanding the Lambda execution environment
# lifecycle").
from jetbridge.runtime import audited, compose  # noqa: F401 - loaded for the modules
from jetbridge.runtime.edge import Edge

edge = Edge()
edge.add_modules(
    __name__,
    {
        "/v1/policies": "policies",
        "/v1/journeys": "decisions",
        "/v1/connect-links": "connect_links",
        "/v1/clients": "clients",
        "/v1/people": "people",
        "/v1/events": "events",
        "/v1/webhooks": "webhooks",
    },
)

handler = edge.handler
