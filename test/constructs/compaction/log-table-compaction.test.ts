import { type App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import {
  AlertTopic,
  LogArchive,
  LogTable,
  LogTableCompaction,
  type LogTableCompactionProps,
  type LogTableProps,
} from '../../../lib/index';
import { allowed } from '../allowed';
import { ACCOUNT, newStack, ORGANIZATION_TRAIL, resourceOf, resourcesOf, TRAIL } from '../synthesize';

interface Synthesized {
  readonly stack: Stack;
  readonly table: LogTable;
  readonly compaction: LogTableCompaction;
}

function synthesize(
  props: Partial<LogTableCompactionProps> = {},
  tableProps: Partial<LogTableProps> = {},
  stack = newStack(),
): Synthesized {
  const archive = tableProps.archive ?? new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const table = new LogTable(stack, 'Table', {
    ...{ firstDay: '2026-01-01', name: 'logs', savedQueries: [], ...tableProps, archive },
  });
  return { stack, table, compaction: new LogTableCompaction(stack, 'Compaction', { table, ...props }) };
}

function definitionOf(stack: Stack): string {
  const [machine] = resourcesOf(stack, 'AWS::StepFunctions::StateMachine');
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as readonly unknown[];
  return parts.map((part) => (typeof part === 'string' ? part : 'TOKEN')).join('');
}

describe('LogTableCompaction', () => {
  it('lets the state machine read log files, and write its table and its results', () => {
    const { stack } = synthesize();
    expect(allowed(stack, 'CompactionMachineRole')).toMatchSnapshot();
  });

  it('deletes no object but those of the compacted table', () => {
    const { stack } = synthesize();
    const deleting = allowed(stack, '').filter((line) => line.includes('s3:Delete'));
    expect(deleting).toEqual([
      's3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListMultipartUploadParts s3:PutObject on CompactionBucket/cloudtrail_compacted/*',
    ]);
  });

  it('starts every night, or when it is told to', () => {
    const { stack } = synthesize();
    const { Properties } = resourceOf(stack, 'AWS::Events::Rule');
    expect(Properties.ScheduleExpression).toBe('cron(15 3 * * ? *)');
    expect(Properties.Targets).toMatchObject([{ Input: '{}' }]);
    const other = synthesize({
      schedule: Schedule.cron({ hour: '6', minute: '0', weekDay: 'MON' }),
      days: 8,
    });
    expect(resourceOf(other.stack, 'AWS::Events::Rule').Properties.ScheduleExpression).toBe(
      'cron(0 6 ? * MON *)',
    );
    expect(definitionOf(other.stack)).toContain('$today - 8 * $length');
  });

  it('compacts the accounts that the table lists, or those that have folders', () => {
    expect(definitionOf(synthesize().stack)).toContain(`$split(\\"${ACCOUNT}\\", \\",\\")`);
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL], keyPrefix: 'org' });
    synthesize({ groupSize: 5 }, { archive }, stack);
    expect(definitionOf(stack)).toContain(
      `\\"Prefix\\": \\"org/AWSLogs/${ORGANIZATION_TRAIL.organizationId}/\\"`,
    );
    expect(definitionOf(stack)).toContain('/ 5) = $group');
  });

  it('has a workgroup of its own, with its limit and an encrypted place for results', () => {
    const { stack, compaction } = synthesize({ maxScan: Size.gibibytes(50) });
    const groups = resourcesOf(stack, 'AWS::Athena::WorkGroup', 'Compaction');
    expect(groups[0]?.Properties).toMatchObject({
      Name: 'logs_compaction',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 50 * 1024 ** 3,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
      },
    });
    expect(definitionOf(stack)).toContain(`"WorkGroup":"${compaction.workGroupName}"`);
  });

  it('has a view over the compacted table, with the columns of the view events', () => {
    const { stack } = synthesize();
    const [compacted, events] = ['CompactionEvents', 'TableEvents'].map(
      (id) => resourceOf(stack, 'AWS::Glue::Table', id).Properties.TableInput,
    );
    expect(compacted.Name).toBe('compacted_events');
    expect(compacted.StorageDescriptor).toEqual(events.StorageDescriptor);
    const [, encoded = ''] = /Presto View: (\S+) /.exec(compacted.ViewOriginalText) ?? [];
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString()).originalSql).toMatch(
      /, source_file AS source_file, "account", "region", "timestamp" FROM "logs"\."cloudtrail_compacted"$/,
    );
  });

  it('keeps the table in a private, encrypted bucket that stays', () => {
    const { stack } = synthesize();
    const bucket = resourceOf(stack, 'AWS::S3::Bucket', 'CompactionBucket');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
          ],
        },
        LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 7 } }] },
      },
    });
    expect(JSON.stringify(bucket.Properties.LifecycleConfiguration)).not.toContain('"ExpirationInDays"');
  });

  it('deletes what is too old by a statement, and never by the lifecycle of the bucket', () => {
    expect(definitionOf(synthesize().stack)).not.toContain('DELETE FROM');
    const { stack } = synthesize({ keepFor: Duration.days(400) });
    expect(definitionOf(stack)).toContain('- 400 * 86400000');
    const { Rules } = resourceOf(stack, 'AWS::S3::Bucket', 'CompactionBucket').Properties
      .LifecycleConfiguration;
    expect(Rules).toHaveLength(1);
    expect(Rules[0]).not.toHaveProperty('ExpirationInDays');
  });

  it('removes everything that it keeps where the properties say so', () => {
    const { stack } = synthesize({ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'])
      for (const { DeletionPolicy } of resourcesOf(stack, type, 'Compaction'))
        expect(DeletionPolicy).toBe('Delete');
  });

  it('raises an alarm for an execution that failed, where there is a topic', () => {
    Template.fromStack(synthesize().stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    synthesize({ alertTopic }, {}, stack);
    expect(resourceOf(stack, 'AWS::CloudWatch::Alarm', 'CompactionFailed').Properties).toMatchObject({
      MetricName: 'ExecutionsFailed',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: expect.stringMatching(/^Alerts/) }],
      AlarmDescription: expect.stringContaining('/compaction-failed.md'),
    });
  });

  it('grants a query of the compacted table, and no log file', () => {
    const { stack, compaction } = synthesize();
    const role = new Role(stack, 'Analyst', { assumedBy: new AccountPrincipal(ACCOUNT) });
    expect(compaction.grantQuery(role).success).toBe(true);
    expect(allowed(stack, 'Analyst')).toMatchSnapshot();
  });

  it('can be in another stack than the table, which need not know it', () => {
    const { stack, table } = synthesize();
    const other = new Stack(stack.node.root, 'Other', { env: { account: ACCOUNT, region: stack.region } });
    new LogTableCompaction(other, 'Compaction', {
      table: new LogTable(stack, 'Second', {
        archive: table._archive,
        firstDay: '2026-01-01',
        savedQueries: [],
      }),
    });
    expect(() => Template.fromStack(other)).not.toThrow();
    expect(other.dependencies).toContain(stack);
    expect(stack.dependencies).toEqual([]);
  });
});

describe('LogTableCompaction, which fails', () => {
  it.each<readonly [Partial<LogTableCompactionProps>, string]>([
    [{ days: 0 }, 'days is 0, but must be a whole number from 1 to 30'],
    [{ groupSize: 201 }, 'groupSize is 201, but must be a whole number from 1 to 200'],
    [{ days: 7, keepFor: Duration.days(7) }, 'keepFor is 7 days, but must be a whole number from 8 to 36500'],
    [{ maxScan: Size.mebibytes(9) }, 'maxScan is 9437184 bytes, but must be'],
    [{ autoDeleteObjects: true }, 'autoDeleteObjects empties the bucket before it is deleted'],
  ])('for %j', (props, message) => {
    expect(() => synthesize(props)).toThrow(message);
  });

  it.each([
    [
      { account: ACCOUNT, region: 'us-east-1' },
      "the table is in region 'eu-central-1', but the stack deploys to 'us-east-1'",
    ],
    [
      { account: '444455556666', region: 'eu-central-1' },
      "the table is in account '111122223333', but the stack",
    ],
  ])('for a table of another place than %j', (env, message) => {
    const { stack, table } = synthesize();
    const other = new Stack(stack.node.root, 'Other', { env });
    expect(() => new LogTableCompaction(other, 'Compaction', { table })).toThrow(message);
  });

  it('for a second compaction of one table', () => {
    const { stack, table } = synthesize();
    new LogTableCompaction(stack, 'Again', { table });
    expect(() => Template.fromStack(stack)).toThrow("both have the workgroup name 'logs_compaction'");
  });
});

test('fails in the stack of the archive where the table is in another one, and works in both other places', () => {
  const compaction = (place: 'archive' | 'table' | 'third') => {
    const archiveStack = newStack();
    const [tableStack, third] = ['Tables', 'Third'].map(
      (id) =>
        new Stack(archiveStack.node.root as App, id, {
          env: { account: archiveStack.account, region: archiveStack.region },
        }),
    );
    const stacks = { archive: archiveStack, table: tableStack, third };
    const archive = new LogArchive(archiveStack, 'Archive', { trails: [TRAIL] });
    const table = new LogTable(tableStack as Stack, 'Table', {
      firstDay: '2026-01-01',
      savedQueries: [],
      archive,
    });
    new LogTableCompaction(stacks[place] as Stack, 'Compaction', { table });
    (archiveStack.node.root as App).synth();
  };
  expect(() => compaction('archive')).toThrow(/put LogTableCompaction into the stack of the table$/);
  for (const place of ['table', 'third'] as const) expect(() => compaction(place)).not.toThrow();
});
