import { Stack } from 'aws-cdk-lib';
import { Trailwatch } from '../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** Everything of one account in one stack. */
export const account: Scenario = {
  name: 'account',
  build: (app) => {
    const stack = new Stack(app, 'Account', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(stack, 'Trailwatch', {
      identity: TRAIL,
      keyPrefix: 'audit',
      rules: oneRule(),
      emails: ['security@example.com'],
    });
  },
};
