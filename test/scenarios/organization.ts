import { Stack } from 'aws-cdk-lib';
import { AlarmSet, LogReader, RuleSet, Trailwatch } from '../../lib/index';
import {
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
} from '../constructs/synthesize';
import { regionHere } from './place';
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
    new Trailwatch(archiveStack, 'Trailwatch', {
      ...{ ...PROPS, trailScope, bucketName: LOG_BUCKET, rules: oneRule() },
    });
  },
};

/** The same with alarms, in the management account, and with realtime alerts of every account and Region. */
export const organizationWithEveryRoute: Scenario = {
  name: 'organization-with-every-route',
  build: (app) => {
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const global = new Stack(app, 'ManagementGlobal', {
      env: { account: MANAGEMENT, region: regionHere('us-east-1') },
    });
    new Trailwatch(archiveStack, 'Trailwatch', {
      ...PROPS,
      trailScope,
      bucketName: LOG_BUCKET,
      rules: RuleSet.builtIn().only('trail-changed', 'root-user-acted'),
      alarms: AlarmSet.securityHub().only('trail-changed', 'root-user-acted'),
      realtime: {
        regionScopes: [global],
        memberRegions: [REGION, regionHere('us-east-1')],
        organizationalUnitIds: ['r-abcd'],
      },
      organizationAdministration: {
        delegatedAdministrators: ['555566667777'],
        deregisterRemovedAccounts: true,
        eventContext: true,
      },
      accountTags: ['owner'],
      readers: {
        SecurityTeam: LogReader.ownAccount({ account: '555566667777', organizationId: ORGANIZATION }),
      },
    });
  },
};
