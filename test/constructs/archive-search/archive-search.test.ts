import { App, Duration, Size, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { searchPlaceOf } from '../../../lib/core/archive-search/search-place';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  AlertTopic,
  ArchiveSearch,
  type ArchiveSearchProps,
  LogArchive,
  LogProcessor,
  RuleSet,
} from '../../../lib/index';
import { allowed } from '../allowed';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
} from '../synthesize';

function synthesize(
  props: Partial<ArchiveSearchProps> = {},
  stack = newStack(),
): { stack: Stack; search: ArchiveSearch } {
  const archive = props.archive ?? new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  return { stack, search: new ArchiveSearch(stack, 'Search', { rules: oneRule(), ...props, archive }) };
}

function definitionOf(stack: Stack): JsonObject {
  const [machine] = resourcesOf(stack, 'AWS::StepFunctions::StateMachine');
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as readonly unknown[];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'TOKEN')).join('')) as JsonObject;
}

test('each function may do what its step needs, and nothing else', () => {
  const { stack } = synthesize();
  expect(allowed(stack, 'SearchPlanRole')).toMatchSnapshot('plan');
  expect(allowed(stack, 'SearchRole')).toMatchSnapshot('search');
  expect(allowed(stack, 'SearchSummaryRole')).toMatchSnapshot('summary');
});

test('the state machine may call its functions, run its own map, and write its log', () => {
  const { stack } = synthesize();
  expect(allowed(stack, 'SearchMachineRole')).toMatchSnapshot();
  const [role] = resourcesOf(stack, 'AWS::IAM::Role', 'SearchMachineRole');
  expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Principal: { Service: 'states.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    }),
  ]);
});

test.each([
  ['grantStart', (search: ArchiveSearch, grantee: IGrantable) => search.grantStart(grantee)],
  ['grantReadResults', (search: ArchiveSearch, grantee: IGrantable) => search.grantReadResults(grantee)],
])('%s grants exactly what it says', (_name, grant) => {
  const { stack, search } = synthesize();
  const role = new Role(stack, 'Person', { assumedBy: new AccountPrincipal(ACCOUNT) });
  expect(grant(search, role).success).toBe(true);
  expect(allowed(stack, 'Person')).toMatchSnapshot();
});

test('results are private, encrypted, versioned, reached over TLS only, and kept', () => {
  const { stack } = synthesize();
  const [bucket] = resourcesOf(stack, 'AWS::S3::Bucket', 'SearchResults');
  expect(bucket).toMatchObject({
    ...{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
    Properties: {
      PublicAccessBlockConfiguration: {
        ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true },
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
    },
  });
  expect(bucket?.Properties.LifecycleConfiguration.Rules).toEqual([
    expect.objectContaining({ Id: 'EndUploads' }),
  ]);
  const [policy] = resourcesOf(stack, 'AWS::S3::BucketPolicy', 'SearchResults');
  expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
});

test('the definition says where it searches and writes, which the command line reads', () => {
  const { stack } = synthesize({ maxConcurrency: 700 });
  const definition = definitionOf(stack);
  expect(searchPlaceOf(JSON.stringify(definition))).toEqual({
    ...{ archiveBucket: 'TOKEN', resultsBucket: 'TOKEN', root: 'AWSLogs/', lateDays: 31 },
  });
  const larger = synthesize({ memorySize: Size.gibibytes(4) });
  expect(searchPlaceOf(JSON.stringify(definitionOf(larger.stack)))?.memoryMib).toBe(4096);
  expect(definition).toHaveProperty('States.Search.MaxConcurrency', 700);
  expect(definition).toHaveProperty('States.Search.ToleratedFailurePercentage', 100);
});

test('an archive with a prefix is searched below it', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL], keyPrefix: 'org/logs' });
  synthesize({ archive }, stack);
  expect(searchPlaceOf(JSON.stringify(definitionOf(stack)))?.root).toBe('org/logs/AWSLogs/');
  expect(allowed(stack, 'SearchPlanRole').join()).toContain('s3:prefix:org/logs/AWSLogs/*');
});

test('tracing is off unless it is asked for', () => {
  const off = Template.fromStack(synthesize().stack).findResources('AWS::StepFunctions::StateMachine');
  expect(JSON.stringify(off)).not.toContain('TracingConfiguration');
  const { stack } = synthesize({ tracing: Tracing.ACTIVE });
  Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
    TracingConfiguration: { Enabled: true },
  });
});

test('an imported archive of another account is read by policies of its own', () => {
  const stack = newStack();
  const bucket = Bucket.fromBucketAttributes(stack, 'Foreign', {
    ...{ bucketName: 'company-logs', account: '044455556666', region: 'eu-central-1' },
  });
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    bucket,
    trails: [TRAIL],
    policyManagedElsewhere: true,
  });
  synthesize({ archive }, stack);
  Annotations.fromStack(stack).hasInfo('/Stack/Archive', Match.stringLikeRegexp('s3:ListBucket'));
});

test('fails for an archive of another Region', () => {
  const stack = newStack();
  const bucket = Bucket.fromBucketAttributes(stack, 'Far', { bucketName: 'logs', region: 'us-east-1' });
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    bucket,
    trails: [TRAIL],
    policyManagedElsewhere: true,
  });
  expect(() => synthesize({ archive }, stack)).toThrow(
    "the archive is in 'us-east-1', but the stack of 'Stack/Search' deploys to 'eu-central-1': its functions would not find " +
      "the bucket in their own Region, and every file would be transferred between Regions; put ArchiveSearch into a stack of the archive's Region",
  );
});

test("fails for another account's archive of the app, whose policies could not name the roles", () => {
  const app = new App();
  const owner = new Stack(app, 'Owner', { env: { account: MANAGEMENT, region: REGION } });
  const archive = new LogArchive(owner, 'Archive', { trails: [TRAIL], bucketName: 'owned-logs' });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  expect(() => new ArchiveSearch(stack, 'Search', { archive })).toThrow(
    `the archive is in account '${MANAGEMENT}', but the stack of 'Stack/Search' deploys to account '${ACCOUNT}'`,
  );
});

describe('with a processor', () => {
  function newProcessor(stack: Stack): LogProcessor {
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const raising = { rememberAlertsFor: Duration.days(60), stormThreshold: 7 };
    return new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule(), ...raising });
  }

  function withProcessor(props: Partial<ArchiveSearchProps> = {}) {
    const stack = newStack();
    const processor = newProcessor(stack);
    return synthesize({ archive: processor._archive, processor, rules: undefined, ...props }, stack);
  }

  test('a function of its own may send alerts, and read nothing but those', () => {
    expect(allowed(withProcessor().stack, 'SearchSendRole')).toMatchSnapshot();
  });

  test('it raises alerts as the processor does: its table, topic, queue, key, threshold and memory', () => {
    const { stack } = withProcessor();
    const variablesOf = (id: string) =>
      resourcesOf(stack, 'AWS::Lambda::Function', id)[0]?.Properties.Environment.Variables;
    const [send, processor] = [variablesOf('SearchSendFunction'), variablesOf('ProcessorFunction')];
    const shared = Object.keys(send).filter((name) => name in processor);
    expect(shared).toEqual(expect.arrayContaining(['TRAILWATCH_TABLE_NAME', 'TRAILWATCH_MAC_KEY_ARN']));
    const { TRAILWATCH_LEASE_SECONDS: lease, ...rest } = send;
    expect(lease).toBe('120');
    expect(processor).toMatchObject(
      Object.fromEntries(shared.flatMap((name) => (name in rest ? [[name, rest[name]]] : []))),
    );
    expect(rest).toMatchObject({ TRAILWATCH_STORM_THRESHOLD: '7', TRAILWATCH_REMEMBER_DAYS: '60' });
  });

  test('the definition sends when it is asked to, and says how long alerts are remembered', () => {
    const definition = definitionOf(withProcessor().stack);
    expect(searchPlaceOf(JSON.stringify(definition))?.rememberDays).toBe(60);
    expect(definition).toHaveProperty('States.Summarize.Next', 'Asked');
    expect(definition).toHaveProperty('States.Asked.Choices', [
      { Variable: '$.plan.sends', BooleanEquals: true, Next: 'Send' },
    ]);
    const without = definitionOf(synthesize().stack);
    expect(without).toHaveProperty('States.Summarize.Next', 'Whole');
    expect(without).not.toHaveProperty('States.Send');
  });

  test('an alarm on the sending goes to the topic, and links to its runbook', () => {
    const { stack, search } = withProcessor({ runbooks: 'https://wiki.example.com/runbooks' });
    const [alarm, ...none] = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'SearchSend');
    expect([none, search.alarms.length, synthesize().search.alarms]).toEqual([[], 1, []]);
    expect(alarm?.Properties).toMatchObject({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Errors', Threshold: 1 },
      AlarmActions: [{ Ref: expect.stringMatching(/^AlertsTopic/) }],
      AlarmDescription: expect.stringContaining('https://wiki.example.com/runbooks/archive-search-unsent.md'),
    });
  });

  test("the processor's rules are searched for unless others are given", () => {
    const { stack } = withProcessor();
    const [rules, ...others] = resourcesOf(stack, 'AWS::Lambda::LayerVersion').map(
      ({ Properties }) => Properties.Content.S3Key,
    );
    expect(others).toEqual([rules]);
  });

  test('fails where the processor is elsewhere', () => {
    const stack = newStack();
    const env = { account: ACCOUNT, region: 'us-east-1' };
    const processor = newProcessor(new Stack(stack.node.root as App, 'Elsewhere', { env }));
    expect(() => synthesize({ processor }, stack)).toThrow(
      "processor: the archive search is in region 'eu-central-1', the processor in 'us-east-1'; they share a table",
    );
  });
});

test.each([
  [{ maxConcurrency: 0 }, 'maxConcurrency is 0, but must be a whole number from 1 to 10000'],
  [
    { runbooks: 'https://wiki.example.com' },
    'runbooks is given without processor, but there is an alarm only for sending alerts',
  ],
  [{ rules: RuleSet.fromRules() }, 'rules contains no rules, so nothing would be found'],
  [
    { autoDeleteObjects: true },
    'autoDeleteObjects empties the bucket before it is deleted, but it is retained',
  ],
] satisfies [Partial<ArchiveSearchProps>, string][])('fails for %j', (props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

test('needs neither account nor Region', () => {
  const { stack } = synthesize({}, newStack({}));
  expect(Token.isUnresolved(stack.region)).toBe(true);
  const machine = resourcesOf(stack, 'AWS::StepFunctions::StateMachine')[0];
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as readonly unknown[];
  expect(parts).toContainEqual({ Ref: 'AWS::Partition' });
  expect(JSON.stringify(parts)).not.toMatch(/arn:aws/);
});

test('results of a search that would expire at once are one sentence', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const create = () =>
    new ArchiveSearch(stack, 'Search', { archive, rules: oneRule(), keepResultsFor: Duration.days(0) });
  expect(create).toThrow('keepResultsFor is 0 days, but must be a whole number from 1 to 36500 days');
});
