r"""The partner sandboxes: SmartRecruiters, Incode and an OpenID provider on this machine.

They answer as the partners' documentation says, refusals and limits included, and can be told to
fail. Every partner host has its own loopback port; credentials are in `credentials`.

Control routes, on every host (JSON; state-changing ones want `Content-Type: application/json`
where they take a body):

    GET  /_sandbox/            the control routes of this host
    GET  /_sandbox/state       what the partner holds, credentials included
    GET  /_sandbox/calls       the calls received: method, path, header names, redacted body and
                               status (null: no answer); ?full=true shows values
    POST /_sandbox/failures    program the next answers of a path, first come first served:
                               {"path", "method", "status", "body", "headers", "delay_seconds",
                                "drop": "before" | "after", "times"}; see `failures.Program`
    GET  /_sandbox/failures    what is still programmed, and how many requests are in a delay
    POST /_sandbox/release     end every delay now
    POST /_sandbox/reset       forget calls, programmed answers and what the partner holds

SmartRecruiters besides:

    POST /_sandbox/partner               {"consentUrl", "oauthTokenUrl", "callbackUrl"}: register
    POST /_sandbox/disable/{companyId}   disable the integration: a token from oauthTokenUrl, then
                                         INTEGRATION_DISABLED to callbackUrl; the answers come back
    POST /_sandbox/notify/{companyId}    {"eventType"}: the same calls with any event, and nothing
                                         is disabled
    POST /_sandbox/withhold/{companyId}  the company refuses its consent: 403 from now on

    The pages for a person are under /company/{companyId}/apps: REDIRECT from its button, POPUP
    under …/popup, which closes by itself unless it has ?keep=open.

The OpenID provider besides:

    POST /_sandbox/claims      claims that replace those of the next ID tokens; null leaves one out

    curl localhost:PORT/_sandbox/failures -H 'Content-Type: application/json' \
      -d '{"path": "/apps-integrations/partner-api/integrations", "drop": "after"}'
"""

from jetbridge_local.sandbox.sandboxes import Sandboxes

__all__ = ["Sandboxes"]
