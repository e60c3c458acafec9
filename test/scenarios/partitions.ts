import { type App, Stack } from 'aws-cdk-lib';
import { AlarmSet, TrailIdentity, Trailwatch } from '../../lib/index';
import { ACCOUNT, oneRule } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** One account of AWS GovCloud (US), with alarms. */
export const govCloud: Scenario = {
  name: 'gov-cloud',
  build: (app) => addAccount(app, 'us-gov-west-1'),
};

/** One account of the Regions in China, with alarms. */
export const china: Scenario = {
  name: 'china',
  build: (app) => addAccount(app, 'cn-north-1'),
};

function addAccount(app: App, region: string): void {
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region } });
  new Trailwatch(stack, 'Trailwatch', {
    identity: TrailIdentity.account({ trailName: 'primary', homeRegion: region, ownerAccount: ACCOUNT }),
    rules: oneRule(),
    alarms: AlarmSet.ofRules(oneRule()),
    realtime: {},
    emails: ['security@example.com'],
  });
}
