import { ACTOR, ACTOR_KIND, ACTOR_MFA, ACTOR_NAME, IDENTITY, SESSION, SESSION_ROLE } from './actor';
import type { FactValue } from './fact';
import { ORIGIN } from './origin';
import { OUTCOME, OUTCOME_CODE } from './outcome';

/** Every value that trailwatch reads from a record as a fact, by its name in vectors. */
export const FACTS: Readonly<Record<string, FactValue>> = {
  outcome: OUTCOME,
  outcomeCode: OUTCOME_CODE,
  actor: ACTOR,
  actorName: ACTOR_NAME,
  actorKind: ACTOR_KIND,
  actorType: IDENTITY.type,
  actorArn: IDENTITY.arn,
  actorAccount: IDENTITY.accountId,
  actorKey: IDENTITY.accessKey,
  actorRole: SESSION_ROLE,
  actorSession: SESSION,
  actorIssuer: IDENTITY.issuer,
  actorPerson: IDENTITY.person,
  actorInvokedBy: IDENTITY.invokedBy,
  actorMfa: ACTOR_MFA,
  principal: IDENTITY.principal,
  source: ORIGIN.source,
  address: ORIGIN.address,
  network: ORIGIN.network,
  service: ORIGIN.service,
  program: ORIGIN.program,
  vpcEndpoint: ORIGIN.vpcEndpoint,
  vpcEndpointAccount: ORIGIN.vpcEndpointAccount,
  tlsVersion: ORIGIN.tlsVersion,
};
