import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local-aws/start-local-aws';

/** What the stack of the organization and its records have in common. */
export const WORLD_STACK = {
  name: 'Organization',
  account: LOCAL_ACCOUNT,
  region: LOCAL_REGION,
  trailName: 'audit',
  /** Nothing depends on the year in which the tests run. */
  trialUntil: '2099-01-01',
} as const;
