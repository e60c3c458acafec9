import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AlarmSet,
  AuditAccess,
  EventDataStore,
  LakeChannel,
  LakeEvents,
  LogFolder,
  LogReader,
  LogReaderRole,
  Trailwatch,
} from '../../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../../constructs/synthesize';

/** How the logical ids begin of what has nothing to do with the pipeline. */
export const UNRELATED = 'Shop';

/** Everything of one account with its defaults, and alarms, beside what has nothing to do with it. */
export function defaultEstate(app: App): void {
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, rules: oneRule(), emails: ['soc@example.com'] },
    alarms: AlarmSet.securityHub().only('CloudWatch.1', 'CloudWatch.5'),
  });
  new Bucket(stack, `${UNRELATED}Images`);
  new Queue(stack, `${UNRELATED}Orders`);
  new Topic(stack, `${UNRELATED}News`);
}

/** An archive with a reader of some of it, and a channel for a partner: their policies have conditions of many kinds. */
export function sharedEstate(app: App): void {
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const { archive } = new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, rules: oneRule(), emails: ['soc@example.com'] },
  });
  new LogReaderRole(stack, 'Siem', {
    archive,
    reader: LogReader.thirdParty({ account: '222233334444', externalId: 'example-company' }),
    readable: { regions: [REGION], folders: [LogFolder.RECORDS] },
    validUntil: new Date('2099-01-01T00:00:00Z'),
  });
  new AuditAccess(stack, 'Access', { trails: [TRAIL], archive });
  const store = new EventDataStore(stack, 'Activity', { events: LakeEvents.integrations() });
  const channel = new LakeChannel(stack, 'Channel', { eventDataStores: [store] });
  channel.admitPartner({ accounts: ['222233334444'], externalId: 'customer' });
}
