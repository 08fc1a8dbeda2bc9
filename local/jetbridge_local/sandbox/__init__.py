r"""The partner sandboxes: all five partners and an OpenID provider on this machine.

Beside them `tenant` plays the tenant's own system, which takes Jetbridge's webhooks.

They answer as the partners' documentation says, refusals and limits included, and can be told to
fail. Every partner host has its own loopback port; credentials are in `credentials`. Where the
documentation is silent, the package of a partner says what is assumed.

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
    POST /_sandbox/reset       forget calls, programmed answers, settings and what the partner
                               holds; what was registered or configured stays

Where documents contradict each other, a setting chooses the reading (`incode-api`,
`enboarder-api`, `onboardbase-app`, `onboardbase-auth`, `onboardbase-api`; each `Settings` class
says what it has):

    GET  /_sandbox/settings    the settings of this host
    POST /_sandbox/settings    change some of them, until the reset

SmartRecruiters besides:

    POST /_sandbox/partner               {"consentUrl", "oauthTokenUrl", "callbackUrl"}: register
    POST /_sandbox/disable/{companyId}   disable the integration: a token from oauthTokenUrl, then
                                         INTEGRATION_DISABLED to callbackUrl; the answers come back
    POST /_sandbox/notify/{companyId}    {"eventType"}: the same calls with any event, and nothing
                                         is disabled
    POST /_sandbox/withhold/{companyId}  the company refuses its consent: 403 from now on
    POST /_sandbox/scopes                {"scopes"}: what the application may do
    POST /_sandbox/candidates/{companyId}
                                         {"firstName", "lastName", "email", …}: add a person
    POST /_sandbox/candidates/{companyId}/{candidateId}
                                         {"status", "subStatus", "startsOn", "onboardingStatus",
                                          "notify"}: move a person along, and send the events
    POST /_sandbox/events/{companyId}    {"event", "candidateId", "body", "encoding", "copies",
                                          "ageSeconds", "forgery", "traceparent", "hold"}: send any
                                         event; see `smartrecruiters.webhooks.control.Order`
    POST /_sandbox/deliver               {"eventIds", "restamp"}: send these, in this order
    POST /_sandbox/redeliver             {"everything", "restamp"}: what is due, or ever will be
    POST /_sandbox/suspend/{companyId}   suspend the company's subscriptions
    POST /_sandbox/unsubscribe/{companyId}   delete them
    POST /_sandbox/rotate-key/{companyId}    replace their secret keys
    POST /_sandbox/{what}/{companyId}/{candidateId}
                                         correct, apply, delete or merge a candidate; see
                                         `smartrecruiters.persons`
    POST /_sandbox/paging/{companyId}    {"oddity", "pageSize", "refuseWith"}: list candidates oddly

    The pages for a person are under /company/{companyId}: /apps connects, REDIRECT from its button
    and POPUP under …/popup, which closes by itself unless it has ?keep=open; /people shows the
    candidates to a recruiter, who moves them along.

Incode (`incode-api`) besides:

    POST /_sandbox/webhooks           {"authenticationUrl", "clientId", "clientSecret",
                                       "onboardingStatusUrl", "sessionUrl", "customHeaders"}
    POST /_sandbox/webhooks/status    {"onboardingStatus", "interviewId", "correlationKey",
                                       "changes", "text", "copies", "hold"}: the older payload
    POST /_sandbox/webhooks/session   {"eventType", and the like}: the newer payload
    POST /_sandbox/webhooks/deliver   {"numbers"}: send these, in this order
    POST /_sandbox/webhooks/retry     {"everything"}: what is due, or ever will be

    The link of a session leads to its page, /workflow/{interviewId}, which sends both payloads.

Enboarder (`enboarder-api`) besides:

    POST /_sandbox/workflows/{externalid}   {"status"}: PENDING, INPROGRESS, COMPLETED, CANCELLED

Onboarder, and Onboardbase (`onboardbase-app`), besides:

    POST /_sandbox/app                {"redirectUri"}: register
    POST /_sandbox/flows/{flow_id}    Onboarder: {"shape", "verifications": {name: bool}}

The OpenID provider besides:

    POST /_sandbox/claims      claims that replace those of the next ID tokens; null leaves one out

    curl localhost:PORT/_sandbox/failures -H 'Content-Type: application/json' \
      -d '{"path": "/apps-integrations/partner-api/integrations", "drop": "after"}'
"""

from jetbridge_local.sandbox.sandboxes import Sandboxes

__all__ = ["Sandboxes"]
