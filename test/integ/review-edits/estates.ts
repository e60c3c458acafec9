import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlarmSet, Trailwatch } from '../../../lib/index';
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
