"""Enboarder: one customer's account, with its authorization server and its REST API.

Source: Enboarder's help pages "API Docs". Its messages are repeated to the letter where a page
shows them, and a failure is a 200 as any success, since no other status is documented
(`failureStatus` changes that). Assumed: the messages that no page shows; the token endpoint
behaves as Amazon Cognito's, whose path and scope names it has, and takes the credentials in the
body or by Basic; each launch path wants the scope of its name; what is not authenticated, an
ended token included, is the gateway's 403; all launches belong to one of two workflow
definitions; a bulk launch answers with one result for each launch.

A repeated `externalid` is launched again: Enboarder does not refuse it, and its new hire gets
every message twice.
"""

from jetbridge_local.sandbox.enboarder.service import Enboarder

__all__ = ["Enboarder"]
