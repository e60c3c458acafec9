import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { RealtimeAlertsStackSet, Trailwatch } from '../../lib/index';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { ALL_PACKS, brokenRulesIn, NAG_VERSIONS } from './nag-versions';
import { ACCOUNT, MANAGEMENT, oneRule, REGION } from './synthesize';

/** A rule that three packs have. */
function inThreePacks(rule: string): readonly string[] {
  return ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => `${pack}-${rule}`);
}

/** What an estate's own choices break: a bucket that was there before, a log group without a key, roles with grants. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  'included-bucket': [
    'AwsSolutions-S10',
    ...['CloudTrailEncryptionEnabled', 'S3BucketReplicationEnabled'].flatMap(inThreePacks),
    ...['S3BucketSSLRequestsOnly', 'S3DefaultEncryptionKMS'].flatMap(inThreePacks),
  ].sort(),
  'bucket-of-the-app': inThreePacks('S3BucketReplicationEnabled'),
  'alarms-only': inThreePacks('CloudWatchLogGroupEncrypted'),
  'log-tables': ['AwsSolutions-IAM5', ...inThreePacks('IAMNoInlinePolicy')],
  lake: inThreePacks('IAMNoInlinePolicy'),
};

describe.each(NAG_VERSIONS)('four packs of $version', ({ addPacks }) => {
  function brokenRulesOf(build: (app: App) => void): readonly string[] {
    const app = new App();
    build(app);
    addPacks(app, ALL_PACKS);
    return brokenRulesIn(app);
  }

  test.each([...SCENARIOS, ...FURTHER_ESTATES])(
    'find in $name what it chose, and no more',
    ({ name, build }) => {
      expect(brokenRulesOf(build)).toEqual(CHOSEN[name] ?? []);
    },
  );

  test('find what is acknowledged for trailwatch in a bucket that is not of trailwatch', () => {
    expect(brokenRulesOf((app) => new Bucket(new Stack(app, 'Stack'), 'Bucket'))).toEqual(
      expect.arrayContaining([...inThreePacks('S3BucketReplicationEnabled')]),
    );
  });

  test('find in a stage what they find in a stack', () => {
    const build = (app: App) => new CfnQueue(new Stack(new Stage(app, 'Stage'), 'Stack'), 'Open');
    expect(brokenRulesOf(build)).toContain('AwsSolutions-SQS3');
  });

  test('find nothing in Trailwatch in a nested stack, and what is beside it there', () => {
    const build = (app: App) => {
      const nested = new NestedStack(new Stack(app, 'Stack'), 'Nested');
      new Trailwatch(nested, 'Trailwatch', { rules: oneRule(), emails: ['security@example.com'] });
      return nested;
    };
    expect(brokenRulesOf(build)).toEqual([]);
    expect(brokenRulesOf((app) => new CfnQueue(build(app), 'Open'))).toContain('AwsSolutions-SQS3');
  });

  test.each([
    ['a stack', (stack: Stack) => stack],
    ['a nested stack', (stack: Stack) => new NestedStack(stack, 'Nested')],
  ])('find nothing in the template of a StackSet of %s, and what is added to it', (_, scopeIn) => {
    const build = (app: App) => {
      const stack = new Stack(app, 'Stack', { env: { account: MANAGEMENT, region: REGION } });
      return new RealtimeAlertsStackSet(scopeIn(stack), 'Members', {
        busArn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`,
        regions: ['us-east-1'],
        organizationalUnitIds: ['r-abcd'],
        rules: oneRule(),
      }).template;
    };
    expect(brokenRulesOf(build)).toEqual([]);
    expect(brokenRulesOf((app) => new CfnQueue(build(app), 'Open'))).toContain('AwsSolutions-SQS3');
  });
});
