import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AlarmSet, LogReader, Trailwatch, type TrailwatchProps } from '../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** Everything that Trailwatch can create in one account. */
export const WHOLE: TrailwatchProps = {
  identity: TRAIL,
  rules: oneRule(),
  emails: ['security@example.com'],
  alarms: AlarmSet.quiet().only('trail-changed'),
  realtime: {},
  readers: { Vendor: LogReader.thirdParty({ account: '222233334444', externalId: 'customer/4711' }) },
};

/** An environment that lives for a test: everything goes with the stack, the evidence included. */
export const ephemeral: Scenario = {
  name: 'ephemeral',
  build: (app) => {
    const stack = new Stack(app, 'Ephemeral', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(stack, 'Trailwatch', {
      ...WHOLE,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
  },
};
