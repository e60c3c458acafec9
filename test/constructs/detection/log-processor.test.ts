import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { builtPath } from '../../../lib/constructs/asset/package-root';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { decodeLogProcessorSettings } from '../../../lib/core/settings/log-processor-settings';
import {
  AlertTopic,
  LogArchive,
  LogProcessor,
  type LogProcessorProps,
  Rule,
  RuleSet,
  RuleSeverity,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  RULE_FILE,
  resourceOf,
  resourcesOf,
  type Statement,
  TRAIL,
  warningsOf,
} from '../synthesize';

function ruleFile(text: string, name = 'rule.yml'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'trailwatch-test-')), name);
  writeFileSync(path, text);
  return path;
}

function sigma(name: string, level: string): string {
  return `title: ${name}
name: ${name}
logsource: {product: aws, service: cloudtrail}
detection: {found: {eventName: ${name}}, condition: found}
level: ${level}
`;
}

describe('a rule', () => {
  test('is read from a Sigma file', () => {
    const { ruleId, ruleName, title, severity, tags } = Rule.fromSigmaFile(RULE_FILE);
    expect({ ruleId, ruleName, title, severity, tags }).toEqual({
      ruleId: '5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11',
      ruleName: 'trail-stopped',
      title: 'Trail stopped',
      severity: RuleSeverity.HIGH,
      tags: ['attack.t1562.008'],
    });
  });

  test('fails with the place of every fault', () => {
    const path = ruleFile(`title: Broken
logsource: {product: aws, service: cloudtrail}
detection:
  found:
    eventName|startswiht: Delete
  condition: fuond
level: hihg
`);
    let message = '';
    try {
      Rule.fromSigmaFile(path);
    } catch (error) {
      message = (error as Error).message;
    }
    const [head, ...faults] = message.split('\n');
    expect(head).toBe('these rules cannot be used:');
    const places = faults.map((fault) => fault.slice(path.length).match(/^:(\d+):\d+: /)?.[1]);
    expect(places).toEqual(['5', '6', '7']);
    expect(message).toContain('startswith');
  });

  test('fails when the file holds two', () => {
    const path = ruleFile(`${sigma('one', 'low')}---\n${sigma('two', 'low')}`);
    expect(() => Rule.fromSigmaFile(path)).toThrow(
      new Error(`${path} holds 2 rules, not one; RuleSet.fromDirectory takes any number`),
    );
  });
});

describe('a rule set', () => {
  const files = ['one:low', 'two:medium', 'three:critical'].map((each) => {
    const [name = '', level = ''] = each.split(':');
    return Rule.fromSigmaFile(ruleFile(sigma(name, level)));
  });
  const three = RuleSet.of(...files);
  const names = (rules: RuleSet) => rules.rules.map(({ ruleName }) => ruleName);

  test('never changes: every method gives a new one', () => {
    expect(names(three.only('two'))).toEqual(['two']);
    expect(names(three.without('two'))).toEqual(['one', 'three']);
    expect(names(three.withMinimumSeverity(RuleSeverity.MEDIUM))).toEqual(['two', 'three']);
    expect(names(three.add(Rule.fromSigmaFile(RULE_FILE)))).toHaveLength(4);
    expect(names(three.merge(oneRule()))).toHaveLength(4);
    expect(names(three)).toEqual(['one', 'two', 'three']);
  });

  test('names rules by id as well', () => {
    expect(names(oneRule().only('5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11'))).toEqual(['trail-stopped']);
  });

  test('lets a rule take the place of another with its id', () => {
    const louder = Rule.fromSigmaFile(ruleFile(sigma('one', 'high')));
    expect(three.add(louder).rules.map(({ severity }) => severity)).toEqual(['high', 'medium', 'critical']);
  });

  test('fails on a name that no rule has, with the nearest one', () => {
    expect(() => three.without('thre', 'none-like-it')).toThrow(
      new Error(
        "the rule set has no rule 'thre'; did you mean 'three'?\nthe rule set has no rule 'none-like-it'",
      ),
    );
  });

  test('is read from a folder and those below it, in the order of paths', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
    writeFileSync(join(folder, 'b.yml'), sigma('second', 'low'));
    writeFileSync(join(folder, 'a.yaml'), sigma('first', 'low'));
    writeFileSync(join(folder, 'notes.txt'), 'no rule');
    expect(names(RuleSet.fromDirectory(folder))).toEqual(['first', 'second']);
  });

  test('fails on a folder without rules, on a path that is no folder, and on an id used twice', () => {
    const empty = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
    expect(() => RuleSet.fromDirectory(empty)).toThrow(`'${empty}' holds no Sigma file (.yml or .yaml)`);
    expect(() => RuleSet.fromDirectory(RULE_FILE)).toThrow(`'${RULE_FILE}' is not a folder`);
    writeFileSync(join(empty, 'a.yml'), sigma('same', 'low'));
    writeFileSync(join(empty, 'b.yml'), sigma('same', 'high'));
    expect(() => RuleSet.fromDirectory(empty)).toThrow(
      new Error(
        `these rules cannot be used:\n${empty}/b.yml:1:1: the rule at ${empty}/a.yml:1 has the id 'same' too; give this one its own`,
      ),
    );
  });

  test('of the built-in rules holds at least the 25 that the package promises', () => {
    expect(RuleSet.builtIn().rules.length).toBeGreaterThanOrEqual(25);
  });
});

function synthesize(
  props: Partial<LogProcessorProps> & { trails?: TrailIdentity[]; keyPrefix?: string } = {},
) {
  const { trails = [TRAIL], keyPrefix, ...others } = props;
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails, keyPrefix });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const processor = new LogProcessor(stack, 'Processor', {
    archive,
    alertTopic,
    rules: oneRule(),
    ...others,
  });
  return { stack, processor };
}

describe('a log processor', () => {
  const queueArn = { 'Fn::GetAtt': ['ProcessorDeliveriesQueue7907ACBD', 'Arn'] };
  const bucketArn = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };

  test('is told of every file with records, by prefix, and of no digest', () => {
    const { stack } = synthesize({ keyPrefix: 'audit' });
    expect(resourceOf(stack, 'AWS::Events::Rule').Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: 'ArchiveBucket49F1AC64' }] },
        object: {
          key: [
            { prefix: `audit/AWSLogs/${ACCOUNT}/CloudTrail/` },
            { prefix: `audit/AWSLogs/${ACCOUNT}/CloudTrail-Insight/` },
            { prefix: `audit/AWSLogs/${ACCOUNT}/CloudTrail-NetworkActivity/` },
            { prefix: `audit/AWSLogs/${ACCOUNT}/CloudTrail-Aggregated/` },
          ],
        },
      },
    });
  });

  test('is told of the files of every member of an organization', () => {
    const { stack } = synthesize({ trails: [ORGANIZATION_TRAIL] });
    const rules = resourcesOf(stack, 'AWS::Events::Rule').map(
      ({ Properties }) => Properties.EventPattern.detail.object.key,
    );
    const folders = [
      'CloudTrail',
      'CloudTrail-Insight',
      'CloudTrail-NetworkActivity',
      'CloudTrail-Aggregated',
    ];
    expect(rules).toEqual([
      folders.map((folder) => ({ prefix: `AWSLogs/999988887777/${folder}/` })),
      // Several wildcards that go on alike in one rule are too complex for EventBridge.
      ...folders.map((folder) => [{ wildcard: `AWSLogs/o-exampleorgid/*/${folder}/*` }]),
    ]);
  });

  test('puts the files of many accounts into rules that are no longer than EventBridge takes', () => {
    const trails = Array.from({ length: 40 }, (_, index) =>
      TrailIdentity.account({
        trailName: 'primary',
        homeRegion: REGION,
        ownerAccount: String(100_000_000_000 + index),
      }),
    );
    const { stack } = synthesize({ trails });
    const lengths = resourcesOf(stack, 'AWS::Events::Rule').map(
      ({ Properties }) => JSON.stringify(Properties.EventPattern).length,
    );
    expect(lengths.length).toBeGreaterThan(3);
    expect(Math.max(...lengths)).toBeLessThan(2_048);
  });

  test('takes notices from EventBridge over TLS, and keeps what it gives up for 14 days', () => {
    const { stack } = synthesize();
    const queue = resourceOf(stack, 'AWS::SQS::Queue', 'ProcessorDeliveriesQueue').Properties;
    const deadLetters = resourceOf(stack, 'AWS::SQS::Queue', 'ProcessorDeliveriesDeadLetters').Properties;
    expect(queue).toEqual({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 720,
      MessageRetentionPeriod: Duration.days(7).toSeconds(),
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['ProcessorDeliveriesDeadLettersC9A66246', 'Arn'] },
        maxReceiveCount: 5,
      },
    });
    expect(deadLetters).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: Duration.days(14).toSeconds(),
    });
    for (const { Properties } of resourcesOf(stack, 'AWS::SQS::QueuePolicy')) {
      const [deny, allow] = Properties.PolicyDocument.Statement;
      expect(deny.Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
      expect([deny.Effect, deny.Action]).toEqual(['Deny', 'sqs:*']);
      expect(allow.Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(allow.Condition).toEqual({
        ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['ProcessorDeliveriesDelivered25676495', 'Arn'] } },
      });
    }
  });

  test('keeps notices that EventBridge cannot put on the queue', () => {
    expect(resourceOf(synthesize().stack, 'AWS::Events::Rule').Properties.Targets).toEqual([
      {
        Id: 'Target0',
        Arn: queueArn,
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ProcessorDeliveriesDeadLettersC9A66246', 'Arn'] } },
      },
    ]);
  });

  test('gives unfinished messages back one by one, and bounds how many batches run at once', () => {
    const { stack } = synthesize({ maxConcurrency: 50 });
    expect(resourceOf(stack, 'AWS::Lambda::EventSourceMapping').Properties).toEqual({
      BatchSize: 10,
      EventSourceArn: queueArn,
      FunctionName: { Ref: 'ProcessorFunction5B2A90E2' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });

  test('runs the shipped bundle on the newest Node.js, with its settings and its rules', () => {
    const { stack } = synthesize();
    const { Properties } = resourceOf(stack, 'AWS::Lambda::Function');
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1024,
      Timeout: 120,
      Layers: [{ Ref: expect.stringMatching(/^ProcessorRules/) }],
      LoggingConfig: { LogGroup: { Ref: 'ProcessorLogs3A07F617' } },
    });
    expect(Properties.TracingConfig).toBeUndefined();
    const plain = JSON.parse(
      JSON.stringify(Properties.Environment.Variables),
      (_, value) => value.Ref ?? value,
    );
    expect(decodeLogProcessorSettings(plain)).toEqual({
      tableName: 'ProcessorClaimsA3590E28',
      topicArn: 'AlertsTopicCF7C81C9',
      queueUrl: 'ProcessorDeliveriesQueue7907ACBD',
      correlationLatenessSeconds: 1800,
      maxReceiveCount: 5,
      leaseSeconds: 240,
      rememberDays: 30,
      stormThreshold: 20,
      stormWindowMinutes: 60,
      stormReportDelaySeconds: 300,
      maxLogFileBytes: 104_857_600,
      rulesFile: '/opt/trailwatch/rules.json',
      metricsNamespace: 'Trailwatch',
      processorName: expect.stringMatching(/^StackProcessor/),
    });
  });

  test('passes on what the user chooses, and the times that follow', () => {
    const { stack } = synthesize({
      timeout: Duration.minutes(5),
      memorySize: Size.gibibytes(2),
      tracing: Tracing.ACTIVE,
      logRetention: RetentionDays.ONE_YEAR,
      stormThreshold: 5,
      stormWindow: Duration.minutes(15),
      rememberAlertsFor: Duration.days(60),
    });
    const { Properties } = resourceOf(stack, 'AWS::Lambda::Function');
    expect(Properties).toMatchObject({ Timeout: 300, MemorySize: 2048, TracingConfig: { Mode: 'Active' } });
    expect(Properties.Environment.Variables).toMatchObject({
      TRAILWATCH_LEASE_SECONDS: '600',
      TRAILWATCH_STORM_THRESHOLD: '5',
      TRAILWATCH_STORM_WINDOW_MINUTES: '15',
      TRAILWATCH_REMEMBER_DAYS: '60',
    });
    expect(
      resourceOf(stack, 'AWS::SQS::Queue', 'ProcessorDeliveriesQueue').Properties.VisibilityTimeout,
    ).toBe(1800);
    expect(resourceOf(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(365);
  });

  test('remembers alerts in a table that is backed up, forgets by itself, and outlives the stack', () => {
    const table = resourceOf(synthesize().stack, 'AWS::DynamoDB::Table');
    expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(table.Properties).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: CLAIM_TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: CLAIM_TABLE.sortKey, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: CLAIM_TABLE.partitionKey, AttributeType: 'S' },
        { AttributeName: CLAIM_TABLE.sortKey, AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: CLAIM_TABLE.timeToLiveAttribute, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  test('may do these things and no others', () => {
    const { stack } = synthesize({ keyPrefix: 'audit' });
    const role = resourceOf(stack, 'AWS::IAM::Role').Properties;
    expect(role.ManagedPolicyArns).toBeUndefined();
    const statements = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    const folder = (name: string) => ({
      'Fn::Join': ['', [bucketArn, `/audit/AWSLogs/${ACCOUNT}/${name}/*`]],
    });
    const table = { 'Fn::GetAtt': ['ProcessorClaimsA3590E28', 'Arn'] };
    expect(statements.map(({ Action, Resource }: Statement) => ({ Action, Resource }))).toEqual([
      {
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['ProcessorLogs3A07F617', 'Arn'] },
      },
      {
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: [
          folder('CloudTrail'),
          folder('CloudTrail-Insight'),
          folder('CloudTrail-NetworkActivity'),
          folder('CloudTrail-Aggregated'),
        ],
      },
      { Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] } },
      { Action: 'sns:Publish', Resource: { Ref: 'AlertsTopicCF7C81C9' } },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: { 'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'] },
      },
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: table,
      },
      { Action: 'sqs:SendMessage', Resource: queueArn },
      {
        Action: [
          'sqs:ReceiveMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueUrl',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
        ],
        Resource: queueArn,
      },
    ]);
    expect(statements[2].Condition).toEqual({
      StringLike: {
        'kms:EncryptionContext:aws:s3:arn': [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
      },
    });
  });

  test.each([
    ['DeadLettersAlarm', 'ApproximateNumberOfMessagesVisible', 'Maximum', 1, 1],
    ['OldestNoticeAlarm', 'ApproximateAgeOfOldestMessage', 'Maximum', 900, 2],
    ['WaitingNoticesAlarm', 'ApproximateNumberOfMessagesVisible', 'Maximum', 10_000, 2],
    ['ErrorsAlarm', 'Errors', 'Sum', 1, 2],
    ['ThrottlesAlarm', 'Throttles', 'Sum', 1, 3],
    ['RejectedFilesAlarm', 'FilesRejected', 'Sum', 1, 1],
  ])(
    'has %s, which tells the topic what to do',
    (id, MetricName, Statistic, Threshold, EvaluationPeriods) => {
      const alarm = resourceOf(
        synthesize().stack,
        'AWS::CloudWatch::Alarm',
        `ProcessorAlarms${id}`,
      ).Properties;
      expect(alarm).toMatchObject({
        MetricName,
        Statistic,
        Threshold,
        EvaluationPeriods,
        Period: 300,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'AlertsTopicCF7C81C9' }],
      });
      expect(alarm.AlarmDescription.length).toBeGreaterThan(100);
      expect(alarm.AlarmDescription.length).toBeLessThan(1024);
    },
  );

  test('watches the dead letters of the right queue, and its own metrics by its own name', () => {
    const { stack, processor } = synthesize();
    const alarm = (id: string) =>
      resourceOf(stack, 'AWS::CloudWatch::Alarm', `ProcessorAlarms${id}`).Properties;
    expect(alarm('DeadLettersAlarm').Dimensions).toEqual([
      { Name: 'QueueName', Value: { 'Fn::GetAtt': ['ProcessorDeliveriesDeadLettersC9A66246', 'QueueName'] } },
    ]);
    const name = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment.Variables
      .TRAILWATCH_PROCESSOR_NAME;
    expect(alarm('RejectedFilesAlarm')).toMatchObject({
      Namespace: 'Trailwatch',
      Dimensions: [{ Name: 'service', Value: name }],
    });
    expect(processor.alarms).toHaveLength(6);
    expect(processor.metricDeliveryLag().statistic).toBe('p90');
    expect(processor.metricAlerts({ statistic: 'Maximum' }).statistic).toBe('Maximum');
  });

  test('fails on a metric that it has not', () => {
    expect(() => synthesize().processor.metric('Alarms')).toThrow(
      "metricName 'Alarms' is not a metric of the log processor; it may be Files, FilesRejected,",
    );
  });

  test('writes its rules below the output of the app, the same ones once', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
    const stack = new Stack(new App({ outdir }), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    for (const id of ['One', 'Other']) new LogProcessor(stack, id, { archive, alertTopic, rules: oneRule() });
    expect(readdirSync(outdir).filter((name) => name.startsWith('rules.'))).toEqual([
      expect.stringMatching(/^rules\.[0-9a-f]{64}$/),
    ]);
  });

  test('has the same asset for the same rules, whatever folder they are written to', () => {
    const assets = [synthesize(), synthesize()].map(({ stack }) => ({
      layer: resourceOf(stack, 'AWS::Lambda::LayerVersion').Properties.Content.S3Key,
      code: resourceOf(stack, 'AWS::Lambda::Function').Properties.Code.S3Key,
    }));
    expect(assets[0]).toEqual(assets[1]);
    const other = synthesize({ rules: RuleSet.of(Rule.fromSigmaFile(ruleFile(sigma('other', 'low')))) });
    const changed = resourceOf(other.stack, 'AWS::Lambda::LayerVersion').Properties.Content.S3Key;
    expect(changed).not.toBe(assets[0]?.layer);
  });

  test('carries the tags of its stack on everything that can have them', () => {
    const { stack } = synthesize();
    Tags.of(stack).add('team', 'security');
    for (const type of [
      'AWS::Lambda::Function',
      'AWS::SQS::Queue',
      'AWS::DynamoDB::Table',
      'AWS::Logs::LogGroup',
    ]) {
      for (const { Properties } of resourcesOf(stack, type)) {
        expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'security' });
      }
    }
  });

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
          'stormThreshold is 0.5, but must be a whole number from 1 to 100000',
          'stormWindow is 2880 minutes, but must be a whole number from 1 to 1440 minutes',
          'rememberAlertsFor is 14 days, but must be a whole number from 15 to 3650 days',
        ].join('\n'),
      ),
    );
  });

  test('fails without a rule', () => {
    expect(() => synthesize({ rules: RuleSet.of() })).toThrow(
      'rules holds no rule, so no alert would ever be raised; leave it out for the built-in rules',
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
          "in 'us-east-1'; S3 announces files in the bucket's own account and Region only, so put the processor into a stack there",
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
      "/Stack/Processor/Deliveries: the bucket of 'Stack/Archive' was not made by LogArchive: its log files are looked at only if " +
        'its EventBridge notifications are on; turn them on where the bucket is defined, and then acknowledge this ' +
        '[ack: cdk-trailwatch:eventBridgeNotifications]',
    ]);
  });

  test('warns of what is odd in the rules', () => {
    const path = ruleFile(`${sigma('odd', 'low')}titel: Odd\n`);
    const { stack } = synthesize({ rules: RuleSet.of(Rule.fromSigmaFile(path)) });
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

test('no resource of a processor is custom', () => {
  const { Resources } = Template.fromStack(synthesize().stack).toJSON() as {
    Resources: Record<string, { Type: string }>;
  };
  expect(Object.values(Resources).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
});
