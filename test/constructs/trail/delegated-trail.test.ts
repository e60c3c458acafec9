import { App, CfnParameter, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { assert, constantFrom, option, property, record } from 'fast-check';
import {
  AuditGuardrails,
  AuditTrail,
  type AuditTrailProps,
  DataEventType,
  DeliveryTopic,
  EventSelection,
  Insights,
  LogArchive,
  TrailIdentity,
  TrailKey,
  TrailLogGroup,
  Trailwatch,
} from '../../../lib/index';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  TRAIL,
} from '../synthesize';

const TYPE = 'Custom::TrailwatchOrganizationTrail';

type Choices = Partial<AuditTrailProps>;

function synthesize(choices: Choices = {}, { account = LOG_ARCHIVE, identity = ORGANIZATION_TRAIL } = {}) {
  const stack = newStack({ env: { account, region: identity.homeRegion } });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  const trail = new AuditTrail(stack, 'Trail', { identity, archive, delegatedAdministrator: {}, ...choices });
  return { stack, archive, trail };
}

function statementsOf(stack: Stack, role: string): Statement[] {
  return resourcesOf(stack, 'AWS::IAM::Policy', role).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
}

test('is a custom resource with the attributes of a trail, and the ARN in the management account', () => {
  const { stack, trail } = synthesize();
  expect(resourceOf(stack, TYPE).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^TrailCreatorFunction/), 'Arn'] },
    ServiceTimeout: '2400',
    TrailArn: ORGANIZATION_TRAIL_ARN,
    TrailName: 'everyone',
    ...{ IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true },
    ...{ EnableLogFileValidation: true, IsOrganizationTrail: true },
    S3BucketName: { Ref: 'ArchiveBucket49F1AC64' },
    KMSKeyId: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
  });
  expect(stack.resolve([trail.trailArn, trail.trailRef])).toEqual([
    { 'Fn::GetAtt': ['Trail022F0CF2', 'Arn'] },
    { trailArn: { 'Fn::GetAtt': ['Trail022F0CF2', 'Arn'] }, trailName: 'everyone' },
  ]);
});

test('has the logical id of a trail of CloudFormation, which refuses to change the type and so deletes none', () => {
  const { stack } = synthesize({ delegatedAdministrator: undefined }, { account: MANAGEMENT });
  expect(stack.resolve(stack.getLogicalId(synthesize().trail.node.findChild('Resource') as never))).toBe(
    'Trail022F0CF2',
  );
  expect(resourcesOf(stack, 'AWS::CloudTrail::Trail', 'Trail022F0CF2')).toHaveLength(1);
});

test('waits for the policies that it needs, those of its function and log group among them', () => {
  const { stack } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
  expect(resourceOf(stack, TYPE).DependsOn).toEqual([
    'ArchiveBucketPolicy13E3D5ED',
    'ArchiveKeyAliasECB94D44',
    expect.stringMatching(/^TrailCreatorRoleDefaultPolicy/),
    expect.stringMatching(/^TrailCreatorRoleTrail/),
    expect.stringMatching(/^TrailLogsRoleDefaultPolicy/),
  ]);
});

test('has a function that may do what it does to this trail, and nothing else', () => {
  const { stack } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
  const linked = `arn:aws:iam::${LOG_ARCHIVE}:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`;
  const [, ...statements] = statementsOf(stack, 'TrailCreator');
  expect(statements).toEqual([
    { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: { Ref: 'AWS::StackId' } },
    {
      Effect: 'Allow',
      Action: ['cloudtrail:AddTags', 'cloudtrail:CreateTrail'],
      Resource: ORGANIZATION_TRAIL_ARN.replace(MANAGEMENT, LOG_ARCHIVE),
    },
    { Effect: 'Allow', Action: 'iam:GetRole', Resource: linked },
    {
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: linked,
      Condition: { StringEquals: { 'iam:AWSServiceName': 'cloudtrail.amazonaws.com' } },
    },
    {
      Effect: 'Allow',
      Action: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
      Resource: '*',
    },
    { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: 'arn:aws:kms:*:*:key/*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:aws:iam::${LOG_ARCHIVE}:role/*`,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
    },
    {
      Effect: 'Allow',
      Action: [
        ...['AddTags', 'CreateTrail', 'DeleteTrail', 'GetEventConfiguration', 'GetEventSelectors'],
        ...['GetInsightSelectors', 'GetTrail', 'GetTrailStatus'],
        ...['ListTags', 'PutEventConfiguration', 'PutEventSelectors', 'PutInsightSelectors', 'RemoveTags'],
        ...['StartLogging', 'StopLogging', 'UpdateTrail'],
      ].map((action) => `cloudtrail:${action}`),
      Resource: ORGANIZATION_TRAIL_ARN,
    },
  ]);
});

test('keeps what its function may do to a trail until that is deleted, after another name, too', () => {
  const policyOf = (trailName: string, managementAccount = MANAGEMENT) => {
    const identity = TrailIdentity.organization({
      ...{ trailName, homeRegion: REGION, managementAccount, organizationId: ORGANIZATION },
    });
    const { stack } = synthesize({}, { identity });
    const arn = `arn:aws:cloudtrail:${REGION}:${managementAccount}:trail/${trailName}`;
    const found = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(
      ([, { Properties }]) =>
        Properties.PolicyDocument.Statement.some(
          ({ Action, Resource }: Statement) =>
            [Action].flat().includes('cloudtrail:DeleteTrail') && Resource === arn,
        ),
    );
    const ids = found.map(([id]) => id);
    expect(resourceOf(stack, TYPE).DependsOn).toEqual(expect.arrayContaining(ids));
    return ids;
  };
  // CloudFormation changes a policy of the same id before it deletes what was replaced, and deletes one of another id after that
  const all = [policyOf('everyone'), policyOf('all'), policyOf('everyone', '123456789012')].flat();
  expect(new Set(all).size).toBe(3);
  expect(policyOf('everyone')).toEqual([all[0]]);
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('has ARNs of the partition %s', (partition, homeRegion) => {
  const identity = TrailIdentity.organization({
    ...{ trailName: 'everyone', homeRegion, managementAccount: MANAGEMENT, organizationId: ORGANIZATION },
  });
  const { stack } = synthesize({}, { identity });
  const arn = `arn:${partition}:cloudtrail:${homeRegion}:${MANAGEMENT}:trail/everyone`;
  expect(resourceOf(stack, TYPE).Properties.TrailArn).toBe(arn);
  const statements = statementsOf(stack, 'TrailCreator');
  expect(statements.at(-1)?.Resource).toBe(arn);
  expect(JSON.stringify(statements)).not.toContain('arn:aws:');
});

test('takes organization and management account that only the deployment knows', () => {
  const stack = newStack({ env: { region: REGION } });
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  const identity = TrailIdentity.organization({
    ...{ trailName: 'everyone', homeRegion: REGION },
    ...{ managementAccount: parameter('Management'), organizationId: parameter('Organization') },
  });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  new AuditTrail(stack, 'Trail', { identity, archive, delegatedAdministrator: {} });
  const arn = {
    'Fn::Join': ['', [`arn:aws:cloudtrail:${REGION}:`, { Ref: 'Management' }, ':trail/everyone']],
  };
  expect(resourceOf(stack, TYPE).Properties.TrailArn).toEqual(arn);
  expect(statementsOf(stack, 'TrailCreator').at(-1)?.Resource).toEqual(arn);
});

const SELECTIONS = {
  management: EventSelection.managementEvents(),
  withoutKms: EventSelection.managementEvents().withoutKms(),
  s3: EventSelection.managementEvents().plus(EventSelection.dataEvents(DataEventType.S3_OBJECT)),
  insights: EventSelection.managementEvents().withInsights(Insights.callRate(), Insights.errorRate()),
} as const;

const choices = record({
  selection: option(constantFrom(...Object.values(SELECTIONS)), { nil: undefined }),
  keyPrefix: option(constantFrom('audit', 'a/b'), { nil: undefined }),
  hasKey: constantFrom(true, false),
  hasTopic: constantFrom(true, false),
  hasLogGroup: constantFrom(true, false),
  multiRegion: option(constantFrom(true, false), { nil: undefined }),
  logging: option(constantFrom(true, false), { nil: undefined }),
  logFileValidation: option(constantFrom(true, false), { nil: undefined }),
  tag: option(constantFrom('security', 'audit'), { nil: undefined }),
});

test('has every property that CloudFormation would create the trail with, whatever is chosen', () => {
  const seen = new Set<string>();
  assert(
    property(choices, (chosen) => {
      const trailOf = (type: string, account: string, delegatedAdministrator?: object) => {
        const stack = newStack({ env: { account, region: REGION } });
        const trails = [ORGANIZATION_TRAIL];
        const policyManagedElsewhere = true;
        const key = `arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`;
        const topic = `arn:aws:sns:${REGION}:${LOG_ARCHIVE}:deliveries`;
        new AuditTrail(stack, 'Trail', {
          identity: ORGANIZATION_TRAIL,
          archive: LogArchive.fromBucket(stack, 'Archive', {
            bucket: Bucket.fromBucketName(stack, 'Bucket', 'company-logs'),
            encryptionKey: chosen.hasKey
              ? TrailKey.fromKey(stack, 'Key', {
                  ...{ key: Key.fromKeyArn(stack, 'ImportedKey', key), trails, policyManagedElsewhere },
                })
              : undefined,
            ...{ keyPrefix: chosen.keyPrefix, trails, policyManagedElsewhere },
          }),
          deliveryTopic: chosen.hasTopic
            ? DeliveryTopic.fromTopic(stack, 'Deliveries', {
                ...{ topic: Topic.fromTopicArn(stack, 'Topic', topic), trails, policyManagedElsewhere },
              })
            : undefined,
          cloudWatchLogs: chosen.hasLogGroup
            ? TrailLogGroup.fromLogGroup(LogGroup.fromLogGroupName(stack, 'Group', 'company-trail'))
            : undefined,
          eventSelection: chosen.selection,
          ...{ multiRegion: chosen.multiRegion, logging: chosen.logging },
          ...{ logFileValidation: chosen.logFileValidation, delegatedAdministrator },
        });
        if (chosen.tag !== undefined) Tags.of(stack).add('team', chosen.tag);
        const { Properties, ...resource } = resourceOf(stack, type);
        return { ...resource, Type: undefined, DependsOn: undefined, Properties };
      };
      const { Properties, ...delegated } = trailOf(TYPE, LOG_ARCHIVE, {});
      const { ServiceToken, ServiceTimeout, TrailArn, ...same } = Properties;
      const text = JSON.stringify(same).replaceAll(LOG_ARCHIVE, MANAGEMENT);
      const { Properties: plain, ...others } = trailOf('AWS::CloudTrail::Trail', MANAGEMENT);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(plain).replaceAll(LOG_ARCHIVE, MANAGEMENT)));
      expect(delegated).toEqual(others);
      for (const name of Object.keys(same)) seen.add(name);
    }),
    { numRuns: 60 },
  );
  expect([...seen].sort()).toEqual([
    ...[
      'AdvancedEventSelectors',
      'CloudWatchLogsLogGroupArn',
      'CloudWatchLogsRoleArn',
      'EnableLogFileValidation',
    ],
    ...[
      'IncludeGlobalServiceEvents',
      'InsightSelectors',
      'IsLogging',
      'IsMultiRegionTrail',
      'IsOrganizationTrail',
    ],
    ...['KMSKeyId', 'S3BucketName', 'S3KeyPrefix', 'SnsTopicName', 'Tags', 'TrailName'],
  ]);
});

describe('as any other trail', () => {
  test('is kept when the stack is deleted if it is told so', () => {
    expect(resourceOf(synthesize().stack, TYPE).DeletionPolicy).toBeUndefined();
    const { stack, trail } = synthesize();
    trail.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(resourceOf(stack, TYPE)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('keeps its name to itself, and counts among the five of its owner', () => {
    const { stack, archive } = synthesize();
    new AuditTrail(stack, 'Second', { identity: ORGANIZATION_TRAIL, archive, delegatedAdministrator: {} });
    expect(synthError(stack)).toContain("both have the trail name 'everyone'");
    const crowded = synthesize();
    const names = ['one', 'two', 'three', 'four', 'five'];
    const identities = names.map((trailName) =>
      TrailIdentity.organization({
        ...{ trailName, homeRegion: REGION, managementAccount: MANAGEMENT, organizationId: ORGANIZATION },
      }),
    );
    const crowdedArchive = new LogArchive(crowded.stack, 'Archives', { trails: identities });
    for (const identity of identities) {
      new AuditTrail(crowded.stack, identity.trailName, {
        ...{ identity, archive: crowdedArchive, delegatedAdministrator: {} },
      });
    }
    expect(synthError(crowded.stack)).toContain(
      `in account '${MANAGEMENT}' and Region '${REGION}' there are 6 trails`,
    );
  });
});

test('is refused for a trail of one account, and in the management account', () => {
  expect(() => synthesize({}, { account: TRAIL.ownerAccount, identity: TRAIL })).toThrow(
    "the trail 'primary' is of one account: CloudFormation can create this trail",
  );
  expect(() => synthesize({}, { account: MANAGEMENT })).toThrow(
    `the stack of the organization trail 'everyone' deploys to its management account '${MANAGEMENT}'`,
  );
  expect(() => synthesize({ delegatedAdministrator: { vpcSubnets: {} } })).toThrow(
    'vpcSubnets is given without vpc',
  );
});

test('is exempt from the guardrails of its own trail, and from nothing else', () => {
  const { stack } = synthesize();
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [ORGANIZATION_TRAIL] },
    exemptRoleArns: [`arn:aws:iam::${LOG_ARCHIVE}:role/deployment`],
  });
  const statements = guardrails
    .documents()
    .flatMap(
      ({ json }) => JSON.parse(json).Statement as { Sid: string; Action: string[]; Condition?: object }[],
    );
  const exempting = statements.filter(({ Condition }) =>
    JSON.stringify(Condition ?? {}).includes('TrailCreator'),
  );
  expect(exempting.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['KeepTrails']));
  const of = (sid: string) => JSON.stringify(statements.find(({ Sid }) => Sid === sid));
  expect(of('KeepTrails')).toContain(`"${ORGANIZATION_TRAIL_ARN}"`);
  expect(of('KeepTrailsAndArchive')).not.toContain('cloudtrail:StopLogging');
  expect(of('KeepTrailsAndArchive')).not.toContain('TrailCreator');
});

test('is the trail of Trailwatch where that says so', () => {
  const stack = new Stack(new App(), 'Audit', { env: { account: LOG_ARCHIVE, region: REGION } });
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: ORGANIZATION_TRAIL, emails: ['security@example.com'], delegatedAdministrator: {} },
  });
  expect(resourceOf(stack, TYPE).Properties.TrailArn).toBe(ORGANIZATION_TRAIL_ARN);
});
