import { ACTOR, ACTOR_ACCOUNT, ACTOR_ARN, ACTOR_MFA, ACTOR_NAME, ACTOR_TYPE } from './actor';
import type { FactValue } from './fact';
import { OUTCOME, OUTCOME_CODE } from './outcome';

/** Every value that trailwatch reads from a record as a fact, by its name in vectors. */
export const FACTS: Readonly<Record<string, FactValue>> = {
  outcome: OUTCOME,
  outcomeCode: OUTCOME_CODE,
  actor: ACTOR,
  actorName: ACTOR_NAME,
  actorType: ACTOR_TYPE,
  actorArn: ACTOR_ARN,
  actorAccount: ACTOR_ACCOUNT,
  actorMfa: ACTOR_MFA,
};
