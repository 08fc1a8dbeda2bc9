/** The API's operations, a method each. Generated: `make clients`. */

import { Calling } from "./calling.js";
import { keyed, segment, type CallOptions, type Tagged } from "./calls.js";
import type { components } from "./schemas.js";

type Schemas = components["schemas"];

/** The operations that an API client may call. */
export abstract class Operations extends Calling {
  /**
   * List the tenant's API clients, newest first, without their secrets.
   *
   * Scope `clients:read`. GET `/v1/clients`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   */
  listClients(options: CallOptions & { cursor?: string; limit?: number } = {}): Promise<Schemas["ApiClientPage"]> {
    return this.value<Schemas["ApiClientPage"]>({
      operation: "listClients",
      method: "GET",
      path: "/v1/clients",
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's API clients, newest first, without their secrets: the items of every page.
   *
   * Scope `clients:read`. GET `/v1/clients`.
   *
   * @param options.limit How many items a page has at most.
   */
  iterateClients(options: CallOptions & { limit?: number } = {}): AsyncGenerator<Schemas["ApiClient"], void, void> {
    return this.items<Schemas["ApiClient"]>((cursor) => ({
      operation: "listClients",
      method: "GET",
      path: "/v1/clients",
      repeatable: true,
      query: { cursor, limit: options.limit },
      signal: options.signal,
    }));
  }

  /**
   * Make an API client. Its secret is in this answer alone.
   *
   * Scope `clients:write`. POST `/v1/clients`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  createClient(body: Schemas["ClientBody"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["CreatedClient"]> {
    return this.value<Schemas["CreatedClient"]>({
      operation: "createClient",
      method: "POST",
      path: "/v1/clients",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Revoke an API client, its secrets and its access tokens, for good.
   *
   * Scope `clients:write`. DELETE `/v1/clients/{id}`.
   *
   * @param options.allowLast `true`: revoke it though it is the last client that may make
   *   clients.
   */
  revokeClient(clientId: string, options: CallOptions & { allowLast?: string } = {}): Promise<void> {
    return this.nothing({
      operation: "revokeClient",
      method: "DELETE",
      path: `/v1/clients/${segment(clientId)}`,
      repeatable: false,
      query: { allowLast: options.allowLast },
      signal: options.signal,
    });
  }

  /**
   * Show an API client, without its secrets.
   *
   * Scope `clients:read`. GET `/v1/clients/{id}`.
   */
  showClient(clientId: string, options: CallOptions = {}): Promise<Schemas["ApiClient"]> {
    return this.value<Schemas["ApiClient"]>({
      operation: "showClient",
      method: "GET",
      path: `/v1/clients/${segment(clientId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Give an API client another secret. The present one stays valid for a while.
   *
   * Scope `clients:write`. POST `/v1/clients/{id}/rotate`.
   */
  rotateClientSecret(clientId: string, body: Schemas["ClientRotationBody"], options: CallOptions = {}): Promise<Schemas["RotatedClient"]> {
    return this.value<Schemas["RotatedClient"]>({
      operation: "rotateClientSecret",
      method: "POST",
      path: `/v1/clients/${segment(clientId)}/rotate`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * List the tenant's links that connect accounts, newest first.
   *
   * Scope `connections:read`. GET `/v1/connect-links`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   */
  listConnectLinks(options: CallOptions & { cursor?: string; limit?: number } = {}): Promise<Schemas["ConnectLinkPage"]> {
    return this.value<Schemas["ConnectLinkPage"]>({
      operation: "listConnectLinks",
      method: "GET",
      path: "/v1/connect-links",
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's links that connect accounts, newest first: the items of every page.
   *
   * Scope `connections:read`. GET `/v1/connect-links`.
   *
   * @param options.limit How many items a page has at most.
   */
  iterateConnectLinks(options: CallOptions & { limit?: number } = {}): AsyncGenerator<Schemas["ConnectLink"], void, void> {
    return this.items<Schemas["ConnectLink"]>((cursor) => ({
      operation: "listConnectLinks",
      method: "GET",
      path: "/v1/connect-links",
      repeatable: true,
      query: { cursor, limit: options.limit },
      signal: options.signal,
    }));
  }

  /**
   * Make a link by which an administrator connects an account. It is in this answer alone.
   *
   * Scope `connections:write`. POST `/v1/connect-links`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  createConnectLink(body: Schemas["ConnectLinkBody"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["CreatedConnectLink"]> {
    return this.value<Schemas["CreatedConnectLink"]>({
      operation: "createConnectLink",
      method: "POST",
      path: "/v1/connect-links",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Revoke a link that connects an account. It opens no more.
   *
   * Scope `connections:write`. DELETE `/v1/connect-links/{id}`.
   */
  revokeConnectLink(connectLinkId: string, options: CallOptions = {}): Promise<void> {
    return this.nothing({
      operation: "revokeConnectLink",
      method: "DELETE",
      path: `/v1/connect-links/${segment(connectLinkId)}`,
      repeatable: false,
      signal: options.signal,
    });
  }

  /**
   * Show how a link that connects an account stands.
   *
   * Scope `connections:read`. GET `/v1/connect-links/{id}`.
   */
  showConnectLink(connectLinkId: string, options: CallOptions = {}): Promise<Schemas["ConnectLink"]> {
    return this.value<Schemas["ConnectLink"]>({
      operation: "showConnectLink",
      method: "GET",
      path: `/v1/connect-links/${segment(connectLinkId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * List the tenant's connections, newest first.
   *
   * Scope `connections:read`. GET `/v1/connections`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   * @param options.partner Only those at this partner.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  listConnections(options: CallOptions & { cursor?: string; limit?: number; partner?: string; status?: string; updatedAfter?: string } = {}): Promise<Schemas["ConnectionPage"]> {
    return this.value<Schemas["ConnectionPage"]>({
      operation: "listConnections",
      method: "GET",
      path: "/v1/connections",
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit, partner: options.partner, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's connections, newest first: the items of every page.
   *
   * Scope `connections:read`. GET `/v1/connections`.
   *
   * @param options.limit How many items a page has at most.
   * @param options.partner Only those at this partner.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  iterateConnections(options: CallOptions & { limit?: number; partner?: string; status?: string; updatedAfter?: string } = {}): AsyncGenerator<Schemas["Connection"], void, void> {
    return this.items<Schemas["Connection"]>((cursor) => ({
      operation: "listConnections",
      method: "GET",
      path: "/v1/connections",
      repeatable: true,
      query: { cursor, limit: options.limit, partner: options.partner, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    }));
  }

  /**
   * Connect the tenant's Enboarder account, or replace its credentials.
   *
   * Scope `connections:write`. POST `/v1/connections/enboarder`.
   */
  connectEnboarderAccount(body: Schemas["EnboarderAccountByKey"] | Schemas["EnboarderAccountByOAuth"], options: CallOptions = {}): Promise<Schemas["Connection"]> {
    return this.value<Schemas["Connection"]>({
      operation: "connectEnboarderAccount",
      method: "POST",
      path: "/v1/connections/enboarder",
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * End a connection.
   *
   * Scope `connections:write`. DELETE `/v1/connections/{id}`.
   */
  deleteConnection(connectionId: string, options: CallOptions = {}): Promise<void> {
    return this.nothing({
      operation: "deleteConnection",
      method: "DELETE",
      path: `/v1/connections/${segment(connectionId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Show a connection, with its history.
   *
   * Scope `connections:read`. GET `/v1/connections/{id}`.
   */
  showConnection(connectionId: string, options: CallOptions = {}): Promise<Schemas["ConnectionWithHistory"]> {
    return this.value<Schemas["ConnectionWithHistory"]>({
      operation: "showConnection",
      method: "GET",
      path: `/v1/connections/${segment(connectionId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Test a connection by a harmless call.
   *
   * Scope `connections:write`. POST `/v1/connections/{id}/test`.
   */
  checkConnection(connectionId: string, options: CallOptions = {}): Promise<Schemas["CheckedConnection"]> {
    return this.value<Schemas["CheckedConnection"]>({
      operation: "checkConnection",
      method: "POST",
      path: `/v1/connections/${segment(connectionId)}/test`,
      repeatable: false,
      signal: options.signal,
    });
  }

  /**
   * List what the tenant was told of its journeys, oldest first.
   *
   * Scope `events:read`. GET `/v1/events`.
   *
   * @param options.after The id of an event (`webhook-id` of a webhook), behind which the list
   *   begins; or a time (RFC 3339), from whose second on it is read. Without it: the oldest that
   *   is kept.
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   */
  listEvents(options: CallOptions & { after?: string; cursor?: string; limit?: number } = {}): Promise<Schemas["ToldEventPage"]> {
    return this.value<Schemas["ToldEventPage"]>({
      operation: "listEvents",
      method: "GET",
      path: "/v1/events",
      repeatable: true,
      query: { after: options.after, cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
  }

  /**
   * List what the tenant was told of its journeys, oldest first: the items of every page.
   *
   * Scope `events:read`. GET `/v1/events`.
   *
   * @param options.after The id of an event (`webhook-id` of a webhook), behind which the list
   *   begins; or a time (RFC 3339), from whose second on it is read. Without it: the oldest that
   *   is kept.
   * @param options.limit How many items a page has at most.
   */
  iterateEvents(options: CallOptions & { after?: string; limit?: number } = {}): AsyncGenerator<Schemas["ToldEvent"], void, void> {
    return this.items<Schemas["ToldEvent"]>((cursor) => ({
      operation: "listEvents",
      method: "GET",
      path: "/v1/events",
      repeatable: true,
      query: { after: options.after, cursor, limit: options.limit },
      signal: options.signal,
    }));
  }

  /**
   * List the tenant's journeys, newest first.
   *
   * Scope `journeys:read`. GET `/v1/journeys`.
   *
   * @param options.applicationId Only those of this application. Give `candidateId` with it: it
   *   is faster.
   * @param options.candidateId Only those of this candidate of the hiring system, or of one who
   *   was merged into another one. A page looks at 100 of the tenant's connections at the most.
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  listJourneys(options: CallOptions & { applicationId?: string; candidateId?: string; cursor?: string; limit?: number; status?: string; updatedAfter?: string } = {}): Promise<Schemas["JourneyItemPage"]> {
    return this.value<Schemas["JourneyItemPage"]>({
      operation: "listJourneys",
      method: "GET",
      path: "/v1/journeys",
      repeatable: true,
      query: { applicationId: options.applicationId, candidateId: options.candidateId, cursor: options.cursor, limit: options.limit, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's journeys, newest first: the items of every page.
   *
   * Scope `journeys:read`. GET `/v1/journeys`.
   *
   * @param options.applicationId Only those of this application. Give `candidateId` with it: it
   *   is faster.
   * @param options.candidateId Only those of this candidate of the hiring system, or of one who
   *   was merged into another one. A page looks at 100 of the tenant's connections at the most.
   * @param options.limit How many items a page has at most.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  iterateJourneys(options: CallOptions & { applicationId?: string; candidateId?: string; limit?: number; status?: string; updatedAfter?: string } = {}): AsyncGenerator<Schemas["JourneyItem"], void, void> {
    return this.items<Schemas["JourneyItem"]>((cursor) => ({
      operation: "listJourneys",
      method: "GET",
      path: "/v1/journeys",
      repeatable: true,
      query: { applicationId: options.applicationId, candidateId: options.candidateId, cursor, limit: options.limit, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    }));
  }

  /**
   * Show a journey: status, timeline, what is awaited.
   *
   * Scope `journeys:read`. GET `/v1/journeys/{id}`.
   */
  showJourney(journeyId: string, options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "showJourney",
      method: "GET",
      path: `/v1/journeys/${segment(journeyId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Let the step that waits for a decision count as done.
   *
   * Scope `journeys:write`. POST `/v1/journeys/{id}/approve`.
   */
  approveStep(journeyId: string, body: Schemas["DecisionBody"], options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "approveStep",
      method: "POST",
      path: `/v1/journeys/${segment(journeyId)}/approve`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * End a journey. What it began is cancelled.
   *
   * Scope `journeys:write`. POST `/v1/journeys/{id}/cancel`.
   */
  cancelJourney(journeyId: string, body: Schemas["DecisionBody"], options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "cancelJourney",
      method: "POST",
      path: `/v1/journeys/${segment(journeyId)}/cancel`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * List what may be decided about a journey as it stands, and what that leads to.
   *
   * Scope `journeys:read`. GET `/v1/journeys/{id}/decisions`.
   */
  listDecisions(journeyId: string, options: CallOptions = {}): Promise<Schemas["PossibleDecisions"]> {
    return this.value<Schemas["PossibleDecisions"]>({
      operation: "listDecisions",
      method: "GET",
      path: `/v1/journeys/${segment(journeyId)}/decisions`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Issue a new link for the present step.
   *
   * Scope `journeys:write`. POST `/v1/journeys/{id}/new-link`.
   */
  issueLink(journeyId: string, body: Schemas["DecisionBody"], options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "issueLink",
      method: "POST",
      path: `/v1/journeys/${segment(journeyId)}/new-link`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * Issue a new link for the present step, and close the earlier ones.
   *
   * Scope `journeys:write`. POST `/v1/journeys/{id}/replace-link`.
   */
  replaceLink(journeyId: string, body: Schemas["DecisionBody"], options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "replaceLink",
      method: "POST",
      path: `/v1/journeys/${segment(journeyId)}/replace-link`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * Have the present step tried again, now.
   *
   * Scope `journeys:write`. POST `/v1/journeys/{id}/retry`.
   */
  retryStep(journeyId: string, body: Schemas["DecisionBody"], options: CallOptions = {}): Promise<Schemas["Journey"]> {
    return this.value<Schemas["Journey"]>({
      operation: "retryStep",
      method: "POST",
      path: `/v1/journeys/${segment(journeyId)}/retry`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * List the tenant's onboardings, newest first.
   *
   * Scope `onboardings:read`. GET `/v1/onboardings`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.externalCustomerId Only those that were requested with this id, letter by
   *   letter.
   * @param options.limit How many items a page has at most.
   * @param options.partner Only those at this partner.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  listOnboardings(options: CallOptions & { cursor?: string; externalCustomerId?: string; limit?: number; partner?: string; status?: string; updatedAfter?: string } = {}): Promise<Schemas["OnboardingPage"]> {
    return this.value<Schemas["OnboardingPage"]>({
      operation: "listOnboardings",
      method: "GET",
      path: "/v1/onboardings",
      repeatable: true,
      query: { cursor: options.cursor, externalCustomerId: options.externalCustomerId, limit: options.limit, partner: options.partner, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's onboardings, newest first: the items of every page.
   *
   * Scope `onboardings:read`. GET `/v1/onboardings`.
   *
   * @param options.externalCustomerId Only those that were requested with this id, letter by
   *   letter.
   * @param options.limit How many items a page has at most.
   * @param options.partner Only those at this partner.
   * @param options.status Only those with this status.
   * @param options.updatedAfter Only those that were changed in this second (RFC 3339) or later.
   */
  iterateOnboardings(options: CallOptions & { externalCustomerId?: string; limit?: number; partner?: string; status?: string; updatedAfter?: string } = {}): AsyncGenerator<Schemas["Onboarding"], void, void> {
    return this.items<Schemas["Onboarding"]>((cursor) => ({
      operation: "listOnboardings",
      method: "GET",
      path: "/v1/onboardings",
      repeatable: true,
      query: { cursor, externalCustomerId: options.externalCustomerId, limit: options.limit, partner: options.partner, status: options.status, updatedAfter: options.updatedAfter },
      signal: options.signal,
    }));
  }

  /**
   * Request an onboarding.
   *
   * Scope `onboardings:write`. POST `/v1/onboardings`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  requestOnboarding(body: Schemas["IncodeOnboarding"] | Schemas["OnboarderOnboarding"] | Schemas["EnboarderOnboarding"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["RequestedOnboarding"]> {
    return this.value<Schemas["RequestedOnboarding"]>({
      operation: "requestOnboarding",
      method: "POST",
      path: "/v1/onboardings",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Request several launches at Enboarder.
   *
   * Scope `onboardings:write`. POST `/v1/onboardings/bulk`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  requestOnboardings(body: Schemas["EnboarderBulkOnboardings"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["QueuedOnboardings"]> {
    return this.value<Schemas["QueuedOnboardings"]>({
      operation: "requestOnboardings",
      method: "POST",
      path: "/v1/onboardings/bulk",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Request an onboarding in the fields of Incode's Workforce API.
   *
   * Scope `onboardings:write`. POST `/v1/onboardings/workforce`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  requestWorkforceOnboarding(body: Schemas["IncodeWorkforceOnboarding"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["RequestedOnboarding"]> {
    return this.value<Schemas["RequestedOnboarding"]>({
      operation: "requestWorkforceOnboarding",
      method: "POST",
      path: "/v1/onboardings/workforce",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Show an onboarding, without its link.
   *
   * Scope `onboardings:read`. GET `/v1/onboardings/{id}`.
   */
  showOnboarding(onboardingId: string, options: CallOptions = {}): Promise<Schemas["ShownOnboarding"]> {
    return this.value<Schemas["ShownOnboarding"]>({
      operation: "showOnboarding",
      method: "GET",
      path: `/v1/onboardings/${segment(onboardingId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Change what a workflow at Enboarder was launched with.
   *
   * Scope `onboardings:write`. PATCH `/v1/onboardings/{id}`.
   */
  updateOnboarding(onboardingId: string, body: Schemas["EnboarderOnboardingUpdate"], options: CallOptions = {}): Promise<Schemas["Onboarding"]> {
    return this.value<Schemas["Onboarding"]>({
      operation: "updateOnboarding",
      method: "PATCH",
      path: `/v1/onboardings/${segment(onboardingId)}`,
      repeatable: true,
      body,
      signal: options.signal,
    });
  }

  /**
   * Cancel a workflow at Enboarder.
   *
   * Scope `onboardings:write`. POST `/v1/onboardings/{id}/cancel`.
   */
  cancelOnboarding(onboardingId: string, body?: Schemas["EnboarderCancellation"], options: CallOptions = {}): Promise<Schemas["Onboarding"]> {
    return this.value<Schemas["Onboarding"]>({
      operation: "cancelOnboarding",
      method: "POST",
      path: `/v1/onboardings/${segment(onboardingId)}/cancel`,
      repeatable: true,
      body,
      signal: options.signal,
    });
  }

  /**
   * Have everything that is held of a person copied.
   *
   * Scope `people:copy`. POST `/v1/people/copies`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  copyPerson(body: Schemas["PersonBody"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["PersonRequest"]> {
    return this.value<Schemas["PersonRequest"]>({
      operation: "copyPerson",
      method: "POST",
      path: "/v1/people/copies",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Have everything that is held of a person erased, for good.
   *
   * Scope `people:erase`. POST `/v1/people/erasures`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  erasePerson(body: Schemas["PersonBody"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Schemas["PersonRequest"]> {
    return this.value<Schemas["PersonRequest"]>({
      operation: "erasePerson",
      method: "POST",
      path: "/v1/people/erasures",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * List the copies and erasures that were asked for, newest first, without their receipts.
   *
   * Scope `people:read`. GET `/v1/people/requests`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   */
  listPersonRequests(options: CallOptions & { cursor?: string; limit?: number } = {}): Promise<Schemas["PersonRequestPage"]> {
    return this.value<Schemas["PersonRequestPage"]>({
      operation: "listPersonRequests",
      method: "GET",
      path: "/v1/people/requests",
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
  }

  /**
   * List the copies and erasures that were asked for, newest first, without their receipts: the items of every page.
   *
   * Scope `people:read`. GET `/v1/people/requests`.
   *
   * @param options.limit How many items a page has at most.
   */
  iteratePersonRequests(options: CallOptions & { limit?: number } = {}): AsyncGenerator<Schemas["PersonRequest"], void, void> {
    return this.items<Schemas["PersonRequest"]>((cursor) => ({
      operation: "listPersonRequests",
      method: "GET",
      path: "/v1/people/requests",
      repeatable: true,
      query: { cursor, limit: options.limit },
      signal: options.signal,
    }));
  }

  /**
   * Show how a copy or an erasure stands, and its receipt.
   *
   * Scope `people:read`. GET `/v1/people/requests/{id}`.
   */
  showPersonRequest(requestId: string, options: CallOptions = {}): Promise<Schemas["PersonRequest"]> {
    return this.value<Schemas["PersonRequest"]>({
      operation: "showPersonRequest",
      method: "GET",
      path: `/v1/people/requests/${segment(requestId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Hand out a copy, within an hour, to the client that has asked for it.
   *
   * Scope `people:copy`. GET `/v1/people/requests/{id}/copy`.
   */
  takePersonCopy(requestId: string, options: CallOptions = {}): Promise<Schemas["PersonCopy"]> {
    return this.value<Schemas["PersonCopy"]>({
      operation: "takePersonCopy",
      method: "GET",
      path: `/v1/people/requests/${segment(requestId)}/copy`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * List the versions of the tenant's policy, newest first, without their documents.
   *
   * Scope `policies:read`. GET `/v1/policies`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   */
  listPolicies(options: CallOptions & { cursor?: string; limit?: number } = {}): Promise<Schemas["PolicyVersionPage"]> {
    return this.value<Schemas["PolicyVersionPage"]>({
      operation: "listPolicies",
      method: "GET",
      path: "/v1/policies",
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
  }

  /**
   * List the versions of the tenant's policy, newest first, without their documents: the items of every page.
   *
   * Scope `policies:read`. GET `/v1/policies`.
   *
   * @param options.limit How many items a page has at most.
   */
  iteratePolicies(options: CallOptions & { limit?: number } = {}): AsyncGenerator<Schemas["PolicyVersion"], void, void> {
    return this.items<Schemas["PolicyVersion"]>((cursor) => ({
      operation: "listPolicies",
      method: "GET",
      path: "/v1/policies",
      repeatable: true,
      query: { cursor, limit: options.limit },
      signal: options.signal,
    }));
  }

  /**
   * Have no policy any more.
   *
   * Scope `policies:write`. DELETE `/v1/policies/current`.
   *
   * @param options.ifMatch The `ETag` of the policy that the caller saw. Needed where there was
   *   one.
   */
  removePolicy(options: CallOptions & { ifMatch?: string } = {}): Promise<void> {
    return this.nothing({
      operation: "removePolicy",
      method: "DELETE",
      path: "/v1/policies/current",
      repeatable: false,
      headers: { "If-Match": options.ifMatch },
      signal: options.signal,
    });
  }

  /**
   * Show the policy in force, and whether it is paused.
   *
   * Scope `policies:read`. GET `/v1/policies/current`.
   */
  showPolicy(options: CallOptions = {}): Promise<Tagged<Schemas["Policy"]>> {
    return this.tagged<Schemas["Policy"]>({
      operation: "showPolicy",
      method: "GET",
      path: "/v1/policies/current",
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Put a policy in force for the hires to come.
   *
   * Scope `policies:write`. PUT `/v1/policies/current`.
   *
   * @param options.ifMatch The `ETag` of the policy that the caller saw. Needed where there was
   *   one.
   * @param options.ifNoneMatch `*`: the caller saw no policy.
   */
  putPolicy(body: Schemas["PolicyDocument"], options: CallOptions & { ifMatch?: string; ifNoneMatch?: string } = {}): Promise<Tagged<Schemas["Policy"]>> {
    return this.tagged<Schemas["Policy"]>({
      operation: "putPolicy",
      method: "PUT",
      path: "/v1/policies/current",
      repeatable: true,
      headers: { "If-Match": options.ifMatch, "If-None-Match": options.ifNoneMatch },
      body,
      signal: options.signal,
    });
  }

  /**
   * Let no new journey begin.
   *
   * Scope `policies:write`. POST `/v1/policies/current/pause`.
   *
   * @param options.ifMatch The `ETag` of the policy that the caller saw. Needed where there was
   *   one.
   */
  pausePolicy(options: CallOptions & { ifMatch?: string } = {}): Promise<Tagged<Schemas["Policy"]>> {
    return this.tagged<Schemas["Policy"]>({
      operation: "pausePolicy",
      method: "POST",
      path: "/v1/policies/current/pause",
      repeatable: false,
      headers: { "If-Match": options.ifMatch },
      signal: options.signal,
    });
  }

  /**
   * Let journeys begin again.
   *
   * Scope `policies:write`. POST `/v1/policies/current/resume`.
   *
   * @param options.ifMatch The `ETag` of the policy that the caller saw. Needed where there was
   *   one.
   */
  resumePolicy(options: CallOptions & { ifMatch?: string } = {}): Promise<Tagged<Schemas["Policy"]>> {
    return this.tagged<Schemas["Policy"]>({
      operation: "resumePolicy",
      method: "POST",
      path: "/v1/policies/current/resume",
      repeatable: false,
      headers: { "If-Match": options.ifMatch },
      signal: options.signal,
    });
  }

  /**
   * Show every call that a hire would lead to, in order, without making one.
   *
   * Scope `policies:read`. POST `/v1/policies/dry-run`.
   */
  rehearsePolicy(body: Schemas["DryRunBody"], options: CallOptions = {}): Promise<Schemas["DryRun"]> {
    return this.value<Schemas["DryRun"]>({
      operation: "rehearsePolicy",
      method: "POST",
      path: "/v1/policies/dry-run",
      repeatable: true,
      body,
      signal: options.signal,
    });
  }

  /**
   * Say everything that is wrong with a document. Nothing is stored.
   *
   * Scope `policies:read`. POST `/v1/policies/validate`.
   */
  validatePolicy(body: Schemas["PolicyDocument"], options: CallOptions = {}): Promise<Schemas["PolicyVerdict"]> {
    return this.value<Schemas["PolicyVerdict"]>({
      operation: "validatePolicy",
      method: "POST",
      path: "/v1/policies/validate",
      repeatable: true,
      body,
      signal: options.signal,
    });
  }

  /**
   * Show a version of the tenant's policy as it was written.
   *
   * Scope `policies:read`. GET `/v1/policies/{version}`.
   */
  showPolicyVersion(version: number, options: CallOptions = {}): Promise<Schemas["WholePolicyVersion"]> {
    return this.value<Schemas["WholePolicyVersion"]>({
      operation: "showPolicyVersion",
      method: "GET",
      path: `/v1/policies/${segment(version)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Put an earlier version in force again, as a new one.
   *
   * Scope `policies:write`. POST `/v1/policies/{version}/restore`.
   *
   * @param options.ifMatch The `ETag` of the policy that the caller saw. Needed where there was
   *   one.
   * @param options.ifNoneMatch `*`: the caller saw no policy.
   */
  restorePolicy(version: number, options: CallOptions & { ifMatch?: string; ifNoneMatch?: string } = {}): Promise<Tagged<Schemas["Policy"]>> {
    return this.tagged<Schemas["Policy"]>({
      operation: "restorePolicy",
      method: "POST",
      path: `/v1/policies/${segment(version)}/restore`,
      repeatable: false,
      headers: { "If-Match": options.ifMatch, "If-None-Match": options.ifNoneMatch },
      signal: options.signal,
    });
  }

  /**
   * List the tenant's endpoints.
   *
   * Scope `webhooks:read`. GET `/v1/webhooks`.
   */
  listWebhooks(options: CallOptions = {}): Promise<Schemas["WebhookEndpoints"]> {
    return this.value<Schemas["WebhookEndpoints"]>({
      operation: "listWebhooks",
      method: "GET",
      path: "/v1/webhooks",
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Make an endpoint. Its secret is in this answer, and in those of repeats under a key.
   *
   * Scope `webhooks:write`. POST `/v1/webhooks`.
   *
   * @param options.idempotencyKey names the request; without one the client makes one, for its
   *   own retries.
   */
  createWebhook(body: Schemas["EndpointBody"], options: CallOptions & { idempotencyKey?: string } = {}): Promise<Tagged<Schemas["NewWebhookEndpoint"]>> {
    return this.tagged<Schemas["NewWebhookEndpoint"]>({
      operation: "createWebhook",
      method: "POST",
      path: "/v1/webhooks",
      repeatable: true,
      headers: { "Idempotency-Key": keyed(options.idempotencyKey) },
      body,
      signal: options.signal,
    });
  }

  /**
   * Remove an endpoint. Pending deliveries are discarded.
   *
   * Scope `webhooks:write`. DELETE `/v1/webhooks/{id}`.
   *
   * @param options.ifMatch The `ETag` of the endpoint that the caller saw. Needed.
   */
  removeWebhook(webhookId: string, options: CallOptions & { ifMatch?: string } = {}): Promise<void> {
    return this.nothing({
      operation: "removeWebhook",
      method: "DELETE",
      path: `/v1/webhooks/${segment(webhookId)}`,
      repeatable: false,
      headers: { "If-Match": options.ifMatch },
      signal: options.signal,
    });
  }

  /**
   * Show an endpoint, without its secrets.
   *
   * Scope `webhooks:read`. GET `/v1/webhooks/{id}`.
   */
  showWebhook(webhookId: string, options: CallOptions = {}): Promise<Tagged<Schemas["WebhookEndpoint"]>> {
    return this.tagged<Schemas["WebhookEndpoint"]>({
      operation: "showWebhook",
      method: "GET",
      path: `/v1/webhooks/${segment(webhookId)}`,
      repeatable: true,
      signal: options.signal,
    });
  }

  /**
   * Change an endpoint, pause or resume it. One that was disabled is told again.
   *
   * Scope `webhooks:write`. PATCH `/v1/webhooks/{id}`.
   *
   * @param options.ifMatch The `ETag` of the endpoint that the caller saw. Needed.
   */
  changeWebhook(webhookId: string, body: Schemas["EndpointChanges"], options: CallOptions & { ifMatch?: string } = {}): Promise<Tagged<Schemas["WebhookEndpoint"]>> {
    return this.tagged<Schemas["WebhookEndpoint"]>({
      operation: "changeWebhook",
      method: "PATCH",
      path: `/v1/webhooks/${segment(webhookId)}`,
      repeatable: false,
      headers: { "If-Match": options.ifMatch },
      body,
      signal: options.signal,
    });
  }

  /**
   * List the deliveries that were given up, that wait, or that were made, newest first.
   *
   * Scope `webhooks:read`. GET `/v1/webhooks/{id}/deliveries`.
   *
   * @param options.cursor The `nextCursor` of the page before, with the filters of that page.
   *   Without it: the first page.
   * @param options.limit How many items a page has at most.
   * @param options.status Which list: `failed` without it.
   */
  listWebhookDeliveries(webhookId: string, options: CallOptions & { cursor?: string; limit?: number; status?: string } = {}): Promise<Schemas["WebhookDeliveryPage"]> {
    return this.value<Schemas["WebhookDeliveryPage"]>({
      operation: "listWebhookDeliveries",
      method: "GET",
      path: `/v1/webhooks/${segment(webhookId)}/deliveries`,
      repeatable: true,
      query: { cursor: options.cursor, limit: options.limit, status: options.status },
      signal: options.signal,
    });
  }

  /**
   * List the deliveries that were given up, that wait, or that were made, newest first: the items of every page.
   *
   * Scope `webhooks:read`. GET `/v1/webhooks/{id}/deliveries`.
   *
   * @param options.limit How many items a page has at most.
   * @param options.status Which list: `failed` without it.
   */
  iterateWebhookDeliveries(webhookId: string, options: CallOptions & { limit?: number; status?: string } = {}): AsyncGenerator<Schemas["WebhookDelivery"], void, void> {
    return this.items<Schemas["WebhookDelivery"]>((cursor) => ({
      operation: "listWebhookDeliveries",
      method: "GET",
      path: `/v1/webhooks/${segment(webhookId)}/deliveries`,
      repeatable: true,
      query: { cursor, limit: options.limit, status: options.status },
      signal: options.signal,
    }));
  }

  /**
   * Have deliveries that were given up made from the beginning.
   *
   * Scope `webhooks:write`. POST `/v1/webhooks/{id}/replay`.
   */
  replayWebhooks(webhookId: string, body: Schemas["ReplayBody"], options: CallOptions = {}): Promise<Schemas["ReplayedDeliveries"]> {
    return this.value<Schemas["ReplayedDeliveries"]>({
      operation: "replayWebhooks",
      method: "POST",
      path: `/v1/webhooks/${segment(webhookId)}/replay`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * Give an endpoint a new secret, beside which the present one signs for a while.
   *
   * Scope `webhooks:write`. POST `/v1/webhooks/{id}/rotate`.
   */
  rotateWebhookSecret(webhookId: string, body: Schemas["RotationBody"], options: CallOptions = {}): Promise<Schemas["NewSecret"]> {
    return this.value<Schemas["NewSecret"]>({
      operation: "rotateWebhookSecret",
      method: "POST",
      path: `/v1/webhooks/${segment(webhookId)}/rotate`,
      repeatable: false,
      body,
      signal: options.signal,
    });
  }

  /**
   * Send a signed `webhook.test` now, and say what came of it.
   *
   * Scope `webhooks:write`. POST `/v1/webhooks/{id}/test`.
   */
  tryWebhook(webhookId: string, options: CallOptions = {}): Promise<Schemas["TestedEndpoint"]> {
    return this.value<Schemas["TestedEndpoint"]>({
      operation: "tryWebhook",
      method: "POST",
      path: `/v1/webhooks/${segment(webhookId)}/test`,
      repeatable: false,
      signal: options.signal,
    });
  }
}
