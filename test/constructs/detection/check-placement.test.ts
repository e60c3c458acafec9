import { Duration, Size } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { builtPath } from '../../../lib/constructs/asset/package-root';
import { AlertTopic, LogArchive, LogProcessor, Rule, RuleSet } from '../../../lib/index';
import { ruleFile, sigma } from '../rule/rule-file';
import { ACCOUNT, LOG_ARCHIVE, newStack, oneRule, REGION, TRAIL, warningsOf } from '../synthesize';
import { synthesize } from './synthesize-processor';

describe('a log processor', () => {
  test('fails on numbers out of their bounds, all at once', () => {
    expect(() =>
      synthesize({
        memorySize: Size.mebibytes(128),
        timeout: Duration.minutes(16),
        maxConcurrency: 1,
        stormThreshold: 0.5,
        stormWindow: Duration.days(2),
        rememberAlertsFor: Duration.days(14),
      }),
    ).toThrow(
      new Error(
        [
          'memorySize is 128 MiB, but must be a whole number from 256 to 10240 MiB',
          'timeout is 960 seconds, but must be a whole number from 30 to 900 seconds',
          'maxConcurrency is 1, but must be a whole number from 2 to 1000',
          'stormThreshold is 0.5, but must be a whole number from 1 to 2000',
          'stormWindow is 2880 minutes, but must be a whole number from 1 to 1440 minutes',
          'rememberAlertsFor is 14 days, but must be a whole number from 15 to 3650 days',
        ].join('\n'),
      ),
    );
  });

  test('sends at most 2,000 alerts of a rule and window singly, and fails on one more', () => {
    expect(() => synthesize({ stormThreshold: 2_000 })).not.toThrow();
    expect(() => synthesize({ stormThreshold: 2_001 })).toThrow(
      new Error('stormThreshold is 2001, but must be a whole number from 1 to 2000'),
    );
  });

  test('fails without a rule', () => {
    expect(() => synthesize({ rules: RuleSet.fromRules() })).toThrow(
      'rules contains no rules, so no alert would ever be raised; leave it out for the built-in rules',
    );
  });

  test('fails outside the account and Region of the archive', () => {
    const stack = newStack();
    const bucket = Bucket.fromBucketAttributes(stack, 'Imported', {
      bucketName: 'logs',
      account: LOG_ARCHIVE,
      region: 'us-east-1',
    });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket,
      trails: [],
      policyManagedElsewhere: true,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    expect(() => new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() })).toThrow(
      new Error(
        `archive: the processor is in account '${ACCOUNT}', the bucket in '${LOG_ARCHIVE}', and Region '${REGION}', the bucket ` +
          "in 'us-east-1'; S3 announces files in the bucket's own account and Region only, so put the processor into a stack there, or have it fed by deliveryTopics (in Trailwatch also by the deliveryTopic of a new trail) or bucketNotifications",
      ),
    );
  });

  test('warns when it cannot know whether the bucket announces its files', () => {
    const stack = newStack();
    const bucket = Bucket.fromBucketName(stack, 'Imported', 'logs');
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket,
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
    expect(warningsOf(stack)).toEqual([
      "/Stack/Processor/Deliveries: the app does not show that the bucket of 'Stack/Archive' announces its files: its log files are processed only if the bucket sends events to EventBridge" +
        '; set eventBridgeEnabled of the bucket, or let its owner enable it (aws s3api put-bucket-notification-configuration with ' +
        '{"EventBridgeConfiguration":{}} beside what get-bucket-notification-configuration shows), then acknowledge this warning ' +
        '[ack: cdk-trailwatch:eventBridgeNotifications]',
    ]);
  });

  test('warns of what is odd in the rules', () => {
    const path = ruleFile(`${sigma('odd', 'low')}titel: Odd\n`);
    const { stack } = synthesize({ rules: RuleSet.fromRules(Rule.fromSigmaFile(path)) });
    const [warning] = warningsOf(stack);
    expect(warning).toContain(`${path}:6:1: `);
    expect(warning).toContain('[ack: cdk-trailwatch:ruleWarning]');
  });
});

test('fails with what to do when the package is not built', () => {
  expect(() => builtPath('no/such/file')).toThrow(
    new Error('cdk-trailwatch is not built; run npm run build'),
  );
});
