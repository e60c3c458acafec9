import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { LOG_PROCESSOR_ENVIRONMENT } from '../../../lib/core/settings/log-processor-settings';
import {
  type AddressLists,
  AlertTopic,
  CorrelationRule,
  LogArchive,
  LogProcessor,
  Rule,
  RuleSet,
  TrailIdentity,
} from '../../../lib/index';
import { ruleFile, sigma } from '../rule/rule-file';
import {
  ACCOUNT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  TRAIL,
} from '../synthesize';
import { synthesize } from './synthesize-processor';

const DELIVERED = 'ProcessorDeliveriesDelivered';

describe('a log processor', () => {
  const queueArn = { 'Fn::GetAtt': ['ProcessorDeliveriesQueue7907ACBD', 'Arn'] };
  const bucketArn = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };

  test('is told of every file with records, by prefix', () => {
    const { stack } = synthesize({ keyPrefix: 'audit' });
    expect(resourceOf(stack, 'AWS::Events::Rule', DELIVERED).Properties.EventPattern).toEqual({
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

  describe('marks what is seen for the first time', () => {
    const variableOf = (stack: Stack) =>
      resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment.Variables.TRAILWATCH_LEARNING_DAYS;
    const FIRST_SEEN =
      'title: New\nid: 0b7a0e3c-5b1b-4a26-8a52-0d1f0a3f4e11\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  selection:\n    trailwatch.firstSeen.sourceNetwork: account\n  condition: selection\nlevel: low\n';

    test('only where it is asked for', () => {
      expect(variableOf(synthesize().stack)).toBeUndefined();
      expect(variableOf(synthesize({ firstSeenAfter: Duration.days(7) }).stack)).toBe('7');
    });

    test('and fails where a rule reads it and nothing marks it', () => {
      const rules = RuleSet.fromRules(Rule.fromSigmaFile(ruleFile(FIRST_SEEN)));
      expect(() => synthesize({ rules })).toThrow(
        /reads trailwatch\.firstSeen\.sourceNetwork, which is only available with firstSeenAfter; set it, or leave the rule out/,
      );
      expect(variableOf(synthesize({ rules, firstSeenAfter: Duration.days(14) }).stack)).toBe('14');
    });

    test('and changes by hand where a rule or correlation reads the mark, without a warning', () => {
      const isMarked = (stack: Stack) =>
        resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment.Variables
          .TRAILWATCH_CHANGES_BY_HAND;
      expect(isMarked(synthesize().stack)).toBeUndefined();
      const rules = RuleSet.builtIn().addCorrelations(CorrelationRule.changesByHand());
      expect(isMarked(synthesize({ rules }).stack)).toBe('true');
      expect(RuleSet.fromDirectory(dirname(ruleFile(FIRST_SEEN)))._warnings()).toEqual([]);
    });

    describe('by lists of addresses', () => {
      const listed = (lists: Partial<AddressLists>, rules?: RuleSet) => {
        const scope = new Stack();
        const bucket = Bucket.fromBucketName(scope, 'Lists', 'lists');
        return synthesize({ addressLists: { bucket, keys: ['in/tor.txt'], ...lists }, rules }).stack;
      };
      const onCountry = RuleSet.fromRules(
        Rule.fromSigmaFile(ruleFile(FIRST_SEEN.replace('sourceNetwork: account', 'country: account'))),
      );

      test('which the function may read, and nothing else of their bucket', () => {
        const stack = listed({ keys: ['in/tor.txt', 'c.mmdb'], maxAge: Duration.days(7) });
        const { Variables } = resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment;
        expect(Variables.TRAILWATCH_ADDRESS_LISTS).toBe('lists|7|in/tor.txt|c.mmdb');
        const policy = JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'));
        expect(policy).toContain(':s3:::lists/in/tor.txt');
        expect(policy).not.toContain(':s3:::lists/*');
      });

      test.each([
        [{ keys: [] }, 'addressLists names 0 keys, but must name 1 to 10'],
        [{ keys: ['a|b'] }, "addressLists: 'a|b' is not the key of a list"],
        [
          { maxAge: Duration.days(500) },
          'addressLists.maxAge is 500 days, but must be a whole number from 1 to 400 days',
        ],
      ])('fails with %j', (lists, sentence) => {
        expect(() => listed(lists)).toThrow(sentence);
      });

      test('and fails where a rule on countries has none', () => {
        expect(() => synthesize({ rules: onCountry, firstSeenAfter: Duration.days(7) })).toThrow(
          /reads trailwatch\.firstSeen\.country, which is only available with addressLists; set it, or leave the rule out/,
        );
      });
    });

    test.each([0, 31])('fails with %i days', (days) => {
      expect(() => synthesize({ firstSeenAfter: Duration.days(days) })).toThrow(/firstSeenAfter/);
    });
  });

  test('is told of the files of every member of an organization', () => {
    const { stack } = synthesize({ trails: [ORGANIZATION_TRAIL] });
    const rules = resourcesOf(stack, 'AWS::Events::Rule', DELIVERED).map(
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

  test('lists the accounts of an organization, and without one or if they are no own accounts it may not', () => {
    const listing = (stack: Stack) =>
      JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy')).includes('organizations:');
    const organizationOf = (stack: Stack) =>
      resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment.Variables.TRAILWATCH_OWN_ORGANIZATION;
    const { stack } = synthesize({ trails: [ORGANIZATION_TRAIL] });
    expect([listing(stack), organizationOf(stack)]).toEqual([true, 'o-exampleorgid']);
    const statements = resourcesOf(stack, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );
    expect(statements.filter((each) => JSON.stringify(each).includes('organizations:'))).toEqual([
      {
        Action: ['organizations:DescribeOrganizationalUnit', 'organizations:ListAccounts'],
        ...{ Effect: 'Allow', Resource: '*' },
      },
    ]);
    expect(() => synthesize({ accountTags: ['owner'] })).toThrow(
      'accountTags are given, and the trails of the archive are not of one organization',
    );
    expect(() => synthesize({ trails: [ORGANIZATION_TRAIL], accountTags: ['owner='] })).toThrow(
      "accountTags 'owner=' is not the key of a tag",
    );
    for (const { stack: without } of [
      synthesize(),
      synthesize({ trails: [TRAIL, ORGANIZATION_TRAIL] }),
      synthesize({ trails: [ORGANIZATION_TRAIL], ownOrganization: false }),
    ])
      expect([listing(without), organizationOf(without)]).toEqual([false, 'none']);
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
    const lengths = resourcesOf(stack, 'AWS::Events::Rule', 'ProcessorDeliveries').map(
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
    expect(resourceOf(synthesize().stack, 'AWS::Events::Rule', DELIVERED).Properties.Targets).toEqual([
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
    expect(LOG_PROCESSOR_ENVIRONMENT.decode(plain)).toEqual({
      tableName: 'ProcessorClaimsA3590E28',
      topicArn: 'AlertsTopicCF7C81C9',
      queueUrl: 'ProcessorDeliveriesQueue7907ACBD',
      macKeyArn: { 'Fn::GetAtt': ['AlertsMacKeyC301C63F', 'Arn'] },
      bucketName: 'ArchiveBucket49F1AC64',
      root: 'AWSLogs/',
      digestFolders: `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`,
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
      ownOrganization: 'none',
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
      DeletionProtectionEnabled: true,
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
      { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: folder(`CloudTrail-Digest/${REGION}`) },
      { Action: 'kms:VerifyMac', Resource: { 'Fn::GetAtt': ['AlertsMacKeyC301C63F', 'Arn'] } },
      { Action: 'sns:Publish', Resource: { Ref: 'AlertsTopicCF7C81C9' } },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: { 'Fn::GetAtt': ['AlertsKey9E1197AF', 'Arn'] },
      },
      { Action: 'kms:GenerateMac', Resource: { 'Fn::GetAtt': ['AlertsMacKeyC301C63F', 'Arn'] } },
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
    expect(processor.alarms).toHaveLength(10);
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
    const other = synthesize({
      rules: RuleSet.fromRules(Rule.fromSigmaFile(ruleFile(sigma('other', 'low')))),
    });
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
});

test('no resource of a processor is custom', () => {
  const { Resources } = Template.fromStack(synthesize().stack).toJSON() as {
    Resources: Record<string, { Type: string }>;
  };
  expect(Object.values(Resources).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
});
