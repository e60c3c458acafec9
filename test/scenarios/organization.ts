import { Stack } from 'aws-cdk-lib';
import { Trailwatch } from '../../lib/index';
import { LOG_ARCHIVE, MANAGEMENT, ORGANIZATION_TRAIL, oneRule, REGION } from '../constructs/synthesize';
import type { Scenario } from './scenario';

const PROPS = { identity: ORGANIZATION_TRAIL, emails: ['security@example.com'] };

/** An organization whose management account keeps everything in one stack. */
export const organizationInOneStack: Scenario = {
  name: 'organization-in-one-stack',
  build: (app) => {
    const stack = new Stack(app, 'Organization', { env: { account: MANAGEMENT, region: REGION } });
    new Trailwatch(stack, 'Trailwatch', { ...PROPS, rules: oneRule() });
  },
};

/** An organization whose logs have an account of their own. */
export const organizationOverTwoAccounts: Scenario = {
  name: 'organization-over-two-accounts',
  build: (app) => {
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    new Trailwatch(archiveStack, 'Trailwatch', { ...PROPS, trailScope, rules: oneRule() });
  },
};
