import { AuditAccess, type AuditAccessProps, LogArchive, TrailIdentity } from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  resourceOf,
  type Statement,
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

const STORE = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d`;
const CHANNEL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:channel/4e5f6a7b`;
const DASHBOARD = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:dashboard/security`;
const LAKE = { eventDataStoreArns: [STORE], channelArns: [CHANNEL], dashboardArns: [DASHBOARD] };
const JOBS = ['Administrator', 'Operator', 'Viewer', 'EventHistoryDenied', 'LogReader'];

function synthesize(props: Partial<AuditAccessProps> = {}) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const access = new AuditAccess(stack, 'Access', { trails: [TRAIL], archive, ...props });
  const statementsOf = (job: string): Statement[] =>
    resourceOf(stack, 'AWS::IAM::ManagedPolicy', `Access${job}`).Properties.PolicyDocument.Statement;
  return { stack, access, statementsOf };
}

const actionsOn = (statements: Statement[], arn: unknown) =>
  statements
    .filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(arn))
    .flatMap(({ Action }) => Action as string | string[]);

const SEE_TRAIL = [
  'cloudtrail:GetTrail',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetInsightSelectors',
  'cloudtrail:GetEventConfiguration',
  'cloudtrail:ListTags',
];
const FIND = ['cloudtrail:DescribeTrails', 'cloudtrail:ListTrails'];
const FIND_LAKE = ['cloudtrail:ListChannels', 'cloudtrail:ListDashboards'];
const SEE_IMPORTS = ['cloudtrail:ListImports', 'cloudtrail:GetImport', 'cloudtrail:ListImportFailures'];
const HISTORY = ['cloudtrail:LookupEvents', 'cloudtrail:ListPublicKeys'];

describe('the policy of a viewer', () => {
  test('sees trails, stores, channels and dashboards, and the event history', () => {
    const { statementsOf } = synthesize(LAKE);
    const statements = statementsOf('Viewer');
    expect(actionsOn(statements, TRAIL_ARN)).toEqual(SEE_TRAIL);
    expect(actionsOn(statements, STORE)).toEqual([
      'cloudtrail:GetEventDataStore',
      'cloudtrail:GetInsightSelectors',
      'cloudtrail:GetEventConfiguration',
      'cloudtrail:GetResourcePolicy',
      'cloudtrail:ListTags',
    ]);
    expect(actionsOn(statements, CHANNEL)).toEqual([
      'cloudtrail:GetChannel',
      'cloudtrail:GetResourcePolicy',
      'cloudtrail:ListTags',
    ]);
    expect(actionsOn(statements, '*')).toEqual([
      ...FIND,
      'cloudtrail:ListEventDataStores',
      ...SEE_IMPORTS,
      ...FIND_LAKE,
      ...HISTORY,
    ]);
    expect(actionsOn(statements, DASHBOARD)).toEqual([
      'cloudtrail:GetDashboard',
      'cloudtrail:GetResourcePolicy',
      'cloudtrail:ListTags',
    ]);
    expect(statements).toHaveLength(5);
  });
});

describe('the policy of an operator', () => {
  test('starts and stops, and changes no setting', () => {
    const { statementsOf } = synthesize(LAKE);
    const statements = statementsOf('Operator');
    expect(actionsOn(statements, TRAIL_ARN)).toEqual([
      'cloudtrail:StartLogging',
      'cloudtrail:StopLogging',
      'cloudtrail:GetTrail',
      'cloudtrail:GetTrailStatus',
    ]);
    expect(actionsOn(statements, STORE)).toEqual([
      'cloudtrail:StartEventDataStoreIngestion',
      'cloudtrail:StopEventDataStoreIngestion',
      'cloudtrail:GetEventDataStore',
    ]);
    expect(actionsOn(statements, '*')).toEqual([
      ...FIND,
      'cloudtrail:ListEventDataStores',
      'cloudtrail:StartImport',
      'cloudtrail:StopImport',
      ...SEE_IMPORTS,
      ...FIND_LAKE,
    ]);
    expect(actionsOn(statements, DASHBOARD)).toEqual([
      'cloudtrail:StartDashboardRefresh',
      'cloudtrail:GetDashboard',
    ]);
    expect(statements).toHaveLength(4);
  });
});

describe('the policy of queries on event data stores', () => {
  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;

  test('asks, follows, reads and ends queries of the named stores, and uses their keys', () => {
    const { statementsOf } = synthesize({ eventDataStoreArns: [STORE], eventDataStoreKeyArns: [KEY] });
    const statements = statementsOf('EventDataStoreQuery');
    expect(actionsOn(statements, STORE)).toEqual([
      'cloudtrail:StartQuery',
      'cloudtrail:DescribeQuery',
      'cloudtrail:GetQueryResults',
      'cloudtrail:CancelQuery',
      'cloudtrail:ListQueries',
      'cloudtrail:GetEventDataStore',
    ]);
    expect(actionsOn(statements, KEY)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(actionsOn(statements, '*')).toEqual(['cloudtrail:ListEventDataStores']);
    expect(statements).toHaveLength(3);
  });

  test('is there only where stores are, and no other policy queries', () => {
    expect(synthesize().access.eventDataStoreQueryPolicy).toBeUndefined();
    const { statementsOf } = synthesize({ eventDataStoreArns: [STORE] });
    for (const job of JOBS) expect(JSON.stringify(statementsOf(job))).not.toContain('StartQuery');
  });
});

describe('the policy of an administrator', () => {
  test('does everything with the named trails, and what AWS asks for on the way', () => {
    const { statementsOf } = synthesize();
    const statements = statementsOf('Administrator');
    expect(actionsOn(statements, TRAIL_ARN)).toEqual([
      'cloudtrail:CreateTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:DeleteTrail',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:PutInsightSelectors',
      'cloudtrail:PutEventConfiguration',
      'cloudtrail:AddTags',
      'cloudtrail:RemoveTags',
      'cloudtrail:StartLogging',
      'cloudtrail:StopLogging',
      ...SEE_TRAIL,
    ]);
    expect(actionsOn(statements, '*')).toEqual([...FIND, ...HISTORY]);
    expect(statements.slice(2)).toEqual([
      {
        Sid: 'CreateServiceLinkedRoles',
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: [
          'arn:aws:iam::*:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail',
          'arn:aws:iam::*:role/aws-service-role/context.cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrailEventContext',
        ],
        Condition: {
          StringEquals: {
            'iam:AWSServiceName': ['cloudtrail.amazonaws.com', 'context.cloudtrail.amazonaws.com'],
          },
        },
      },
      {
        Sid: 'SeeServiceLinkedRoles',
        Effect: 'Allow',
        Action: 'iam:GetRole',
        Resource: expect.any(Array),
      },
      {
        Sid: 'SeeKeys',
        Effect: 'Allow',
        Action: 'kms:DescribeKey',
        Resource: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
      },
    ]);
  });

  test('changes and deletes the named stores, channels and dashboards', () => {
    const { statementsOf } = synthesize(LAKE);
    const statements = statementsOf('Administrator');
    expect(actionsOn(statements, STORE)).toContain('cloudtrail:DeleteEventDataStore');
    expect(actionsOn(statements, CHANNEL)).toContain('cloudtrail:DeleteChannel');
    expect(actionsOn(statements, DASHBOARD)).toContain('cloudtrail:DeleteDashboard');
    expect(actionsOn(statements, '*')).toContain('cloudtrail:StopImport');
  });

  test('looks at the trusted access of an organization, and hands over roles to CloudTrail only', () => {
    const logsRole = `arn:aws:iam::${MANAGEMENT}:role/TrailToLogs`;
    const { statementsOf } = synthesize({ trails: [ORGANIZATION_TRAIL], logsRoleArns: [logsRole] });
    const statements = statementsOf('Administrator');
    expect(actionsOn(statements, ORGANIZATION_TRAIL_ARN)).toContain('cloudtrail:DeleteTrail');
    expect(actionsOn(statements, '*')).toContain('organizations:ListAWSServiceAccessForOrganization');
    expect(statements).toContainEqual({
      Sid: 'HandOverLogsRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: logsRole,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
    });
  });
});

describe('the policies of audit access', () => {
  test('deny the event history and Insights events to whom they are attached', () => {
    expect(synthesize().statementsOf('EventHistoryDenied')).toEqual([
      {
        Sid: 'DenyEventHistory',
        Effect: 'Deny',
        Action: ['cloudtrail:LookupEvents', 'cloudtrail:ListInsightsData'],
        Resource: '*',
      },
    ]);
  });

  test('let readers read the chosen part of the archive', () => {
    const { statementsOf } = synthesize({
      readable: { accounts: [ACCOUNT], regions: [REGION], includeDigests: false },
    });
    expect(statementsOf('LogReader').map(({ Action }) => Action)).toEqual([
      ['s3:GetObject', 's3:GetObjectVersion'],
      ['s3:ListBucket', 's3:ListBucketVersions'],
      'kms:Decrypt',
    ]);
  });

  test('have none for readers without an archive', () => {
    expect(synthesize({ archive: undefined }).access.logReaderPolicy).toBeUndefined();
  });

  test.each(JOBS)('name every action in full: %s', (job) => {
    const { statementsOf } = synthesize(LAKE);
    const actions = statementsOf(job).flatMap(({ Action }) => Action as string | string[]);
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  test('fit twenty trails', () => {
    const trails = Array.from({ length: 20 }, (_, index) => trailOf(index));
    expect(() => synthesize({ trails }).statementsOf('Administrator')).not.toThrow();
  });

  test('fail on more trails than fit into a policy', () => {
    const trails = Array.from({ length: 99 }, (_, index) => trailOf(index));
    expect(synthError(synthesize({ trails }).stack)).toMatch(
      /the managed policy could have \d+ characters, but IAM allows at most 6144; create one AuditAccess for some of the trails/,
    );
  });

  function trailOf(index: number): TrailIdentity {
    const ownerAccount = String(100_000_000_000 + index);
    return TrailIdentity.account({ trailName: 'primary', homeRegion: REGION, ownerAccount });
  }
});
