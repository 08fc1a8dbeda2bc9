"""The API's operations, a method each. Generated from docs/openapi.json: `make clients`."""

from collections.abc import Iterator

from jetbridge_client import models
from jetbridge_client._calling import Calling
from jetbridge_client.calls import Call, Tagged, keyed, segment


class Operations(Calling):
    """The operations that an API client may call."""

    def list_clients(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> models.ApiClientPage:
        """List the tenant's API clients, newest first, without their secrets.

        Scope `clients:read`. GET `/v1/clients`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
        """
        return self._value(
            Call(
                "listClients",
                "GET",
                "/v1/clients",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            ),
            models.ApiClientPage,
        )

    def iterate_clients(self, *, limit: int | None = None) -> Iterator[models.ApiClient]:
        """List the tenant's API clients, newest first, without their secrets: the items of every page.

        Scope `clients:read`. GET `/v1/clients`.

        Args:
            limit: How many items a page has at most.
        """
        return self._items(
            lambda cursor: Call(
                "listClients",
                "GET",
                "/v1/clients",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            )
        )

    def create_client(
        self, body: models.ClientBody, *, idempotency_key: str | None = None
    ) -> models.CreatedClient:
        """Make an API client. Its secret is in this answer alone.

        Scope `clients:write`. POST `/v1/clients`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "createClient",
                "POST",
                "/v1/clients",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.CreatedClient,
        )

    def revoke_client(self, client_id: str, *, allow_last: str | None = None) -> None:
        """Revoke an API client, its secrets and its access tokens, for good.

        Scope `clients:write`. DELETE `/v1/clients/{id}`.

        Args:
            allow_last: `true`: revoke it though it is the last client that may make clients.
        """
        self._nothing(
            Call(
                "revokeClient",
                "DELETE",
                f"/v1/clients/{segment(client_id)}",
                query={"allowLast": allow_last},
            )
        )

    def show_client(self, client_id: str) -> models.ApiClient:
        """Show an API client, without its secrets.

        Scope `clients:read`. GET `/v1/clients/{id}`.
        """
        return self._value(
            Call("showClient", "GET", f"/v1/clients/{segment(client_id)}", repeatable=True),
            models.ApiClient,
        )

    def rotate_client_secret(
        self, client_id: str, body: models.ClientRotationBody
    ) -> models.RotatedClient:
        """Give an API client another secret. The present one stays valid for a while.

        Scope `clients:write`. POST `/v1/clients/{id}/rotate`.
        """
        return self._value(
            Call(
                "rotateClientSecret", "POST", f"/v1/clients/{segment(client_id)}/rotate", body=body
            ),
            models.RotatedClient,
        )

    def list_connect_links(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> models.ConnectLinkPage:
        """List the tenant's links that connect accounts, newest first.

        Scope `connections:read`. GET `/v1/connect-links`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
        """
        return self._value(
            Call(
                "listConnectLinks",
                "GET",
                "/v1/connect-links",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            ),
            models.ConnectLinkPage,
        )

    def iterate_connect_links(self, *, limit: int | None = None) -> Iterator[models.ConnectLink]:
        """List the tenant's links that connect accounts, newest first: the items of every page.

        Scope `connections:read`. GET `/v1/connect-links`.

        Args:
            limit: How many items a page has at most.
        """
        return self._items(
            lambda cursor: Call(
                "listConnectLinks",
                "GET",
                "/v1/connect-links",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            )
        )

    def create_connect_link(
        self, body: models.ConnectLinkBody, *, idempotency_key: str | None = None
    ) -> models.CreatedConnectLink:
        """Make a link by which an administrator connects an account. It is in this answer alone.

        Scope `connections:write`. POST `/v1/connect-links`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "createConnectLink",
                "POST",
                "/v1/connect-links",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.CreatedConnectLink,
        )

    def revoke_connect_link(self, connect_link_id: str) -> None:
        """Revoke a link that connects an account. It opens no more.

        Scope `connections:write`. DELETE `/v1/connect-links/{id}`.
        """
        self._nothing(
            Call("revokeConnectLink", "DELETE", f"/v1/connect-links/{segment(connect_link_id)}")
        )

    def show_connect_link(self, connect_link_id: str) -> models.ConnectLink:
        """Show how a link that connects an account stands.

        Scope `connections:read`. GET `/v1/connect-links/{id}`.
        """
        return self._value(
            Call(
                "showConnectLink",
                "GET",
                f"/v1/connect-links/{segment(connect_link_id)}",
                repeatable=True,
            ),
            models.ConnectLink,
        )

    def list_connections(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        partner: str | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> models.ConnectionPage:
        """List the tenant's connections, newest first.

        Scope `connections:read`. GET `/v1/connections`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
            partner: Only those at this partner.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._value(
            Call(
                "listConnections",
                "GET",
                "/v1/connections",
                repeatable=True,
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "partner": partner,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            ),
            models.ConnectionPage,
        )

    def iterate_connections(
        self,
        *,
        limit: int | None = None,
        partner: str | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> Iterator[models.Connection]:
        """List the tenant's connections, newest first: the items of every page.

        Scope `connections:read`. GET `/v1/connections`.

        Args:
            limit: How many items a page has at most.
            partner: Only those at this partner.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._items(
            lambda cursor: Call(
                "listConnections",
                "GET",
                "/v1/connections",
                repeatable=True,
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "partner": partner,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            )
        )

    def connect_enboarder_account(
        self, body: models.EnboarderAccountByKey | models.EnboarderAccountByOAuth
    ) -> models.Connection:
        """Connect the tenant's Enboarder account, or replace its credentials.

        Scope `connections:write`. POST `/v1/connections/enboarder`.
        """
        return self._value(
            Call("connectEnboarderAccount", "POST", "/v1/connections/enboarder", body=body),
            models.Connection,
        )

    def delete_connection(self, connection_id: str) -> None:
        """End a connection.

        Scope `connections:write`. DELETE `/v1/connections/{id}`.
        """
        self._nothing(
            Call(
                "deleteConnection",
                "DELETE",
                f"/v1/connections/{segment(connection_id)}",
                repeatable=True,
            )
        )

    def show_connection(self, connection_id: str) -> models.ConnectionWithHistory:
        """Show a connection, with its history.

        Scope `connections:read`. GET `/v1/connections/{id}`.
        """
        return self._value(
            Call(
                "showConnection",
                "GET",
                f"/v1/connections/{segment(connection_id)}",
                repeatable=True,
            ),
            models.ConnectionWithHistory,
        )

    def check_connection(self, connection_id: str) -> models.CheckedConnection:
        """Test a connection by a harmless call.

        Scope `connections:write`. POST `/v1/connections/{id}/test`.
        """
        return self._value(
            Call("checkConnection", "POST", f"/v1/connections/{segment(connection_id)}/test"),
            models.CheckedConnection,
        )

    def list_events(
        self, *, after: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> models.ToldEventPage:
        """List what the tenant was told of its journeys, oldest first.

        Scope `events:read`. GET `/v1/events`.

        Args:
            after: The id of an event (`webhook-id` of a webhook), behind which the list begins; or a time (RFC 3339), from whose second on it is read. Without it: the oldest that is kept.
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
        """
        return self._value(
            Call(
                "listEvents",
                "GET",
                "/v1/events",
                repeatable=True,
                query={"after": after, "cursor": cursor, "limit": limit},
            ),
            models.ToldEventPage,
        )

    def iterate_events(
        self, *, after: str | None = None, limit: int | None = None
    ) -> Iterator[models.ToldEvent]:
        """List what the tenant was told of its journeys, oldest first: the items of every page.

        Scope `events:read`. GET `/v1/events`.

        Args:
            after: The id of an event (`webhook-id` of a webhook), behind which the list begins; or a time (RFC 3339), from whose second on it is read. Without it: the oldest that is kept.
            limit: How many items a page has at most.
        """
        return self._items(
            lambda cursor: Call(
                "listEvents",
                "GET",
                "/v1/events",
                repeatable=True,
                query={"after": after, "cursor": cursor, "limit": limit},
            )
        )

    def list_journeys(
        self,
        *,
        application_id: str | None = None,
        candidate_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> models.JourneyItemPage:
        """List the tenant's journeys, newest first.

        Scope `journeys:read`. GET `/v1/journeys`.

        Args:
            application_id: Only those of this application. Give `candidateId` with it: it is faster.
            candidate_id: Only those of this candidate of the hiring system, or of one who was merged into another one. A page looks at 100 of the tenant's connections at the most.
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._value(
            Call(
                "listJourneys",
                "GET",
                "/v1/journeys",
                repeatable=True,
                query={
                    "applicationId": application_id,
                    "candidateId": candidate_id,
                    "cursor": cursor,
                    "limit": limit,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            ),
            models.JourneyItemPage,
        )

    def iterate_journeys(
        self,
        *,
        application_id: str | None = None,
        candidate_id: str | None = None,
        limit: int | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> Iterator[models.JourneyItem]:
        """List the tenant's journeys, newest first: the items of every page.

        Scope `journeys:read`. GET `/v1/journeys`.

        Args:
            application_id: Only those of this application. Give `candidateId` with it: it is faster.
            candidate_id: Only those of this candidate of the hiring system, or of one who was merged into another one. A page looks at 100 of the tenant's connections at the most.
            limit: How many items a page has at most.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._items(
            lambda cursor: Call(
                "listJourneys",
                "GET",
                "/v1/journeys",
                repeatable=True,
                query={
                    "applicationId": application_id,
                    "candidateId": candidate_id,
                    "cursor": cursor,
                    "limit": limit,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            )
        )

    def show_journey(self, journey_id: str) -> models.Journey:
        """Show a journey: status, timeline, what is awaited.

        Scope `journeys:read`. GET `/v1/journeys/{id}`.
        """
        return self._value(
            Call("showJourney", "GET", f"/v1/journeys/{segment(journey_id)}", repeatable=True),
            models.Journey,
        )

    def approve_step(self, journey_id: str, body: models.DecisionBody) -> models.Journey:
        """Let the step that waits for a decision count as done.

        Scope `journeys:write`. POST `/v1/journeys/{id}/approve`.
        """
        return self._value(
            Call("approveStep", "POST", f"/v1/journeys/{segment(journey_id)}/approve", body=body),
            models.Journey,
        )

    def cancel_journey(self, journey_id: str, body: models.DecisionBody) -> models.Journey:
        """End a journey. What it began is cancelled.

        Scope `journeys:write`. POST `/v1/journeys/{id}/cancel`.
        """
        return self._value(
            Call("cancelJourney", "POST", f"/v1/journeys/{segment(journey_id)}/cancel", body=body),
            models.Journey,
        )

    def list_decisions(self, journey_id: str) -> models.PossibleDecisions:
        """List what may be decided about a journey as it stands, and what that leads to.

        Scope `journeys:read`. GET `/v1/journeys/{id}/decisions`.
        """
        return self._value(
            Call(
                "listDecisions",
                "GET",
                f"/v1/journeys/{segment(journey_id)}/decisions",
                repeatable=True,
            ),
            models.PossibleDecisions,
        )

    def issue_link(self, journey_id: str, body: models.DecisionBody) -> models.Journey:
        """Issue a new link for the present step.

        Scope `journeys:write`. POST `/v1/journeys/{id}/new-link`.
        """
        return self._value(
            Call("issueLink", "POST", f"/v1/journeys/{segment(journey_id)}/new-link", body=body),
            models.Journey,
        )

    def replace_link(self, journey_id: str, body: models.DecisionBody) -> models.Journey:
        """Issue a new link for the present step, and close the earlier ones.

        Scope `journeys:write`. POST `/v1/journeys/{id}/replace-link`.
        """
        return self._value(
            Call(
                "replaceLink", "POST", f"/v1/journeys/{segment(journey_id)}/replace-link", body=body
            ),
            models.Journey,
        )

    def retry_step(self, journey_id: str, body: models.DecisionBody) -> models.Journey:
        """Have the present step tried again, now.

        Scope `journeys:write`. POST `/v1/journeys/{id}/retry`.
        """
        return self._value(
            Call("retryStep", "POST", f"/v1/journeys/{segment(journey_id)}/retry", body=body),
            models.Journey,
        )

    def list_onboardings(
        self,
        *,
        cursor: str | None = None,
        external_customer_id: str | None = None,
        limit: int | None = None,
        partner: str | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> models.OnboardingPage:
        """List the tenant's onboardings, newest first.

        Scope `onboardings:read`. GET `/v1/onboardings`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            external_customer_id: Only those that were requested with this id, letter by letter.
            limit: How many items a page has at most.
            partner: Only those at this partner.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._value(
            Call(
                "listOnboardings",
                "GET",
                "/v1/onboardings",
                repeatable=True,
                query={
                    "cursor": cursor,
                    "externalCustomerId": external_customer_id,
                    "limit": limit,
                    "partner": partner,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            ),
            models.OnboardingPage,
        )

    def iterate_onboardings(
        self,
        *,
        external_customer_id: str | None = None,
        limit: int | None = None,
        partner: str | None = None,
        status: str | None = None,
        updated_after: str | None = None,
    ) -> Iterator[models.Onboarding]:
        """List the tenant's onboardings, newest first: the items of every page.

        Scope `onboardings:read`. GET `/v1/onboardings`.

        Args:
            external_customer_id: Only those that were requested with this id, letter by letter.
            limit: How many items a page has at most.
            partner: Only those at this partner.
            status: Only those with this status.
            updated_after: Only those that were changed in this second (RFC 3339) or later.
        """
        return self._items(
            lambda cursor: Call(
                "listOnboardings",
                "GET",
                "/v1/onboardings",
                repeatable=True,
                query={
                    "cursor": cursor,
                    "externalCustomerId": external_customer_id,
                    "limit": limit,
                    "partner": partner,
                    "status": status,
                    "updatedAfter": updated_after,
                },
            )
        )

    def request_onboarding(
        self,
        body: models.IncodeOnboarding | models.OnboarderOnboarding | models.EnboarderOnboarding,
        *,
        idempotency_key: str | None = None,
    ) -> models.RequestedOnboarding:
        """Request an onboarding.

        Scope `onboardings:write`. POST `/v1/onboardings`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "requestOnboarding",
                "POST",
                "/v1/onboardings",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.RequestedOnboarding,
        )

    def request_onboardings(
        self, body: models.EnboarderBulkOnboardings, *, idempotency_key: str | None = None
    ) -> models.QueuedOnboardings:
        """Request several launches at Enboarder.

        Scope `onboardings:write`. POST `/v1/onboardings/bulk`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "requestOnboardings",
                "POST",
                "/v1/onboardings/bulk",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.QueuedOnboardings,
        )

    def request_workforce_onboarding(
        self, body: models.IncodeWorkforceOnboarding, *, idempotency_key: str | None = None
    ) -> models.RequestedOnboarding:
        """Request an onboarding in the fields of Incode's Workforce API.

        Scope `onboardings:write`. POST `/v1/onboardings/workforce`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "requestWorkforceOnboarding",
                "POST",
                "/v1/onboardings/workforce",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.RequestedOnboarding,
        )

    def show_onboarding(self, onboarding_id: str) -> models.ShownOnboarding:
        """Show an onboarding, without its link.

        Scope `onboardings:read`. GET `/v1/onboardings/{id}`.
        """
        return self._value(
            Call(
                "showOnboarding",
                "GET",
                f"/v1/onboardings/{segment(onboarding_id)}",
                repeatable=True,
            ),
            models.ShownOnboarding,
        )

    def update_onboarding(
        self, onboarding_id: str, body: models.EnboarderOnboardingUpdate
    ) -> models.Onboarding:
        """Change what a workflow at Enboarder was launched with.

        Scope `onboardings:write`. PATCH `/v1/onboardings/{id}`.
        """
        return self._value(
            Call(
                "updateOnboarding",
                "PATCH",
                f"/v1/onboardings/{segment(onboarding_id)}",
                repeatable=True,
                body=body,
            ),
            models.Onboarding,
        )

    def cancel_onboarding(
        self, onboarding_id: str, body: models.EnboarderCancellation | None = None
    ) -> models.Onboarding:
        """Cancel a workflow at Enboarder.

        Scope `onboardings:write`. POST `/v1/onboardings/{id}/cancel`.
        """
        return self._value(
            Call(
                "cancelOnboarding",
                "POST",
                f"/v1/onboardings/{segment(onboarding_id)}/cancel",
                repeatable=True,
                body=body,
            ),
            models.Onboarding,
        )

    def copy_person(
        self, body: models.PersonBody, *, idempotency_key: str | None = None
    ) -> models.PersonRequest:
        """Have everything that is held of a person copied.

        Scope `people:copy`. POST `/v1/people/copies`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "copyPerson",
                "POST",
                "/v1/people/copies",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.PersonRequest,
        )

    def erase_person(
        self, body: models.PersonBody, *, idempotency_key: str | None = None
    ) -> models.PersonRequest:
        """Have everything that is held of a person erased, for good.

        Scope `people:erase`. POST `/v1/people/erasures`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._value(
            Call(
                "erasePerson",
                "POST",
                "/v1/people/erasures",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.PersonRequest,
        )

    def list_person_requests(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> models.PersonRequestPage:
        """List the copies and erasures that were asked for, newest first, without their receipts.

        Scope `people:read`. GET `/v1/people/requests`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
        """
        return self._value(
            Call(
                "listPersonRequests",
                "GET",
                "/v1/people/requests",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            ),
            models.PersonRequestPage,
        )

    def iterate_person_requests(
        self, *, limit: int | None = None
    ) -> Iterator[models.PersonRequest]:
        """List the copies and erasures that were asked for, newest first, without their receipts: the items of every page.

        Scope `people:read`. GET `/v1/people/requests`.

        Args:
            limit: How many items a page has at most.
        """
        return self._items(
            lambda cursor: Call(
                "listPersonRequests",
                "GET",
                "/v1/people/requests",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            )
        )

    def show_person_request(self, request_id: str) -> models.PersonRequest:
        """Show how a copy or an erasure stands, and its receipt.

        Scope `people:read`. GET `/v1/people/requests/{id}`.
        """
        return self._value(
            Call(
                "showPersonRequest",
                "GET",
                f"/v1/people/requests/{segment(request_id)}",
                repeatable=True,
            ),
            models.PersonRequest,
        )

    def take_person_copy(self, request_id: str) -> models.PersonCopy:
        """Hand out a copy, within an hour, to the client that has asked for it.

        Scope `people:copy`. GET `/v1/people/requests/{id}/copy`.
        """
        return self._value(
            Call(
                "takePersonCopy",
                "GET",
                f"/v1/people/requests/{segment(request_id)}/copy",
                repeatable=True,
            ),
            models.PersonCopy,
        )

    def list_policies(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> models.PolicyVersionPage:
        """List the versions of the tenant's policy, newest first, without their documents.

        Scope `policies:read`. GET `/v1/policies`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
        """
        return self._value(
            Call(
                "listPolicies",
                "GET",
                "/v1/policies",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            ),
            models.PolicyVersionPage,
        )

    def iterate_policies(self, *, limit: int | None = None) -> Iterator[models.PolicyVersion]:
        """List the versions of the tenant's policy, newest first, without their documents: the items of every page.

        Scope `policies:read`. GET `/v1/policies`.

        Args:
            limit: How many items a page has at most.
        """
        return self._items(
            lambda cursor: Call(
                "listPolicies",
                "GET",
                "/v1/policies",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            )
        )

    def remove_policy(self, *, if_match: str | None = None) -> None:
        """Have no policy any more.

        Scope `policies:write`. DELETE `/v1/policies/current`.

        Args:
            if_match: The `ETag` of the policy that the caller saw. Needed where there was one.
        """
        self._nothing(
            Call("removePolicy", "DELETE", "/v1/policies/current", headers={"If-Match": if_match})
        )

    def show_policy(self) -> Tagged[models.Policy]:
        """Show the policy in force, and whether it is paused.

        Scope `policies:read`. GET `/v1/policies/current`.
        """
        return self._tagged(
            Call("showPolicy", "GET", "/v1/policies/current", repeatable=True), models.Policy
        )

    def put_policy(
        self,
        body: models.PolicyDocument,
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> Tagged[models.Policy]:
        """Put a policy in force for the hires to come.

        Scope `policies:write`. PUT `/v1/policies/current`.

        Args:
            if_match: The `ETag` of the policy that the caller saw. Needed where there was one.
            if_none_match: `*`: the caller saw no policy.
        """
        return self._tagged(
            Call(
                "putPolicy",
                "PUT",
                "/v1/policies/current",
                repeatable=True,
                headers={"If-Match": if_match, "If-None-Match": if_none_match},
                body=body,
            ),
            models.Policy,
        )

    def pause_policy(self, *, if_match: str | None = None) -> Tagged[models.Policy]:
        """Let no new journey begin.

        Scope `policies:write`. POST `/v1/policies/current/pause`.

        Args:
            if_match: The `ETag` of the policy that the caller saw. Needed where there was one.
        """
        return self._tagged(
            Call(
                "pausePolicy", "POST", "/v1/policies/current/pause", headers={"If-Match": if_match}
            ),
            models.Policy,
        )

    def resume_policy(self, *, if_match: str | None = None) -> Tagged[models.Policy]:
        """Let journeys begin again.

        Scope `policies:write`. POST `/v1/policies/current/resume`.

        Args:
            if_match: The `ETag` of the policy that the caller saw. Needed where there was one.
        """
        return self._tagged(
            Call(
                "resumePolicy",
                "POST",
                "/v1/policies/current/resume",
                headers={"If-Match": if_match},
            ),
            models.Policy,
        )

    def rehearse_policy(self, body: models.DryRunBody) -> models.DryRun:
        """Show every call that a hire would lead to, in order, without making one.

        Scope `policies:read`. POST `/v1/policies/dry-run`.
        """
        return self._value(
            Call("rehearsePolicy", "POST", "/v1/policies/dry-run", repeatable=True, body=body),
            models.DryRun,
        )

    def validate_policy(self, body: models.PolicyDocument) -> models.PolicyVerdict:
        """Say everything that is wrong with a document. Nothing is stored.

        Scope `policies:read`. POST `/v1/policies/validate`.
        """
        return self._value(
            Call("validatePolicy", "POST", "/v1/policies/validate", repeatable=True, body=body),
            models.PolicyVerdict,
        )

    def show_policy_version(self, version: int) -> models.WholePolicyVersion:
        """Show a version of the tenant's policy as it was written.

        Scope `policies:read`. GET `/v1/policies/{version}`.
        """
        return self._value(
            Call("showPolicyVersion", "GET", f"/v1/policies/{segment(version)}", repeatable=True),
            models.WholePolicyVersion,
        )

    def restore_policy(
        self, version: int, *, if_match: str | None = None, if_none_match: str | None = None
    ) -> Tagged[models.Policy]:
        """Put an earlier version in force again, as a new one.

        Scope `policies:write`. POST `/v1/policies/{version}/restore`.

        Args:
            if_match: The `ETag` of the policy that the caller saw. Needed where there was one.
            if_none_match: `*`: the caller saw no policy.
        """
        return self._tagged(
            Call(
                "restorePolicy",
                "POST",
                f"/v1/policies/{segment(version)}/restore",
                headers={"If-Match": if_match, "If-None-Match": if_none_match},
            ),
            models.Policy,
        )

    def list_webhooks(self) -> models.WebhookEndpoints:
        """List the tenant's endpoints.

        Scope `webhooks:read`. GET `/v1/webhooks`.
        """
        return self._value(
            Call("listWebhooks", "GET", "/v1/webhooks", repeatable=True), models.WebhookEndpoints
        )

    def create_webhook(
        self, body: models.EndpointBody, *, idempotency_key: str | None = None
    ) -> Tagged[models.NewWebhookEndpoint]:
        """Make an endpoint. Its secret is in this answer, and in those of repeats under a key.

        Scope `webhooks:write`. POST `/v1/webhooks`.

        Args:
            idempotency_key: names the request; without one the client makes one, for its own retries.
        """
        return self._tagged(
            Call(
                "createWebhook",
                "POST",
                "/v1/webhooks",
                repeatable=True,
                headers={"Idempotency-Key": keyed(idempotency_key)},
                body=body,
            ),
            models.NewWebhookEndpoint,
        )

    def remove_webhook(self, webhook_id: str, *, if_match: str | None = None) -> None:
        """Remove an endpoint. Pending deliveries are discarded.

        Scope `webhooks:write`. DELETE `/v1/webhooks/{id}`.

        Args:
            if_match: The `ETag` of the endpoint that the caller saw. Needed.
        """
        self._nothing(
            Call(
                "removeWebhook",
                "DELETE",
                f"/v1/webhooks/{segment(webhook_id)}",
                headers={"If-Match": if_match},
            )
        )

    def show_webhook(self, webhook_id: str) -> Tagged[models.WebhookEndpoint]:
        """Show an endpoint, without its secrets.

        Scope `webhooks:read`. GET `/v1/webhooks/{id}`.
        """
        return self._tagged(
            Call("showWebhook", "GET", f"/v1/webhooks/{segment(webhook_id)}", repeatable=True),
            models.WebhookEndpoint,
        )

    def change_webhook(
        self, webhook_id: str, body: models.EndpointChanges, *, if_match: str | None = None
    ) -> Tagged[models.WebhookEndpoint]:
        """Change an endpoint, pause or resume it. One that was disabled is told again.

        Scope `webhooks:write`. PATCH `/v1/webhooks/{id}`.

        Args:
            if_match: The `ETag` of the endpoint that the caller saw. Needed.
        """
        return self._tagged(
            Call(
                "changeWebhook",
                "PATCH",
                f"/v1/webhooks/{segment(webhook_id)}",
                headers={"If-Match": if_match},
                body=body,
            ),
            models.WebhookEndpoint,
        )

    def list_webhook_deliveries(
        self,
        webhook_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        status: str | None = None,
    ) -> models.WebhookDeliveryPage:
        """List the deliveries that were given up, that wait, or that were made, newest first.

        Scope `webhooks:read`. GET `/v1/webhooks/{id}/deliveries`.

        Args:
            cursor: The `nextCursor` of the page before, with the filters of that page. Without it: the first page.
            limit: How many items a page has at most.
            status: Which list: `failed` without it.
        """
        return self._value(
            Call(
                "listWebhookDeliveries",
                "GET",
                f"/v1/webhooks/{segment(webhook_id)}/deliveries",
                repeatable=True,
                query={"cursor": cursor, "limit": limit, "status": status},
            ),
            models.WebhookDeliveryPage,
        )

    def iterate_webhook_deliveries(
        self, webhook_id: str, *, limit: int | None = None, status: str | None = None
    ) -> Iterator[models.WebhookDelivery]:
        """List the deliveries that were given up, that wait, or that were made, newest first: the items of every page.

        Scope `webhooks:read`. GET `/v1/webhooks/{id}/deliveries`.

        Args:
            limit: How many items a page has at most.
            status: Which list: `failed` without it.
        """
        return self._items(
            lambda cursor: Call(
                "listWebhookDeliveries",
                "GET",
                f"/v1/webhooks/{segment(webhook_id)}/deliveries",
                repeatable=True,
                query={"cursor": cursor, "limit": limit, "status": status},
            )
        )

    def replay_webhooks(
        self, webhook_id: str, body: models.ReplayBody
    ) -> models.ReplayedDeliveries:
        """Have deliveries that were given up made from the beginning.

        Scope `webhooks:write`. POST `/v1/webhooks/{id}/replay`.
        """
        return self._value(
            Call("replayWebhooks", "POST", f"/v1/webhooks/{segment(webhook_id)}/replay", body=body),
            models.ReplayedDeliveries,
        )

    def rotate_webhook_secret(self, webhook_id: str, body: models.RotationBody) -> models.NewSecret:
        """Give an endpoint a new secret, beside which the present one signs for a while.

        Scope `webhooks:write`. POST `/v1/webhooks/{id}/rotate`.
        """
        return self._value(
            Call(
                "rotateWebhookSecret",
                "POST",
                f"/v1/webhooks/{segment(webhook_id)}/rotate",
                body=body,
            ),
            models.NewSecret,
        )

    def try_webhook(self, webhook_id: str) -> models.TestedEndpoint:
        """Send a signed `webhook.test` now, and say what came of it.

        Scope `webhooks:write`. POST `/v1/webhooks/{id}/test`.
        """
        return self._value(
            Call("tryWebhook", "POST", f"/v1/webhooks/{segment(webhook_id)}/test"),
            models.TestedEndpoint,
        )
